"""The terms on which an audience widens later (N13): the authors are asked, and silence means what they
chose.
"""

from datetime import timedelta

import pytest

from exchange import actions, tasks
from exchange.enums import ExchangeAction, WideningOutcome
from exchange.models import Submission, Version, Widening
from notices.models import Notice
from records import clock
from records.models import Act
from records.refusals import NotNow
from tests.factories.exchange import CO_AUTHOR, LEAD, RECIPIENT, UNINVOLVED, act, disseminated, dossier_of
from tests.factories.members import delegate, secretariat

pytestmark = pytest.mark.django_db


def with_terms(silence: str = "keep", *co_authors: str, **terms) -> Submission:
    """Return what is out to JP, and is to be opened to all participants."""
    occasion = terms or {"widens_on": (clock.now() + timedelta(days=30)).date().isoformat()}
    return disseminated(*(co_authors or (CO_AUTHOR,)), widens_to="participants", silence=silence, **occasion)


def days_pass(monkeypatch, days: float) -> None:
    """Let the database clock show a later instant from now on."""
    now = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: now)


def can_read(submission: Submission, code: str) -> bool:
    return Version.objects.visible_to(delegate(code)).filter(submission=submission).exists()


def test_nobody_is_asked_before_the_day():
    with_terms()

    assert actions.ask_due_authors() == 0


def test_on_the_day_every_author_is_asked_once(monkeypatch):
    submission = with_terms()
    days_pass(monkeypatch, 31)

    tasks.widen_due_audiences()
    tasks.widen_due_audiences()

    asked = Act.objects.get(action=ExchangeAction.ASK_AUTHORS)
    assert set(Notice.objects.filter(act=asked).values_list("addressee", flat=True)) == {LEAD, CO_AUTHOR}
    assert (asked.capacity, asked.account) == ("procedure", "")
    assert list(dossier_of(submission).consents) == [LEAD, CO_AUTHOR]
    assert not can_read(submission, UNINVOLVED)


def test_all_consents_widen_before_the_deadline(monkeypatch):
    submission = with_terms()
    days_pass(monkeypatch, 31)
    actions.ask_due_authors()

    act(ExchangeAction.CONSENT, submission, delegate(LEAD))
    one = can_read(submission, UNINVOLVED)
    act(ExchangeAction.CONSENT, submission, delegate(CO_AUTHOR))

    assert not one
    assert can_read(submission, UNINVOLVED)
    assert Submission.objects.get().widens_to == ""


@pytest.mark.parametrize(("silence", "widens"), [("release", True), ("keep", False)])
def test_at_the_deadline_silence_means_what_the_authors_chose(monkeypatch, silence, widens):
    submission = with_terms(silence)
    days_pass(monkeypatch, 31)
    actions.ask_due_authors()
    act(ExchangeAction.CONSENT, submission, delegate(LEAD))
    assert actions.settle_due_widenings() == 0
    days_pass(monkeypatch, 30)

    settled = [actions.settle_due_widenings(), actions.settle_due_widenings(), actions.ask_due_authors()]

    assert settled == [1, 0, 0]
    assert can_read(submission, UNINVOLVED) == widens
    assert can_read(submission, RECIPIENT)
    assert Widening.objects.get().outcome == (WideningOutcome.WIDENED if widens else WideningOutcome.KEPT)


def test_one_refusal_keeps_it_where_silence_releases(monkeypatch):
    submission = with_terms("release")
    days_pass(monkeypatch, 31)
    actions.ask_due_authors()

    act(ExchangeAction.REFUSE, submission, delegate(CO_AUTHOR))
    days_pass(monkeypatch, 40)
    actions.settle_due_widenings()

    assert not can_read(submission, UNINVOLVED)


def test_an_answer_at_the_deadline_is_too_late(monkeypatch):
    submission = with_terms()
    days_pass(monkeypatch, 31)
    actions.ask_due_authors()
    deadline = Widening.objects.get().answer_by
    monkeypatch.setattr(clock, "now", lambda: deadline)

    with pytest.raises(NotNow):
        act(ExchangeAction.CONSENT, submission, delegate(LEAD))


def test_the_authors_are_asked_when_their_event_has_come():
    submission = with_terms("keep", widens_after="The summit of 2027")

    act(ExchangeAction.DECLARE_EVENT, submission, secretariat())

    assert list(dossier_of(submission).consents) == [LEAD, CO_AUTHOR]
    with pytest.raises(NotNow):
        act(ExchangeAction.DECLARE_EVENT, submission, delegate(LEAD))


def test_an_event_cannot_come_that_nobody_named():
    with pytest.raises(NotNow):
        act(ExchangeAction.DECLARE_EVENT, disseminated(), secretariat())


def test_an_authors_open_question_gives_way_to_the_terms(monkeypatch):
    submission = with_terms()
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="members")
    days_pass(monkeypatch, 31)

    actions.ask_due_authors()

    assert dossier_of(submission).widening.is_derestriction
    assert Widening.objects.filter(outcome=WideningOutcome.KEPT).count() == 1


def test_what_was_withdrawn_is_not_asked_about(monkeypatch):
    submission = with_terms()
    act(ExchangeAction.WITHDRAW, submission, delegate(LEAD), reason="Wrong.")
    days_pass(monkeypatch, 31)

    assert actions.ask_due_authors() == 0


def test_a_question_that_cannot_be_settled_stops_no_other(monkeypatch, caplog):
    broken, sound = with_terms("keep"), with_terms("keep")
    days_pass(monkeypatch, 31)
    tasks.widen_due_audiences()
    days_pass(monkeypatch, 400)
    real = actions._by_procedure

    def failing(action, key):
        if key == broken.pk:
            raise RuntimeError("the disk is full")
        return real(action, key)

    monkeypatch.setattr(actions, "_by_procedure", failing)
    tasks.widen_due_audiences()

    outcomes = dict(Widening.objects.values_list("submission", "outcome"))
    assert outcomes == {broken.pk: WideningOutcome.OPEN, sound.pk: WideningOutcome.KEPT}
    assert "could not be done" in caplog.text
