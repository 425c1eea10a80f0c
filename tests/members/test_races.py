"""Two officers at once, in transactions of their own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection

from members.models import Chairmanship, Participant
from records import register
from records.models import Act
from records.refusals import NotNow
from tests.factories import taking
from tests.factories.members import secretariat
from web import races

pytestmark = pytest.mark.django_db(transaction=True)

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ROUNDS = 5


def at_once(*attempts):
    """Run each attempt in a thread with a connection of its own; return what each came to."""
    start = Barrier(len(attempts))

    def run(attempt):
        try:
            start.wait()
            with races.refused_when_lost():
                return attempt()
        except NotNow as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def hand_over(actor, code, on):
    data = {"effective_on": on, "decision": "Ministerial Council"}
    return taking.act_on_participant(code=code, name="hand-over-chairmanship", actor=actor, data=data, at=AT)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_handovers_on_one_day_one_is_refused(number):
    officer = secretariat()
    outcomes = at_once(
        lambda: hand_over(officer, "TR", "2026-12-01"), lambda: hand_over(officer, "CN", "2026-12-01")
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Act", "NotNow"]
    assert Chairmanship.objects.filter(valid_to=None).count() == 1
    assert register.verify().broken_at is None


@pytest.mark.parametrize("number", range(ROUNDS))
def test_of_two_admissions_of_one_participant_one_is_refused(number):
    officer = secretariat()
    data = {
        "code": "NP", "kind": "state", "status": "observer", "name_en": "Nepal", "name_ru": "Непал",
        "name_fr": "Népal", "effective_on": "2026-10-20", "decision": "Seventh Summit",
    }  # fmt: skip
    outcomes = at_once(*[lambda: taking.admit(actor=officer, data=data, at=AT)] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Act", "NotNow"]
    assert (Participant.objects.filter(code="NP").count(), Act.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_state_does_not_leave_and_take_the_chair_at_once(number):
    officer = secretariat()
    leaving = {"status": "none", "effective_on": "2026-12-01", "decision": "Note of withdrawal"}
    outcomes = at_once(
        lambda: hand_over(officer, "TR", "2026-12-01"),
        lambda: taking.act_on_participant(
            code="TR", name="change-status", actor=officer, data=leaving, at=AT
        ),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Act", "NotNow"]
