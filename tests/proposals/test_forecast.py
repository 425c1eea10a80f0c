"""The forecast from recorded facts alone: what moves it, and what it never says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.calendars import Holiday, WorkingCalendar
from proposals.assumptions import ASSUMPTIONS
from proposals.enums import OPEN_STAGES, Body, Leg, Mode, Office, Route, Stage, Way
from proposals.forecast import LEGS_OF_ROUTE, RUNNING_IN, Facts, Session, forecast

MONDAY = date(2026, 3, 2)
CALENDARS = {Office.CHAIR: WorkingCalendar(), Office.SECRETARIAT: WorkingCalendar()}
NOTICE, SILENCE, COMMENTS = (
    timedelta(days=ASSUMPTIONS[leg].days) for leg in (Leg.NOTICE, Leg.SILENCE, Leg.COMMENTS)
)
DAY = timedelta(days=1)


def facts(stage=Stage.CIRCULATION, **changes):
    known = {"route": Route.A, "since": MONDAY, "needs_translation": False}
    if stage not in (Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING, Stage.EDITORIAL):
        known["circulated_on"] = MONDAY
    return Facts(stage=stage, **{**known, **changes})


def session(body, starts_on, *, days=1, **changes):
    return Session(body=body, starts_on=starts_on, last_on=starts_on + (days - 1) * DAY, **changes)


def forecast_of(known, *sessions, today=MONDAY, calendars=CALENDARS):
    return forecast(known, sessions=sessions, calendars=calendars, today=today)


def legs(found):
    return [step.leg for step in found.steps]


def test_a_paper_reaches_the_sessions_that_come_after_its_comments_and_notice():
    swg, soc = session(Body.SWG, MONDAY + NOTICE), session(Body.SOC, MONDAY + NOTICE + 2 * DAY)

    found = forecast_of(facts(due_on=MONDAY + 10 * DAY), swg, soc)

    assert (found.swg.on, found.swg.way, found.swg.session) == (swg.starts_on, Way.SESSION, swg)
    assert (found.soc.on, found.soc.way, found.soc.session) == (soc.starts_on, Way.SESSION, soc)
    assert found.ends_on == soc.starts_on


def test_a_session_without_notice_is_missed_and_says_by_how_much_and_when_it_had_to_be_circulated():
    early = session(Body.SWG, MONDAY + NOTICE - 3 * DAY)
    late = session(Body.SWG, MONDAY + NOTICE + DAY)

    found = forecast_of(facts(due_on=MONDAY), early, late)

    (missed,) = found.swg.missed
    assert (missed.session, missed.days, missed.by) == (early, 3, MONDAY - 3 * DAY)
    assert found.swg.session == late


def test_where_all_is_over_today_nothing_delays():
    found = forecast_of(facts(Stage.SENIOR_OFFICIALS, due_on=MONDAY, under=Mode.SILENCE))

    assert found.soc.on == found.ends_on == MONDAY
    assert found.critical is None


def test_what_stands_on_an_agenda_needs_no_more_notice():
    soon = session(Body.SWG, MONDAY + 2 * DAY, has_it=True)

    found = forecast_of(facts(due_on=MONDAY + DAY), soon)

    assert found.swg.on == soon.starts_on
    assert found.swg.missed == ()


def test_a_session_of_several_days_takes_a_paper_whose_comments_end_while_it_sits():
    sitting = session(Body.SWG, MONDAY - DAY, days=4, has_it=True)

    assert forecast_of(facts(due_on=MONDAY + DAY), sitting).swg.on == MONDAY + DAY


def test_without_an_announced_session_it_says_so_and_counts_on_silence():
    found = forecast_of(facts(due_on=MONDAY))

    assert (found.swg.has_announced, found.swg.session_on, found.swg.way) == (False, None, Way.SILENCE)
    assert found.swg.on == MONDAY + SILENCE
    assert found.soc.on == MONDAY + 2 * SILENCE


def test_a_body_that_has_the_paper_before_a_meeting_that_nobody_announced_has_no_day():
    found = forecast_of(facts(Stage.WORKING_GROUP, under=Mode.MEETING))

    assert (found.swg.on, found.swg.silence_on, found.swg.has_announced) == (None, None, False)
    assert (found.soc.on, found.critical, found.steps) == (None, None, ())


def test_a_running_silence_ends_at_its_deadline_whatever_is_announced():
    ends_on = MONDAY + 3 * DAY
    known = facts(Stage.WORKING_GROUP, under=Mode.SILENCE, due_on=ends_on, needs_translation=True)

    found = forecast_of(known, session(Body.SWG, MONDAY + DAY))

    assert (found.swg.on, found.swg.way, found.swg.missed) == (ends_on, Way.SILENCE, ())
    assert found.steps[0].is_assumed is False


def test_a_silence_whose_deadline_has_just_passed_ends_today():
    found = forecast_of(facts(Stage.WORKING_GROUP, under=Mode.SILENCE, due_on=MONDAY - DAY))

    assert (found.swg.on, found.steps[0].days) == (MONDAY, 0)


def test_notice_of_a_paper_that_is_still_written_begins_with_its_circulation(monkeypatch):
    longer = replace(ASSUMPTIONS[Leg.NOTICE], days=30)
    monkeypatch.setitem(ASSUMPTIONS, Leg.NOTICE, longer)
    known = facts(Stage.DRAFTING, due_on=MONDAY + 60 * DAY)
    circulated_on = next(step.starts_on for step in forecast_of(known).steps if step.leg == Leg.COMMENTS)
    short, just = (session(Body.SWG, circulated_on + days * DAY) for days in (29, 30))

    found = forecast_of(known, short, just)

    assert found.swg.session_on == just.starts_on


def test_after_a_broken_silence_the_next_consideration_can_open_at_once():
    found = forecast_of(facts(Stage.WORKING_GROUP))

    assert (found.swg.on, legs(found)) == (MONDAY + SILENCE, [Leg.SILENCE, Leg.SILENCE])


def test_what_the_working_group_agreed_goes_on_to_the_committee():
    found = forecast_of(facts(Stage.AGREED), session(Body.SOC, MONDAY + NOTICE))

    assert found.swg is None
    assert found.soc.on == MONDAY + NOTICE
    assert legs(found) == [Leg.NOTICE, Leg.SESSION]


def test_the_committee_can_sit_on_the_day_of_the_working_group():
    on = MONDAY + NOTICE

    found = forecast_of(facts(due_on=MONDAY), session(Body.SWG, on), session(Body.SOC, on))

    assert (found.swg.on, found.soc.on) == (on, on)


def test_translation_runs_beside_the_comments_and_holds_up_notice():
    known = facts(due_on=MONDAY + 3 * DAY, needs_translation=True)

    found = forecast_of(known, session(Body.SWG, MONDAY + NOTICE))

    translated = MONDAY + 7 * DAY  # five working days
    comments, translation = found.steps[:2]
    assert (comments.days, translation.days) == (3, 4)
    assert (translation.starts_on, translation.ends_on) == (MONDAY, translated)
    assert found.swg.missed[0].days == 7
    assert found.swg.on == translated + SILENCE


def test_a_session_that_has_it_on_its_agenda_does_not_wait_for_translation():
    soon = session(Body.SOC, MONDAY + 2 * DAY, has_it=True)

    found = forecast_of(facts(Stage.AGREED, needs_translation=True), soon)

    assert (found.soc.on, legs(found)) == (soon.starts_on, [Leg.SESSION])


def test_a_text_in_all_working_languages_is_not_translated():
    assert Leg.TRANSLATION not in legs(forecast_of(facts(needs_translation=False)))
    assert Leg.TRANSLATION in legs(forecast_of(facts(needs_translation=None, stage=Stage.EDITORIAL)))


def test_offices_work_on_their_working_days():
    holiday = WorkingCalendar(holidays={MONDAY + DAY: Holiday("A day"), MONDAY + 2 * DAY: Holiday("Another")})
    known = facts(Stage.EDITORIAL)

    plain, later = (
        forecast_of(known, calendars={**CALENDARS, Office.SECRETARIAT: calendar}).steps[0]
        for calendar in (WorkingCalendar(), holiday)
    )

    assert (plain.ends_on, later.ends_on) == (MONDAY + 7 * DAY, MONDAY + 9 * DAY)


def test_the_chair_opens_a_silence_on_its_own_working_day():
    closed = WorkingCalendar(holidays={MONDAY: Holiday("A day")})

    found = forecast_of(facts(due_on=MONDAY), calendars={**CALENDARS, Office.CHAIR: closed})

    assert found.steps[-2].starts_on == MONDAY + DAY


def test_a_draft_that_is_late_is_said_to_be_and_is_waited_for_from_today():
    due_on = MONDAY - 9 * DAY

    step = forecast_of(facts(Stage.DRAFTING, due_on=due_on)).steps[0]

    assert (step.leg, step.overdue_since, step.ends_on, step.days) == (Leg.DRAFTING, due_on, MONDAY, 0)


def test_a_period_that_is_over_is_no_part_of_the_way_and_what_follows_has_begun_then():
    due_on = MONDAY - 3 * DAY

    found = forecast_of(facts(Stage.CONSULTATION, since=MONDAY - 20 * DAY, due_on=due_on))

    assert legs(found)[0] == Leg.DESIGNATION
    assert found.steps[0].ends_on == WorkingCalendar().after_working_days(5, since=due_on)


def test_an_announced_meeting_of_experts_goes_before_our_assumption():
    on = MONDAY + 40 * DAY
    known = facts(Stage.EXPERTS, route=Route.B, due_on=MONDAY + DAY, circulated_on=None)

    found = forecast_of(known, session(None, on))

    assert (found.steps[1].leg, found.steps[1].ends_on, found.steps[1].is_assumed) == (
        Leg.EXPERT_MEETING,
        on,
        False,
    )


@pytest.mark.parametrize("stage", sorted(set(Stage) - set(OPEN_STAGES)))
def test_what_has_ended_has_no_forecast(stage):
    assert forecast_of(facts(stage)) is None


def test_every_part_that_may_be_laid_has_an_assumption():
    assert set(ASSUMPTIONS) == set(Leg) - {Leg.SESSION}
    assert all(assumed.days > 0 for assumed in ASSUMPTIONS.values())
    assert {leg for way in LEGS_OF_ROUTE.values() for leg in way} <= set(ASSUMPTIONS)


near = st.integers(-40, 120).map(lambda days: MONDAY + timedelta(days=days))
calendars = st.builds(
    WorkingCalendar,
    weekend=st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({4})]),
    holidays=st.lists(near, max_size=8).map(lambda days: {day: Holiday("A day") for day in days}),
)
offices = st.fixed_dictionaries({Office.CHAIR: calendars, Office.SECRETARIAT: calendars})
sessions = st.lists(
    st.builds(
        session,
        st.sampled_from([None, *Body]),
        near,
        days=st.integers(1, 4),
        has_it=st.booleans(),
    ),
    max_size=6,
)


@st.composite
def known_facts(draw):
    route = draw(st.sampled_from(list(Route)))
    stages = [
        stage for stage in OPEN_STAGES if stage not in RUNNING_IN or RUNNING_IN[stage] in LEGS_OF_ROUTE[route]
    ]
    stage = draw(st.sampled_from(stages))
    is_considered = stage in (Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS)
    is_circulated = stage not in RUNNING_IN or stage == Stage.CIRCULATION
    return Facts(
        route=route,
        stage=stage,
        since=draw(near),
        due_on=draw(st.none() | near),
        circulated_on=draw(near) if is_circulated else None,
        needs_translation=draw(st.sampled_from([None, True, False])) if is_circulated else None,
        under=draw(st.sampled_from([None, *Mode])) if is_considered else None,
    )


def days_of(found):
    """Return when each body can take it; one that may never is later than any."""
    return [prospect.on or date.max if prospect else date.min for prospect in (found.swg, found.soc)]


@given(known_facts(), sessions, offices, near)
def test_no_day_has_passed_and_the_committee_is_never_before_the_working_group(known, held, work, today):
    found = forecast_of(known, *held, today=today, calendars=work)

    swg, soc = days_of(found)
    assert swg <= soc
    assert all(today <= step.starts_on <= step.ends_on for step in found.steps)
    assert soc >= today
    assert found.soc.on is None or found.soc.on == found.ends_on


@given(known_facts(), sessions, offices, near)
def test_the_days_of_the_parts_add_up_to_the_way_and_the_critical_one_is_among_them(known, held, work, today):
    found = forecast_of(known, *held, today=today, calendars=work)

    assert sum(step.days for step in found.steps) == (found.ends_on - today).days
    if found.steps:
        longest = max(step.days for step in found.steps)
        assert (found.critical.days if found.critical else 0) == longest
        assert found.critical is None or found.critical in found.steps


@given(known_facts(), sessions, offices, near, st.integers(0, 30))
def test_a_later_day_never_gives_an_earlier_forecast(known, held, work, today, later):
    before = forecast_of(known, *held, today=today, calendars=work)

    after = forecast_of(known, *held, today=today + later * DAY, calendars=work)

    assert all(early <= late for early, late in zip(days_of(before), days_of(after), strict=True))


@given(
    known_facts(),
    sessions,
    offices,
    near,
    st.tuples(st.sampled_from(["since", "due_on", "circulated_on"]), st.integers(0, 30)),
)
def test_nothing_that_comes_later_gives_an_earlier_forecast(known, held, work, today, delay):
    what, later = delay
    if getattr(known, what) is None:
        return
    delayed = replace(known, **{what: getattr(known, what) + later * DAY})

    before, after = (forecast_of(each, *held, today=today, calendars=work) for each in (known, delayed))

    assert all(early <= late for early, late in zip(days_of(before), days_of(after), strict=True))


@given(known_facts(), sessions, near)
def test_one_more_session_never_makes_it_later(known, held, today):
    held = [each for each in held if each.body]
    for kept in range(len(held)):
        fewer, more = (forecast_of(known, *held[:number], today=today) for number in (kept, kept + 1))
        assert days_of(more) <= days_of(fewer)


@given(known_facts(), offices, near)
def test_with_no_session_announced_it_says_so(known, work, today):
    found = forecast_of(known, today=today, calendars=work)

    for prospect in (found.swg, found.soc):
        assert prospect is None or (prospect.has_announced, prospect.session_on) == (False, None)
