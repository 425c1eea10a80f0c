"""Where the acts on submissions, calls and compilations lead, by `leads.csv`, each lead falsified in turn."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from exchange import actions
from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Submission
from exchange.transitions import ALL_ACTS
from records import clock
from tests.factories import taking
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    act,
    body,
    call_for_information,
    compiled,
    disseminated,
    submission_at,
    submit,
    views_of,
)
from tests.factories.members import delegate, secretariat
from tests.falsifying import Step, Trial, assert_noticed

pytestmark = pytest.mark.django_db

REASON = {"reason": "The figures were wrong."}


def withdraw(submission: Submission) -> Trial:
    return Trial(lambda: act(ExchangeAction.WITHDRAW, submission, delegate(LEAD), **REASON))


def resubmit(submission: Submission) -> Iterator[Step]:
    for authors in ([], [CO_AUTHOR]):
        said = body(authors=authors)
        yield Trial(lambda said=said: act(ExchangeAction.RESUBMIT, submission, delegate(LEAD), **said))


def walk_to_the_secretariat() -> Iterator[Step]:
    """Submit alone and together; confirm, decline, take back, return, and submit anew."""
    yield Trial(submit)
    yield Trial(lambda: submit(authors=[CO_AUTHOR]))
    three = submit(authors=[CO_AUTHOR, "UZ"])
    yield withdraw(three)
    yield lambda: act(ExchangeAction.CONFIRM, three, delegate("UZ"))
    yield Trial(lambda: act(ExchangeAction.CONFIRM, three, delegate(CO_AUTHOR)))
    yield lambda: act(ExchangeAction.DECLINE, three, delegate(CO_AUTHOR))
    yield withdraw(three)
    yield from resubmit(three)
    sent = submission_at(SubmissionStage.INTAKE)
    yield withdraw(sent)
    yield Trial(lambda: act(ExchangeAction.DISSEMINATE, sent, secretariat()))
    yield lambda: act(ExchangeAction.RETURN, sent, secretariat(), **REASON)
    yield withdraw(sent)
    yield from resubmit(sent)


def walk_among_readers() -> Iterator[Step]:
    """Acknowledge, correct and widen what is out, and take it back."""
    out = disseminated(CO_AUTHOR, "UZ")
    yield withdraw(out)
    yield lambda: act(ExchangeAction.ACKNOWLEDGE, out, delegate(RECIPIENT))
    yield lambda: act(ExchangeAction.WIDEN, out, delegate(LEAD), audience="members")
    yield Trial(lambda: act(ExchangeAction.CONSENT, out, delegate(CO_AUTHOR)))
    yield lambda: act(ExchangeAction.REFUSE, out, delegate(CO_AUTHOR))
    corrected = {"title": "Harvest forecasts", "text": "The forecasts of the year.", "changes": "A word."}
    yield lambda: act(ExchangeAction.CORRECT, out, delegate(LEAD), **corrected)
    yield Trial(lambda: act(ExchangeAction.DECLINE, out, delegate(CO_AUTHOR)))
    yield lambda: act(ExchangeAction.CONFIRM, out, delegate(CO_AUTHOR))
    yield lambda: act(ExchangeAction.CONFIRM, out, delegate("UZ"))


def walk_the_terms(monkeypatch) -> Iterator[Step]:
    """Let an event come, a day come, and the time for answers pass."""
    terms = {"widens_to": "public", "silence": "keep"}
    awaiting = disseminated(CO_AUTHOR, widens_after="The summit", **terms)
    yield Trial(lambda: act(ExchangeAction.DECLARE_EVENT, awaiting, delegate(LEAD)))
    tomorrow = (clock.now().date() + timedelta(days=1)).isoformat()
    disseminated(CO_AUTHOR, widens_on=tomorrow, **terms)
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=2))
    yield actions.ask_due_authors
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=60))
    yield actions.settle_due_widenings


def walk_what_is_collected() -> Iterator[Step]:
    """Open a call, remind and close it; compile views and disseminate the compilation."""
    yield Trial(call_for_information)
    call = call_for_information()
    for name in (ExchangeAction.REMIND, ExchangeAction.CLOSE_CALL):
        yield lambda name=name: taking.act_on_call(
            name, reference=call.reference, actor=secretariat(), data={}
        )
    views_of(LEAD)
    yield Trial(compiled)
    reference = compiled().reference
    yield lambda: taking.act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=reference, actor=secretariat(), data={}
    )


def test_each_act_leads_where_it_must_and_no_lead_can_be_false_unnoticed(monkeypatch):
    def walk() -> Iterator[Step]:
        yield from walk_to_the_secretariat()
        yield from walk_among_readers()
        yield from walk_what_is_collected()
        yield from walk_the_terms(monkeypatch)

    assert_noticed(__file__, walk(), ALL_ACTS)
