"""What was said with acts: the texts of their forms, for the object's page and beside the next form."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from django.db.models import QuerySet

from records.act_types import acts_on
from records.enclosures import opened
from records.fields import TextField
from records.known_acts import registered_as
from records.models import Act
from records.supplying import Slot, only_one

SHOWN = 5
"""How many of the latest texts stand beside a form."""
LOOKED_AT = 50
"""How many of the latest acts are looked at for them."""

Timeline = Callable[[QuerySet], Iterable[dict[str, Any]]]
"""`timeline(acts)` gives acts as entries of a timeline."""

TIMELINE: Slot[Timeline, Timeline | None] = Slot("timeline", only_one)
"""Supplied by `members`, which has the names."""


def said_on(subject: Any, *, actor: Any) -> list[Mapping[str, Any]]:
    """Return what was said with the latest acts on a subject that `actor` may see, newest first."""
    acts = acts_on(subject, actor)[:LOOKED_AT]
    timeline = TIMELINE.supplied()
    entries = list(timeline(acts)) if timeline else []
    return latest_said(with_texts(entries, actor=actor)) if entries else []


def said_with(numbers: Iterable[int], *, actor: Any) -> dict[int, list[str]]:
    """Return `{act: its texts}` of acts that `actor` may see, with what is enclosed for it: two queries."""
    wanted = list(numbers)
    rows = Act.objects.filter(number__in=wanted).values_list("number", "action", "payload")
    enclosed = opened(wanted, actor=actor)
    found = {
        number: texts_of(action, orjson.loads(payload) | enclosed.get(number, {}))
        for number, action, payload in rows
    }
    return {number: texts for number, texts in found.items() if texts}


def texts_of(action: str, payload: Mapping[str, Any]) -> list[str]:
    """Return the texts of some lines that the act's form asked for, in the form's order."""
    names = dict.fromkeys(
        name
        for known in registered_as(action)
        for name, one in known.act_type.fields().fields.items()
        if isinstance(one, TextField)
    )
    return [payload[name] for name in names if isinstance(payload.get(name), str) and payload[name]]


def with_texts(entries: Iterable[dict[str, Any]], *, actor: Any) -> list[dict[str, Any]]:
    """Add to entries of a timeline, each with the `number` of its act, the `text` that was said with it."""
    held = list(entries)
    said = said_with((entry["number"] for entry in held), actor=actor)
    return [entry | {"text": "\n".join(said.get(entry["number"], []))} for entry in held]


def latest_said(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the latest entries of a timeline, newest first, with which something was said."""
    return [entry for entry in entries if entry.get("text")][:SHOWN]
