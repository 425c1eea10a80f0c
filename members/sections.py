"""Pages that rooms above add to: a page shows what is registered for it and imports nothing from above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from members.actor import Actor


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


class Sections:
    """The sections of one kind of page, in the order in which they were registered."""

    def __init__(self) -> None:
        self._sections: dict[str, Section] = {}

    def register(self, section: Section) -> None:
        """Add `section` to the page; called once, from an app's `ready()`."""
        self._sections[section.name] = section

    def shown(self, *, subject: Any, actor: Actor, on: date) -> list[ShownSection]:
        """Read every section for `actor` and keep those that have something to show."""
        read = (
            (section, section.read(subject=subject, actor=actor, on=on))
            for section in self._sections.values()
        )
        return [
            ShownSection(section.name, section.title, section.template, data)
            for section, data in read
            if data is not None
        ]


participant_sections = Sections()
"""What other rooms show on a participant's page; the subject is the `Participant`."""


def register_section(section: Section) -> None:
    """Add `section` to every participant's page."""
    participant_sections.register(section)
