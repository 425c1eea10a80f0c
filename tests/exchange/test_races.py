"""What two do at the same moment: one of them comes first, and nothing is half done."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from exchange.dossier import silent_on
from exchange.enums import ExchangeAction, SubmissionStage, WideningOutcome
from exchange.models import Delivery, Submission, Version, Widening
from records.models import Act
from records.refusals import NotNow, NotVisible, NotYours, Refusal
from tests.factories import taking
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    act,
    call_for_information,
    disseminated,
    dossier_of,
    submission_at,
    submit,
)
from tests.factories.members import delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

Attempt = Callable[[], object]


def at_once(*attempts: Attempt) -> list[Refusal | None]:
    """Make all attempts at the same moment, each in its own connection; return their refusals."""
    start = Barrier(len(attempts))
    found: list[Refusal | None] = [None] * len(attempts)

    def run(number: int, attempt: Attempt) -> None:
        try:
            start.wait()
            attempt()
        except Refusal as refusal:
            found[number] = refusal
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number, attempt)) for number, attempt in enumerate(attempts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def attempt(action: str, on: Submission, code: str, **data) -> Attempt:
    actor = delegate(code) if code else secretariat()
    return lambda: act(action, on, actor, **data)


def test_one_confirmation_is_the_last_of_two():
    submission = submit(authors=["TJ", "KZ"])

    refused = at_once(
        attempt(ExchangeAction.CONFIRM, submission, "TJ"), attempt(ExchangeAction.CONFIRM, submission, "KZ")
    )

    assert refused == [None, None]
    assert dossier_of(submission).stage == SubmissionStage.INTAKE
    arrivals = [
        row for row in Act.objects.filter(action=ExchangeAction.CONFIRM) if '"to":"intake"' in row.payload
    ]
    assert len(arrivals) == 1


def test_confirming_and_declining_leave_one_outcome():
    submission = submit(authors=["TJ", "KZ"])
    act(ExchangeAction.CONFIRM, submission, delegate("KZ"))

    refused = at_once(
        attempt(ExchangeAction.CONFIRM, submission, "TJ"), attempt(ExchangeAction.DECLINE, submission, "TJ")
    )

    assert sum(refusal is None for refusal in refused) == 1
    was_confirmed = refused[0] is None
    assert dossier_of(submission).stage == (
        SubmissionStage.INTAKE if was_confirmed else SubmissionStage.DECLINED
    )
    # Who comes second finds that it has answered, or that it is no author any more and sees nothing.
    assert isinstance(refused[1 if was_confirmed else 0], NotNow | NotYours | NotVisible)


def test_nothing_is_disseminated_that_was_withdrawn_first_nor_kept_that_was_withdrawn_after():
    submission = submission_at(SubmissionStage.INTAKE)

    refused = at_once(
        attempt(ExchangeAction.DISSEMINATE, submission, ""),
        attempt(ExchangeAction.WITHDRAW, submission, CO_AUTHOR, reason="No longer ours."),
    )

    assert refused[1] is None
    assert dossier_of(submission).stage == SubmissionStage.WITHDRAWN
    assert not Version.objects.visible_to(delegate(RECIPIENT)).filter(submission=submission).exists()
    assert Delivery.objects.exists() == (refused[0] is None)


def test_a_decline_and_a_dissemination_do_not_cross():
    """The secretariat disseminates what all authors confirmed, or nothing: it overtakes no refusal."""
    submission = submit(authors=[CO_AUTHOR])

    declined, out = at_once(
        attempt(ExchangeAction.DECLINE, submission, CO_AUTHOR),
        attempt(ExchangeAction.DISSEMINATE, submission, ""),
    )

    assert declined is None
    assert isinstance(out, NotNow)
    assert dossier_of(submission).stage == SubmissionStage.DECLINED


def test_two_officers_disseminate_once():
    submission = submission_at(SubmissionStage.INTAKE)

    refused = at_once(*[attempt(ExchangeAction.DISSEMINATE, submission, "")] * 2)

    assert sum(refusal is None for refusal in refused) == 1
    assert Act.objects.filter(action=ExchangeAction.DISSEMINATE).count() == 1
    assert Delivery.objects.count() == 1


def test_consent_and_refusal_settle_the_question_once():
    submission = disseminated(CO_AUTHOR)
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="members")

    refused = at_once(
        attempt(ExchangeAction.CONSENT, submission, CO_AUTHOR),
        attempt(ExchangeAction.REFUSE, submission, CO_AUTHOR),
    )

    assert sum(refusal is None for refusal in refused) == 1
    expected = WideningOutcome.WIDENED if refused[0] is None else WideningOutcome.KEPT
    assert Widening.objects.get().outcome == expected


def test_an_answer_stands_before_the_call_is_closed_or_not_at_all():
    call = call_for_information()
    lead, officer = delegate(LEAD), secretariat()
    body = {"kind": "nil_return", "call": call.reference}

    answered, closed = at_once(
        lambda: taking.submit(actor=lead, data=body),
        lambda: taking.act_on_call(
            ExchangeAction.CLOSE_CALL, reference=call.reference, actor=officer, data={}
        ),
    )

    assert closed is None
    entered = Act.objects.get(action=ExchangeAction.CLOSE_CALL)
    assert (answered is None) == (LEAD not in silent_on(call)) == (f'"{LEAD}"' not in entered.payload)
