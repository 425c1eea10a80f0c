"""Acts as the timeline of a page shows them: when, what, by whom, by which rule."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from members.enums import Capacity
from records.known_acts import label_of

COLUMNS = ("number", "at", "action", "state", "capacity", "entered_by", "rule")


def timeline(acts: QuerySet, *, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the entries of acts that the reader may see, in their order; `names` is `{code: name}`."""
    return [_entry(row, names) for row in acts.values(*COLUMNS)]


def _entry(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": row["number"],
        "at": row["at"],
        "title": label_of(row["action"]),
        "by": _who(row, names),
        "rule": row["rule"],
        "href": reverse("act", args=[row["number"]]),
    }


def _who(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the state that an act is of, with the office that entered it or spoke; else the office."""
    state = names.get(row["state"], row["state"])
    if state and row["entered_by"]:
        return _("%(state)s, entered by the secretariat") % {"state": state}
    office = str(Capacity(row["capacity"]).label) if row["capacity"] in Capacity.values else row["capacity"]
    if state and row["capacity"] == Capacity.CHAIR:
        return f"{office} ({state})"
    return state or office
