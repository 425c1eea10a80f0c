"""Windows for a meeting, found for a reader: whose days count, what else is planned, how long it takes to
prepare.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.enums import SESSIONS
from meetings.logistics import TemplateLine, lines_for
from meetings.models import Meeting
from meetings.windows import OtherMeeting, Window, windows, without_overlaps
from members.actor import Actor
from members.calendars import calendar_of, holidays_in
from members.enums import ParticipantKind, Status
from members.models import Participant
from records.addresses import address_of

MOST_WINDOWS = 12
PAPERS = "documents"
"""The line of the logistics template by which papers are sent out."""

Names = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best windows. `counted` are the states whose days count, `without_holidays` those of which no
    public holidays are known in some years (`{code: years}`), `uncounted` the organisations among those
    invited. `possible_from` is the first day by which everything of `lead` can be prepared.
    """

    windows: list[Window]
    counted: list[str]
    uncounted: list[str]
    without_holidays: dict[str, list[int]]
    possible_from: date
    lead: tuple[TemplateLine, ...]
    names: Names

    def prepare_by(self, window: Window) -> date:
        """Return the day on which preparing has to begin."""
        return window.starts_on - timedelta(days=longest(self.lead))

    def papers_by(self, window: Window) -> date:
        """Return the day by which papers have to be sent out."""
        days = next(line.days_before for line in self.lead if line.key == PAPERS)
        return window.starts_on - timedelta(days=days)


def longest(lead: Iterable[TemplateLine]) -> int:
    """Return how many days before a meeting its preparation begins."""
    return max(line.days_before for line in lead)


def find_dates(asked: Mapping[str, Any], *, actor: Actor, on: date) -> Found:
    """Return the best windows for what was asked (`forms.DatesFields`), in three queries.

    Whose days count: the participants named, or else the member states for a session of a body, and members
    and observers for another meeting; always the host's.
    """
    kinds = _coming(asked, on)
    states = [code for code, kind in kinds.items() if kind == ParticipantKind.STATE]
    lead = lines_for(asked["meeting_format"])
    possible_from = on + timedelta(days=longest(lead))
    earliest = max(asked["earliest"], possible_from)
    years = range(asked["earliest"].year, asked["latest"].year + 1)
    ranked = windows(
        days=asked["days"],
        earliest=earliest,
        latest=asked["latest"],
        calendars={code: calendar_of(code, years=years) for code in states},
        meetings=_planned(actor, asked["earliest"], asked["latest"]),
        host=asked["host"],
    )
    missing = {code: [year for year in years if holidays_in(code, year=year) is None] for code in states}
    return Found(
        windows=list(islice(without_overlaps(ranked), MOST_WINDOWS)),
        counted=states,
        uncounted=[code for code, kind in kinds.items() if kind != ParticipantKind.STATE],
        without_holidays={code: lacking for code, lacking in missing.items() if lacking},
        possible_from=possible_from,
        lead=lead,
        names=Participant.objects.names(),
    )


def _coming(asked: Mapping[str, Any], on: date) -> dict[str, str]:
    """Return who comes, `{code: state or organisation}`, in English order."""
    today = Participant.objects.with_status_on(on).exclude(status=None).in_english_order()
    rows = today.values_list("code", "kind", "status")
    named = set(asked["invited"])
    only_members = asked["kind"] in SESSIONS
    return {
        code: kind
        for code, kind, status in rows
        if code == asked["host"] or (code in named if named else status == Status.MEMBER or not only_members)
    }


def _planned(actor: Actor, earliest: date, latest: date) -> list[OtherMeeting]:
    planned = Meeting.objects.visible_to(actor).planned().filter(starts_on__lte=latest, ends_on__gte=earliest)
    columns = ("reference", "title", "starts_on", "ends_on")
    return [
        OtherMeeting(title=title, url=address_of("meeting", reference), starts_on=starts_on, last_on=ends_on)
        for reference, title, starts_on, ends_on in planned.order_by("starts_on", "reference").values_list(
            *columns
        )
    ]


def reasons(window: Window, found: Found) -> list[str]:
    """Say in words what speaks against a window, or that nothing does; states in English order."""
    if window.is_free:
        return [_("No public holiday, no weekend and no other meeting is known then.")]
    said = []
    if window.meetings:
        said.append(
            ngettext(
                "%(count)d other meeting is then: %(titles)s.",
                "%(count)d other meetings are then: %(titles)s.",
                len(window.meetings),
            )
            % {"count": len(window.meetings), "titles": "; ".join(one.title for one in window.meetings)}
        )
    if window.host_days_off:
        said.append(
            ngettext(
                "The host has %(count)d day off.", "The host has %(count)d days off.", window.host_days_off
            )
            % {"count": window.host_days_off}
        )
    if on_holiday := {holiday.participant for holiday in window.holidays}:
        said.append(
            ngettext(
                "%(count)d state has a public holiday: %(states)s.",
                "%(count)d states have a public holiday: %(states)s.",
                len(on_holiday),
            )
            % {"count": len(on_holiday), "states": _listed(on_holiday, found)}
        )
    if window.weekends:
        said.append(
            ngettext(
                "%(count)d state has its weekend: %(states)s.",
                "%(count)d states have their weekend: %(states)s.",
                len(window.weekends),
            )
            % {"count": len(window.weekends), "states": _listed(window.weekends, found)}
        )
    return said


def _listed(codes: Collection[str], found: Found) -> str:
    return ", ".join(found.names[code] for code in found.counted if code in codes)
