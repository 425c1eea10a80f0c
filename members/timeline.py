"""Acts on an object as the timeline of its page shows them: what was done, when, by whom, by which rule."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from members.enums import Capacity
from records.addresses import address_of
from records.enclosures import opened
from records.models import Act
from records.said import texts_of
from records.telling import COLUMNS, Teller, in_one_line

OF_ENTRIES = ("number", "at", "rule", *COLUMNS)
"""What an entry is made of."""
SHOWN = 50
"""The latest acts that a page shows; the register has them all."""


def history_of(
    actor: Any, *kinds: str, key: str, names: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return the latest acts about an object, under any of its kinds, that `actor` may see; newest first.

    Each has the `text` that was said with it. `names` is `{code: name}` where the page has it already.
    """
    rows = Act.objects.history_for(actor, *kinds, key=key).values(*OF_ENTRIES)[:SHOWN]
    return entries_of(list(rows), actor=actor, names=names)


def timeline(acts: QuerySet, *, names: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Return the entries of acts that the reader may see, in their order; `names` is `{code: name}`."""
    return _entries(list(acts.values(*OF_ENTRIES)), names)


def entries_of(
    rows: Sequence[Mapping[str, Any]], *, actor: Any, names: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """Return rows of acts, with `OF_ENTRIES`, as entries, each with what was said besides its sentence."""
    enclosed = opened([row["number"] for row in rows], actor=actor)
    return [
        entry | {"text": _more(row, enclosed.get(row["number"], {}), than=entry["title"])}
        for row, entry in zip(rows, _entries(rows, names), strict=True)
    ]


def _entries(rows: Iterable[Mapping[str, Any]], names: Mapping[str, str] | None) -> list[dict[str, Any]]:
    teller = Teller(names)
    return [_entry(row, teller) for row in rows]


def _entry(row: Mapping[str, Any], teller: Teller) -> dict[str, Any]:
    return {
        "number": row["number"],
        "at": row["at"],
        "title": teller.sentence(row),
        "by": _who(row, teller.names),
        "rule": row["rule"],
        "href": address_of("act", row["number"]),
    }


def _more(row: Mapping[str, Any], enclosed: Mapping[str, Any], *, than: str) -> str:
    """Return the texts of an act, without those that its sentence quotes whole."""
    texts = texts_of(row["action"], orjson.loads(row["payload"]) | enclosed)
    return "\n".join(text for text in texts if in_one_line(text) not in than)


def _who(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the state that an act is of, with the office that entered it or spoke; else the office."""
    state = names.get(row["state"], row["state"])
    if state and row["entered_by"]:
        return _("%(state)s, entered by the secretariat") % {"state": state}
    office = str(Capacity(row["capacity"]).label) if row["capacity"] in Capacity.values else row["capacity"]
    if state and row["capacity"] == Capacity.CHAIR:
        return f"{office} ({state})"
    return state or office
