"""What the exchange puts into the inbox, and for whom."""

import pytest

from deadlines.waiting import waiting_for
from exchange.enums import ExchangeAction, SubmissionStage
from records import clock
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    act,
    call_for_information,
    disseminated,
    submission_at,
    submit,
    views_of,
)
from tests.factories.members import delegate, secretariat, viewer

pytestmark = pytest.mark.django_db


def acts_awaited(actor) -> list[str]:
    return [waiting.act for waiting in waiting_for(actor, at=clock.now())]


def test_a_co_author_is_asked_to_confirm_until_it_has():
    submission = submit(authors=[CO_AUTHOR])
    asked = acts_awaited(delegate(CO_AUTHOR))
    act(ExchangeAction.CONFIRM, submission, delegate(CO_AUTHOR))

    assert asked == [ExchangeAction.CONFIRM]
    assert acts_awaited(delegate(CO_AUTHOR)) == []


def test_the_lead_is_asked_after_a_return():
    submission_at(SubmissionStage.RETURNED)

    assert acts_awaited(delegate(LEAD)) == [ExchangeAction.RESUBMIT]


def test_the_secretariat_is_asked_to_disseminate_and_to_compile():
    submit()
    views_of("KZ")

    assert acts_awaited(secretariat()) == [ExchangeAction.DISSEMINATE, ExchangeAction.COMPILE]


def test_a_recipient_is_asked_to_acknowledge_the_current_version_alone():
    submission = disseminated()
    act(ExchangeAction.CORRECT, submission, delegate(LEAD), title="F", text="New.", changes="All.")
    asked = acts_awaited(delegate(RECIPIENT))
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate(RECIPIENT))

    assert asked == [ExchangeAction.ACKNOWLEDGE]
    assert acts_awaited(delegate(RECIPIENT)) == []


def test_a_call_waits_for_who_has_not_answered():
    call = call_for_information()
    waiting = waiting_for(delegate(LEAD), at=clock.now())[0]
    submit(LEAD, call=call.reference, kind="nil_return")

    assert (waiting.url, waiting.due_at) == (call.get_absolute_url(), call.answer_by)
    assert acts_awaited(delegate(LEAD)) == []


def test_the_other_authors_are_asked_about_the_audience():
    submission = disseminated(CO_AUTHOR)
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="members")

    assert acts_awaited(delegate(CO_AUTHOR)) == [ExchangeAction.CONSENT]
    assert acts_awaited(delegate(LEAD)) == []


def test_nothing_waits_for_one_who_only_reads():
    disseminated()

    assert acts_awaited(viewer(RECIPIENT)) == []
