"""Pages that rooms above add to: a page shows what is supplied to it and imports nothing from above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.actor import Actor
from records.supplying import Slot, by_name


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a page.

    `name` is its anchor. `read(subject=…, actor=…, on=…)` returns what `template` needs as `section`, of what
    `actor` may see on the day `on`, or None when there is nothing to show; a fixed number of queries.
    """

    name: str
    title: Any
    template: str
    read: Callable[..., Mapping[str, Any] | None]


@dataclass(frozen=True)
class ShownSection:
    """A section with what was read for one request."""

    name: str
    title: Any
    template: str
    data: Mapping[str, Any]


Sections = Slot[Section, Mapping[str, Section]]
"""The sections of one kind of page, in the order of the apps."""


def sections_of(page: str) -> Sections:
    """Return the slot for what other rooms show on a page."""
    return Slot(f"sections of the page of a {page}", by_name(lambda section: section.name))


PARTICIPANT_SECTIONS = sections_of("participant")
"""What other rooms show on a participant's page; the subject is the `Participant`."""


def shown(sections: Sections, *, subject: Any, actor: Actor, on: date) -> list[ShownSection]:
    """Read every section for `actor` and keep those that have something to show."""
    read = (
        (section, section.read(subject=subject, actor=actor, on=on))
        for section in sections.supplied().values()
    )
    return [
        ShownSection(section.name, section.title, section.template, data)
        for section, data in read
        if data is not None
    ]
