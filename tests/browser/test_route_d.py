"""Route D through the pages: what four states enter becomes the plan of the next year, and is approved."""

import pytest

from members.actor import Actor
from records import clock
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, approve_at_meetings
from tests.factories.members import chair, delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

ENTERED = {"AZ": "ECO-2", "KG": "HUM-4", "TJ": "ENV-1", "UZ": "HUM-1"}
"""A measure for each state that plans an activity."""


def test_the_plan_of_the_next_year_is_compiled_from_activities_of_four_states(open_window):
    year = clock.now().year + 1
    for state, measure in ENTERED.items():
        window = open_window(delegate(state), width=NARROW if state == "KG" else 1280)
        enter_activity(window, state, measure, year)
    officer, member = open_window(secretariat()), open_window(delegate("KZ"), width=NARROW)
    home = compile_plan(officer, year)
    assert f"Seminar of {next(iter(ENTERED))}" not in member.open(home)  # a draft is not for all

    number = approve_at_meetings(home, president=open_window(chair()), officer=officer)
    text = member.go("Decisions", number)
    for state, measure in ENTERED.items():
        assert f"Seminar of {state}" in text
        assert measure in text
    member.picture_of_all("plan-390")
    assert open_window(Actor.nobody()).finds_nothing_at(f"/decisions/{number}/")


def enter_activity(reader: Reader, state: str, measure: str, year: int) -> None:
    """Enter it from the list of activities, and find it there."""
    reader.go("Implementation", "Enter an activity")
    reader.send(
        "Enter an activity", measure=measure, year=str(year), title=f"Seminar of {state}", format="online"
    )
    reader.picture_of_all(f"activity-{state}")
    assert f"Seminar of {state}" in reader.go("Implementation")


def compile_plan(officer: Reader, year: int) -> str:
    """The secretariat compiles the plan, which has the activities of all four; return its address."""
    officer.go("Implementation")
    officer.picture_of_all("activities-1280")
    officer.go("Proposals", "Open a proposal", "Compile the annual plan")
    officer.send("Compile the annual plan", year=str(year))
    text = officer.look()
    for state in ENTERED:
        assert f"Seminar of {state}" in text
    officer.picture_of_all("plan-compiled-1280")
    return officer.at
