"""Windows by the days off of those who come and by other meetings alone."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from meetings.windows import DayOff, OtherMeeting, windows, without_overlaps
from members.calendars import Holiday, WorkingCalendar

MONDAY = date(2027, 3, 1)
DAY = timedelta(days=1)
FRIDAY_SATURDAY = frozenset({4, 5})


def find(*, days=2, span=14, **given):
    given.setdefault("calendars", {"KZ": WorkingCalendar()})
    return windows(days=days, earliest=MONDAY, latest=MONDAY + (span - 1) * DAY, **given)


def other(starts_on, days=1):
    return OtherMeeting(title="A session", url="/", starts_on=starts_on, last_on=starts_on + (days - 1) * DAY)


def test_the_best_windows_touch_nobodys_weekend():
    found = find(
        days=4, span=7, calendars={"KZ": WorkingCalendar(), "KW": WorkingCalendar(weekend=FRIDAY_SATURDAY)}
    )

    assert (found[0].starts_on, found[0].last_on, found[0].is_free) == (MONDAY, MONDAY + 3 * DAY, True)
    assert [window.is_free for window in found[1:]] == [False] * 3
    assert found[1].weekends == ("KW",)


def test_a_holiday_is_named_with_its_doubt():
    moon = Holiday("Eid al-Fitr", is_estimated=True)
    found = find(days=1, span=1, calendars={"KW": WorkingCalendar(holidays={MONDAY: moon})})

    assert found[0].holidays == (DayOff(participant="KW", on=MONDAY, name="Eid al-Fitr", is_estimated=True),)
    assert (found[0].weekends, found[0].days_off, found[0].affected) == ((), 1, 1)


def test_a_holiday_on_a_weekend_is_a_weekend():
    sunday = MONDAY + 6 * DAY
    (found,) = windows(
        days=1,
        earliest=sunday,
        latest=sunday,
        calendars={"KZ": WorkingCalendar(holidays={sunday: Holiday("A day")})},
    )

    assert (found.holidays, found.weekends) == ((), ("KZ",))


def test_another_meeting_weighs_more_than_days_off():
    busy = other(MONDAY, days=5)

    found = find(days=1, span=7, meetings=[busy])

    assert [window.starts_on for window in found[:2]] == [MONDAY + 5 * DAY, MONDAY + 6 * DAY]
    assert found[2].meetings == (busy,)


def test_the_hosts_day_off_weighs_more_than_those_of_many_others():
    calendars = {code: WorkingCalendar(holidays={MONDAY: Holiday("A day")}) for code in ("KZ", "UZ", "TJ")}
    calendars["JP"] = WorkingCalendar(holidays={MONDAY + DAY: Holiday("A day")})

    def first(host):
        return find(days=1, span=2, calendars=calendars, host=host)[0].starts_on

    assert (first("JP"), first("")) == (MONDAY, MONDAY + DAY)


def test_of_windows_alike_the_earlier_is_better():
    assert [window.starts_on for window in find(days=1, span=5)] == [MONDAY + n * DAY for n in range(5)]


def test_a_period_shorter_than_the_meeting_has_no_window():
    assert find(days=3, span=2) == []


calendars = st.dictionaries(
    st.sampled_from(["KZ", "KW", "IR", "JP"]),
    st.builds(
        WorkingCalendar,
        weekend=st.sampled_from([frozenset({5, 6}), FRIDAY_SATURDAY, frozenset({4})]),
        holidays=st.sets(st.integers(0, 30), max_size=5).map(
            lambda days: {MONDAY + number * DAY: Holiday("A day") for number in days}
        ),
    ),
)
meetings = st.lists(
    st.builds(other, st.integers(-3, 33).map(lambda number: MONDAY + number * DAY), st.integers(1, 5)),
    max_size=3,
)
lengths, spans = st.integers(1, 6), st.integers(1, 30)
host = st.sampled_from(["", "KZ", "JP"])


@given(lengths, spans, calendars, meetings, host)
def test_every_window_is_weighed_once_and_lies_in_the_period(days, span, known, held, at):
    found = find(days=days, span=span, calendars=known, meetings=held, host=at)

    assert sorted(window.starts_on for window in found) == [
        MONDAY + number * DAY for number in range(max(0, span - days + 1))
    ]
    assert all(window.last_on == window.starts_on + (days - 1) * DAY for window in found)
    assert [window.rank for window in found] == sorted(window.rank for window in found)


@given(lengths, spans, calendars, meetings)
def test_a_free_window_has_nobody_off_and_nothing_else(days, span, known, held):
    for window in find(days=days, span=span, calendars=known, meetings=held):
        own = [window.starts_on + number * DAY for number in range(days)]
        nobody_off = not any(calendar.is_off(day) for day in own for calendar in known.values())
        nothing_else = all(one.last_on < own[0] or own[-1] < one.starts_on for one in held)
        assert window.is_free == (nobody_off and nothing_else)


@given(lengths, spans, calendars, meetings)
def test_those_left_share_no_day_and_the_best_is_among_them(days, span, known, held):
    found = find(days=days, span=span, calendars=known, meetings=held)

    left = list(without_overlaps(found))

    assert left[:1] == found[:1]
    in_time = sorted(left, key=lambda window: window.starts_on)
    assert all(one.last_on < two.starts_on for one, two in pairwise(in_time))
    taken = {window.starts_on for window in left}
    assert all(any(abs((window.starts_on - begin).days) < days for begin in taken) for window in found)
