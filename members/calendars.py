"""When people in a state work: its weekend and its public holidays, by the library `holidays`.

The library knows public holidays of the whole state, with English names, and for how many years it knows
them differs. Where it knows none, `holidays_in` says so: "no data" is not "no holiday". Days that depend on
the sight of the moon are estimates until they are announced, and days off between a holiday and a weekend
are often announced only in the autumn before.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

SECRETARIAT_SEAT = "KZ"
"""The state in which the Secretariat has its seat (Astana), and whose working days it keeps."""
NAMES_IN = "en_US"
MARKS_LEFT_OUT = re.compile(r" \((?:estimated|substituted from [^)]*)\)|, estimated(?=\))")
UNMARKED_ESTIMATES = frozenset({"PS", "SA"})
"""States whose days by the moon the library gives without marking those to come as estimates."""
BY_THE_MOON = ("Eid ", "Islamic New Year", "Prophet's Birthday", "Isra' and Mi'raj", "Arafat")

MONDAY_TO_FRIDAY_ENDS = frozenset({5, 6})
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Holiday:
    """A public holiday; `name` is English. One that `is_estimated` may move by a day."""

    name: str
    is_estimated: bool = False


@dataclass(frozen=True)
class WorkingCalendar:
    """The working days of one state. `weekend` counts Monday as 0; on `worked` days of it people work."""

    weekend: frozenset[int] = MONDAY_TO_FRIDAY_ENDS
    holidays: Mapping[date, Holiday] = field(default_factory=dict)
    worked: frozenset[date] = frozenset()

    def is_weekend(self, day: date) -> bool:
        """Whether it is a day of the weekend on which nobody works."""
        return day.weekday() in self.weekend and day not in self.worked

    def is_off(self, day: date) -> bool:
        """Whether it is a holiday or a day of the weekend."""
        return day in self.holidays or self.is_weekend(day)

    def working_day(self, on: date) -> date:
        """Return the first working day, that day or later."""
        while self.is_off(on):
            on += ONE_DAY
        return on

    def after_working_days(self, days: int, *, since: date) -> date:
        """Return the working day by which so many working days after a day have passed."""
        on = since
        for _day in range(days):
            on = self.working_day(on + ONE_DAY)
        return on


def calendar_of(state: str, *, years: Iterable[int]) -> WorkingCalendar:
    """Return the working days of a state in some years; of one the library lacks, Saturday and Sunday off."""
    kept = [_year_of(state, year) for year in years]
    return WorkingCalendar(
        weekend=_weekend_of(state),
        holidays={day: holiday for found in kept for day, holiday in found.holidays.items()},
        worked=frozenset(day for found in kept for day in found.worked),
    )


def holidays_in(state: str, *, year: int) -> Mapping[date, Holiday] | None:
    """Return the public holidays of a state in a year; None where there is no data."""
    return _year_of(state, year).holidays or None


@dataclass(frozen=True)
class _Year:
    holidays: Mapping[date, Holiday]
    worked: frozenset[date]


# A year of all participants is computed in some 40 ms, so a process keeps what it has asked for.
@lru_cache(maxsize=1024)
def _year_of(state: str, year: int) -> _Year:
    if state not in _known_states():
        return _Year({}, frozenset())
    found = holidays.country_holidays(state, years=year, language=NAMES_IN)
    named = {day: _holiday(state, name) for day, name in found.items() if day.year == year}
    return _Year(named, frozenset(day for day in found.weekend_workdays if day.year == year))


def _holiday(state: str, name: str) -> Holiday:
    is_estimated = "estimated" in name or (
        state in UNMARKED_ESTIMATES and any(word in name for word in BY_THE_MOON)
    )
    return Holiday(MARKS_LEFT_OUT.sub("", name).replace("; ", ", "), is_estimated)


@lru_cache(maxsize=256)
def _weekend_of(state: str) -> frozenset[int]:
    if state not in _known_states():
        return MONDAY_TO_FRIDAY_ENDS
    return frozenset(holidays.country_holidays(state).weekend)


@lru_cache(maxsize=1)
def _known_states() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=False))
