"""Working days of states: weekends, holidays with their doubts, and what the library does not know."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.calendars import Holiday, WorkingCalendar, calendar_of, holidays_in
from members.models import Participant

MONDAY = date(2026, 3, 2)


def test_states_have_the_weekend_they_keep():
    friday, sunday = date(2026, 3, 6), date(2026, 3, 8)

    assert [calendar_of("KW", years=[2026]).is_weekend(day) for day in (friday, sunday)] == [True, False]
    assert [calendar_of("KZ", years=[2026]).is_weekend(day) for day in (friday, sunday)] == [False, True]


def test_a_day_by_the_moon_is_an_estimate_and_a_fixed_one_is_not():
    found = holidays_in("PK", year=2027)

    assert found[date(2027, 3, 23)] == Holiday("Pakistan Day")
    assert next(holiday.name for holiday in found.values() if holiday.is_estimated) == "Eid al-Fitr"


@pytest.mark.parametrize("state", ["PS", "SA"])
def test_estimates_that_the_library_leaves_unmarked_are_marked(state):
    by_moon = [holiday for holiday in holidays_in(state, year=2027).values() if "Eid" in holiday.name]

    assert by_moon
    assert all(holiday.is_estimated for holiday in by_moon)


def test_names_carry_no_notes_of_the_library():
    names = {
        holiday.name for state in ("CN", "EG", "IN") for holiday in holidays_in(state, year=2026).values()
    }

    assert not [name for name in names if "estimated" in name or "substituted" in name]
    assert "Day off" in {holiday.name for holiday in holidays_in("VN", year=2026).values()} | names


@pytest.mark.parametrize(("state", "year"), [("LK", 2027), ("UA", 2026), ("OSCE", 2026)])
def test_no_data_is_not_no_holiday(state, year):
    assert holidays_in(state, year=year) is None
    assert calendar_of(state, years=[year]).holidays == {}


@pytest.mark.django_db
def test_every_member_has_data_for_this_year_and_all_but_one_for_the_next():
    members = list(Participant.objects.members_on(date(2026, 11, 24)).values_list("code", flat=True))

    assert len(members) == 28
    assert [code for code in members if holidays_in(code, year=2026) is None] == []
    assert [code for code in members if holidays_in(code, year=2027) is None] == ["LK"]


def test_working_days_step_over_weekends_and_holidays():
    calendar = WorkingCalendar(holidays={date(2026, 3, 4): Holiday("A day")})

    assert calendar.after_working_days(5, since=MONDAY) == date(2026, 3, 10)
    assert calendar.working_day(date(2026, 3, 4)) == date(2026, 3, 5)
    assert calendar.after_working_days(0, since=MONDAY) == MONDAY


def test_a_weekend_day_that_is_worked_is_a_working_day():
    saturday = date(2026, 3, 7)

    assert not WorkingCalendar(worked=frozenset({saturday})).is_off(saturday)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 30), st.integers(0, 20))
def test_work_that_begins_later_is_not_done_earlier(day, days, later):
    calendar = calendar_of("KZ", years=[2026, 2027])
    after = date.fromordinal(day.toordinal() + later)

    done = calendar.after_working_days(days, since=day)

    assert done <= calendar.after_working_days(days, since=after)
    assert days == 0 or not calendar.is_off(done)
