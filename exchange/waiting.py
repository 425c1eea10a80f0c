"""What the exchange waits for from a reader: confirmations, answers, receipts; and from the secretariat, its
intake.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from exchange.enums import Action, Stage, SubmissionKind, WideningOutcome
from exchange.models import Authorship, Call, Confirmation, Consent, Delivery, Submission
from exchange.rules import takes_part
from exchange.transitions import BY_NAME, COMPILE, ExchangeAct
from members.actor import Actor
from notices.waiting import Waiting

SHOWN = 100
"""The most lines that one queue adds to an inbox; what is worked off makes room for the rest."""


def source(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield what waits for `actor`, in eight queries at most."""
    if not actor.may_write:
        return
    if takes_part(actor):
        yield from _confirmations(actor.participant)
        yield from _consents(actor.participant, at)
        yield from _to_submit_again(actor.participant)
        yield from _calls(actor)
        yield from _receipts(actor)
    if actor.is_secretariat:
        yield from _intake()


def _act_on(reference: str, row: ExchangeAct, sentence: str, *, due_at: datetime | None = None) -> Waiting:
    address = f"/exchange/{reference}/acts/{row.address or row.name}/"
    return Waiting(sentence, address, due_at, row.rule, row.name)


def _confirmations(code: str) -> Iterator[Waiting]:
    standing = Authorship.objects.filter(submission=OuterRef("version__submission"), state=code, left_at=None)
    asked = Confirmation.objects.filter(
        Exists(standing),
        state=code,
        agrees=None,
        version__dropped_at=None,
        version__submission__stage__in=(Stage.AWAITING_AUTHORS, Stage.DISSEMINATED),
    ).order_by("version__submission")
    for reference in asked.values_list("version__submission__reference", flat=True)[:SHOWN]:
        sentence = _("Confirm %(reference)s as one of its authors, or decline.") % {"reference": reference}
        yield _act_on(reference, BY_NAME[Action.CONFIRM], sentence)


def _consents(code: str, at: datetime) -> Iterator[Waiting]:
    asked = Consent.objects.filter(state=code, agrees=None, widening__outcome=WideningOutcome.OPEN).order_by(
        "widening"
    )
    for reference, answer_by in asked.values_list("widening__submission__reference", "widening__answer_by")[
        :SHOWN
    ]:
        if answer_by is None or at < answer_by:
            sentence = _("Say whether %(reference)s may be read by more.") % {"reference": reference}
            yield _act_on(reference, BY_NAME[Action.CONSENT], sentence, due_at=answer_by)


def _to_submit_again(code: str) -> Iterator[Waiting]:
    led = Authorship.objects.filter(
        state=code, is_lead=True, left_at=None, submission__stage__in=(Stage.RETURNED, Stage.DECLINED)
    ).order_by("submission")
    for reference in led.values_list("submission__reference", flat=True)[:SHOWN]:
        sentence = _("Submit %(reference)s again, or withdraw it.") % {"reference": reference}
        yield _act_on(reference, BY_NAME[Action.RESUBMIT], sentence)


def _calls(actor: Actor) -> Iterator[Waiting]:
    given = Authorship.objects.filter(
        submission__call=OuterRef("pk"),
        submission__stage__in=(Stage.INTAKE, Stage.DISSEMINATED),
        state=actor.participant,
        left_at=None,
    )
    unanswered = (
        Call.objects.still_open()
        .filter(addressees__participant=actor.participant)
        .exclude(Exists(given))
        .order_by("answer_by", "pk")
    )
    row = BY_NAME[Action.SUBMIT]
    for reference, answer_by in unanswered.values_list("reference", "answer_by")[:SHOWN]:
        sentence = _("Answer the call for information %(reference)s.") % {"reference": reference}
        yield Waiting(sentence, f"/exchange/calls/{reference}/", answer_by, row.rule, row.name)


def _receipts(actor: Actor) -> Iterator[Waiting]:
    served = Delivery.objects.filter(participant=actor.participant).unacknowledged()
    row = BY_NAME[Action.ACKNOWLEDGE]
    for reference in served.order_by("-version").values_list("version__submission__reference", flat=True)[
        :SHOWN
    ]:
        sentence = _("Read %(reference)s and acknowledge receipt.") % {"reference": reference}
        yield Waiting(sentence, f"/exchange/{reference}/", None, row.rule, row.name)


def _intake() -> Iterator[Waiting]:
    held = Submission.objects.at_intake().order_by("stage_since", "pk")
    row = BY_NAME[Action.DISSEMINATE]
    for reference, kind in held.values_list("reference", "kind")[:SHOWN]:
        if kind == SubmissionKind.VIEWS:
            sentence = _("Compile the views %(reference)s.") % {"reference": reference}
            yield Waiting(sentence, "/exchange/views/new/", None, COMPILE.rule, COMPILE.name)
        else:
            sentence = _("Disseminate %(reference)s, or return it.") % {"reference": reference}
            yield Waiting(sentence, f"/exchange/{reference}/", None, row.rule, row.name)
