"""The deadlines of the exchange: who owes what, who may know of it, and that a reminder tells nobody more."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.reminding import remind_due
from deadlines.running import Deadline
from exchange import tasks
from exchange.deadlines import CONFIRMATION, source
from exchange.enums import ExchangeAction
from exchange.models import Widening
from members.actor import Actor
from notices.models import Notice
from records import clock
from records.models import Act
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    call_for_information,
    disseminated,
    submit,
)
from tests.factories.members import administrator, chair, delegate, secretariat
from tests.factories.proposals import everybody

pytestmark = pytest.mark.django_db


def running(actor: Actor) -> list[Deadline]:
    return list(source(actor, clock.now()))


def questioned(monkeypatch) -> Widening:
    """Return the question to the authors of what was to be opened to all today, with its deadline."""
    today = clock.now().date()
    disseminated(
        CO_AUTHOR, widens_to="participants", silence="keep", widens_on=(today + timedelta(days=1)).isoformat()
    )
    later = clock.now() + timedelta(days=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    tasks.widen_due_audiences()
    return Widening.objects.get()


def climb(*, days: float) -> tuple[list[str], list[Act]]:
    """Make a round so many days from now; return whom it told, and what it entered."""
    before = Act.objects.count()
    remind_due(at=clock.now() + timedelta(days=days))
    acts = list(Act.objects.filter(number__gt=before).order_by("number"))
    return list(Notice.objects.filter(act__in=acts).values_list("addressee", flat=True)), acts


def test_a_call_is_owed_by_those_who_have_not_answered_also_when_it_is_late():
    call = call_for_information(days=1)
    submit(LEAD, call=call.reference, kind="nil_return")

    [one] = source(delegate(UNINVOLVED), clock.now() + timedelta(days=9))

    assert (one.kind, one.due_at, one.measure) == ("call", call.answer_by, "ECO-2")
    assert one.owed_by == tuple(code for code in everybody() if code != LEAD)


def test_a_joint_answer_counts_for_each_of_its_authors():
    call = call_for_information()
    submission = submit(LEAD, call=call.reference, authors=[CO_AUTHOR])
    before = running(secretariat())
    act(ExchangeAction.CONFIRM, submission, delegate(CO_AUTHOR))

    [call_then] = before  # the confirmation is between the authors
    [call_now] = running(secretariat())
    assert {LEAD, CO_AUTHOR} <= set(call_then.owed_by)
    assert not {LEAD, CO_AUTHOR} & set(call_now.owed_by)


def test_who_is_reminded_of_a_call_stands_in_its_ledger():
    call = call_for_information(days=20)
    submit(LEAD, call=call.reference, kind="nil_return")

    told, [reminder] = climb(days=19.5)

    assert sorted(told) == sorted(set(everybody()) - {LEAD})
    assert (reminder.object_kind, reminder.object_key) == ("call", call.reference)
    assert call.addressees.get(participant=CO_AUTHOR).reminded_at == reminder.at
    assert call.addressees.get(participant=LEAD).reminded_at is None


@pytest.mark.parametrize("reader", [lambda: delegate("JP"), Actor.nobody, administrator])
def test_a_call_to_the_members_is_nothing_to_others(reader):
    call_for_information()

    assert running(reader()) == []


def test_a_confirmation_has_a_goal_and_is_known_to_its_authors_alone():
    submission = submit(authors=[CO_AUTHOR])

    for author in (LEAD, CO_AUTHOR):
        [one] = running(delegate(author))
        assert (one.kind, one.owed_by, one.row.is_goal) == ("confirmation", (CO_AUTHOR,), True)
        assert one.due_at == submission.submitted_at + timedelta(days=CONFIRMATION.days)
    for other in (delegate(RECIPIENT), delegate(UNINVOLVED), chair(), Actor.nobody()):
        assert running(other) == []


def test_a_reminder_to_a_co_author_is_seen_by_the_authors_alone():
    submit(authors=[CO_AUTHOR])

    told, [reminder] = climb(days=8)

    assert told == [CO_AUTHOR]
    assert reminder.object_kind == "handling"
    seen = Act.objects.filter(pk=reminder.pk)
    assert all(seen.visible_to(delegate(code)).exists() for code in (LEAD, CO_AUTHOR))
    for other in (delegate(RECIPIENT), delegate(UNINVOLVED), chair(), Actor.nobody()):
        assert not seen.visible_to(other).exists()


def test_a_question_to_the_authors_is_owed_until_its_deadline(monkeypatch):
    question = questioned(monkeypatch)
    act(ExchangeAction.CONSENT, question.submission, delegate(CO_AUTHOR))

    [one] = running(delegate(LEAD))

    assert (one.kind, one.owed_by, one.due_at) == ("consent", (LEAD,), question.answer_by)
    assert list(source(delegate(LEAD), question.answer_by)) == []
    assert running(delegate(RECIPIENT)) == running(delegate(UNINVOLVED)) == []


def test_no_reminder_says_who_else_reads_a_submission(monkeypatch):
    question = questioned(monkeypatch)

    remind_due(at=question.answer_by - timedelta(hours=1))

    reminder = Act.objects.filter(action="remind").get()
    assert json.loads(reminder.payload)["not_acted"] == [LEAD, CO_AUTHOR]
    assert RECIPIENT not in reminder.payload
    assert not Act.objects.visible_to(delegate(RECIPIENT)).filter(pk=reminder.pk).exists()


def test_many_are_read_with_the_same_queries_as_one():
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            running(delegate(LEAD))
        return len(asked)

    call_for_information()
    submit(authors=[CO_AUTHOR])
    one = queries()
    for _more in range(2):
        call_for_information()
        submit(authors=[CO_AUTHOR])

    assert len(running(delegate(LEAD))) == 6
    assert queries() == one
