"""The template of a meeting's logistics: what is to be done, by whom, how long before it begins."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from meetings.enums import ItemOutcome, MeetingFormat, MeetingKind, MeetingStage

ON_SITE = frozenset({MeetingFormat.IN_PERSON, MeetingFormat.HYBRID})
REMOTE = frozenset({MeetingFormat.ONLINE, MeetingFormat.HYBRID})


@dataclass(frozen=True)
class TemplateLine:
    """One line of the template. What `is_hosts` is the host's to do, once there is one."""

    key: str
    label: Any
    is_hosts: bool
    days_before: int
    formats: frozenset[MeetingFormat] = frozenset(MeetingFormat)

    def due_on(self, starts_on: date, *, today: date) -> date:
        """Return the day it is due, today where that has passed."""
        return max(starts_on - timedelta(days=self.days_before), today)


TEMPLATE = (
    TemplateLine("host_agreement", _("Host agreement"), is_hosts=True, days_before=60, formats=ON_SITE),
    TemplateLine("venue", _("Venue, rooms and security"), is_hosts=True, days_before=45, formats=ON_SITE),
    TemplateLine(
        "visas", _("Visas and reception of delegations"), is_hosts=True, days_before=30, formats=ON_SITE
    ),
    TemplateLine("interpretation", _("Interpretation and working languages"), is_hosts=False, days_before=30),
    TemplateLine("remote", _("Remote participation"), is_hosts=False, days_before=14, formats=REMOTE),
    TemplateLine("documents", _("Documents to the participants"), is_hosts=False, days_before=14),
)

LABELS = {line.key: line.label for line in TEMPLATE}
HOSTS = frozenset(line.key for line in TEMPLATE if line.is_hosts)


def lines_for(form: str) -> tuple[TemplateLine, ...]:
    """Return the lines that a meeting of this format needs."""
    return tuple(line for line in TEMPLATE if form in line.formats)


WORDS = {
    "from": dict(MeetingStage.choices),
    "to": dict(MeetingStage.choices),
    "kind": dict(MeetingKind.choices),
    "outcome": dict(ItemOutcome.choices),
    "key": LABELS,
    "owner": {"secretariat": _("the secretariat"), "host": _("the host")},
}
"""What the codes mean that the register keeps of acts on meetings."""
