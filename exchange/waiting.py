"""What the exchange waits for from a reader without a deadline: questions, receipts, what was returned;
and from the secretariat, its intake. `exchange.deadlines` has the rest.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from deadlines.waiting import Waiting
from exchange.enums import ExchangeAction, SubmissionKind, WideningOutcome
from exchange.models import Authorship, Consent, Delivery, Submission
from exchange.rules import takes_part
from exchange.transitions import BY_NAME, COMPILE, ExchangeAct
from members.actor import Actor
from records.addresses import address_of

SHOWN = 100
"""The most lines that one queue adds to an inbox; what is worked off makes room for the rest."""


def source(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield what waits for `actor`, in four queries at most."""
    if not actor.may_write:
        return
    if takes_part(actor):
        yield from _consents(actor.participant)
        yield from _to_submit_again(actor.participant)
        yield from _receipts(actor)
    if actor.is_secretariat:
        yield from _intake()


def _act_on(reference: str, row: ExchangeAct, sentence: str) -> Waiting:
    return Waiting(sentence, address_of("submission-act", reference, row.last_part), None, row.rule, row.name)


def _consents(code: str) -> Iterator[Waiting]:
    """Questions to which no deadline was set: they stay open until all authors have answered."""
    asked = Consent.objects.filter(
        state=code, agrees=None, widening__outcome=WideningOutcome.OPEN, widening__answer_by=None
    ).order_by("widening")
    columns = ("widening__submission__reference", "widening__submission__kind")
    for reference, kind in asked.values_list(*columns)[:SHOWN]:
        sentence = _("Say whether %(reference)s may be read by more.") % {"reference": reference}
        yield _act_on(reference, BY_NAME[ExchangeAction.CONSENT].of(kind), sentence)


def _to_submit_again(code: str) -> Iterator[Waiting]:
    led = Authorship.objects.filter(
        state=code, is_lead=True, left_at=None, submission__stage__in=BY_NAME[ExchangeAction.RESUBMIT].sources
    ).order_by("submission")
    for reference, kind in led.values_list("submission__reference", "submission__kind")[:SHOWN]:
        sentence = _("Submit %(reference)s again, or withdraw it.") % {"reference": reference}
        yield _act_on(reference, BY_NAME[ExchangeAction.RESUBMIT].of(kind), sentence)


def _receipts(actor: Actor) -> Iterator[Waiting]:
    served = Delivery.objects.filter(participant=actor.participant).unacknowledged()
    row = BY_NAME[ExchangeAction.ACKNOWLEDGE]
    for reference in served.order_by("-version").values_list("version__submission__reference", flat=True)[
        :SHOWN
    ]:
        sentence = _("Read %(reference)s and acknowledge receipt.") % {"reference": reference}
        yield Waiting(sentence, address_of("submission", reference), None, row.rule, row.name)


def _intake() -> Iterator[Waiting]:
    held = Submission.objects.at_intake().order_by("stage_since", "pk")
    row = BY_NAME[ExchangeAction.DISSEMINATE]
    codes = ArrayAgg("measures__code", order_by="measures__code", default=[])
    for reference, kind, measures in held.annotate(codes=codes).values_list("reference", "kind", "codes")[
        :SHOWN
    ]:
        if kind == SubmissionKind.VIEWS:
            sentence = _("Compile the views %(reference)s.") % {"reference": reference}
            address = f"{address_of('compile')}?{urlencode({'measures': measures}, doseq=True)}"
            yield Waiting(sentence, address, None, COMPILE.rule, COMPILE.name)
        else:
            sentence = _("Disseminate %(reference)s, or return it.") % {"reference": reference}
            yield Waiting(sentence, address_of("submission", reference), None, row.of(kind).rule, row.name)
