"""Days on which people can meet: a pure function of the working days of those who come and of other meetings.

Every window of the asked length is weighed. A better one has, in this order: no other meeting, no day off of
the host, fewer participants with a day off, fewer such days, an earlier beginning.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from members.calendars import WorkingCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class DayOff:
    """A public holiday of a participant; `name` is English, and one that is estimated may move by a day."""

    participant: str
    on: date
    name: str
    is_estimated: bool


@dataclass(frozen=True, kw_only=True)
class OtherMeeting:
    """A planned meeting that somebody would have to leave out."""

    title: str
    url: str
    starts_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class Window:
    """Consecutive days. `weekends` are the participants whose weekend touches them, `days_off` counts the
    days off of all participants, `host_days_off` those of the host.
    """

    starts_on: date
    last_on: date
    meetings: tuple[OtherMeeting, ...]
    holidays: tuple[DayOff, ...]
    weekends: tuple[str, ...]
    days_off: int
    host_days_off: int

    @property
    def affected(self) -> int:
        """How many participants have a day off in it."""
        return len({holiday.participant for holiday in self.holidays} | set(self.weekends))

    @property
    def is_free(self) -> bool:
        """Whether nobody has a day off and nothing else is then."""
        return not self.meetings and not self.days_off

    @property
    def rank(self) -> tuple[int, int, int, int, date]:
        """What windows are ordered by, the best first."""
        return len(self.meetings), self.host_days_off, self.affected, self.days_off, self.starts_on


def windows(
    *,
    days: int,
    earliest: date,
    latest: date,
    calendars: Mapping[str, "WorkingCalendar"],
    meetings: Iterable[OtherMeeting] = (),
    host: str = "",
) -> list[Window]:
    """Return all windows of so many days from `earliest` to `latest`, both included, the best first.

    `calendars` is `{participant: its working days}`; the host is one of them, or "" where none is known.
    """
    span = (latest - earliest).days + 1
    all_days = [earliest + number * ONE_DAY for number in range(span)]
    off = [_off_on(day, calendars) for day in all_days]
    others = list(meetings)
    found = [
        _window(all_days[first : first + days], off[first : first + days], others, host)
        for first in range(span - days + 1)
    ]
    return sorted(found, key=lambda window: window.rank)


def without_overlaps(ranked: Iterable[Window]) -> Iterator[Window]:
    """Yield windows in order, without those that share a day with a better one."""
    taken: set[date] = set()
    for window in ranked:
        own = {window.starts_on, window.last_on}
        if taken.isdisjoint(own):
            taken.update(_days_of(window))
            yield window


def _days_of(window: Window) -> Iterator[date]:
    for number in range((window.last_on - window.starts_on).days + 1):
        yield window.starts_on + number * ONE_DAY


# {participant: its holiday, or None for a weekend}
Off = Mapping[str, DayOff | None]


def _off_on(day: date, calendars: Mapping[str, "WorkingCalendar"]) -> Off:
    found: dict[str, DayOff | None] = {}
    for participant, calendar in calendars.items():
        if calendar.is_weekend(day):
            found[participant] = None
        elif holiday := calendar.holidays.get(day):
            found[participant] = DayOff(
                participant=participant, on=day, name=holiday.name, is_estimated=holiday.is_estimated
            )
    return found


def _window(days: Sequence[date], off: Sequence[Off], others: Iterable[OtherMeeting], host: str) -> Window:
    starts_on, last_on = days[0], days[-1]
    return Window(
        starts_on=starts_on,
        last_on=last_on,
        meetings=tuple(
            other for other in others if other.starts_on <= last_on and starts_on <= other.last_on
        ),
        holidays=tuple(holiday for on_day in off for holiday in on_day.values() if holiday),
        weekends=tuple(dict.fromkeys(code for on_day in off for code, found in on_day.items() if not found)),
        days_off=sum(len(on_day) for on_day in off),
        host_days_off=sum(host in on_day for on_day in off),
    )
