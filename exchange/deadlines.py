"""The deadlines of the exchange: calls to answer, consents to a wider audience, confirmations by co-authors.

Whom a call asked and who has answered is known to all whom it asks; what authors settle among themselves, to
those who may follow the handling. The confirmation of a co-author has no deadline, only a goal.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deadlines.goals import Goal
from deadlines.ladder import DAY
from deadlines.running import Deadline
from exchange.enums import ExchangeAction, SubmissionStage, WideningOutcome
from exchange.models import Addressee, Authorship, Call, Confirmation, Consent, Submission
from exchange.transitions import BY_NAME, OPEN_CALL, ExchangeAct
from members.actor import Actor
from records.addresses import address_of

CONFIRMATION = Goal(
    gettext_lazy("Confirmation by a co-author"),
    14,
    gettext_lazy("A capital reads one text, not a negotiation."),
)


def source(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Yield what runs in the exchange, in six queries."""
    yield from _calls(actor)
    yield from _consents(actor, at)
    yield from _confirmations(actor)


def _calls(actor: Actor) -> Iterator[Deadline]:
    """A call is answered until it is closed, also after its deadline."""
    running = Call.objects.visible_to(actor).still_open()
    calls = {call.pk: call for call in running.only("reference", "title", "answer_by", "opened_at")}
    silent = _silent(Call.objects.filter(pk__in=calls))
    measures = _measures(Call, calls)
    row = BY_NAME[ExchangeAction.SUBMIT]
    for key, call in calls.items():
        if key in silent:
            yield Deadline(
                kind="call",
                uid=f"call/{call.reference}",
                title=_("Answer the call for information %(reference)s.") % {"reference": call.reference},
                object_kind="call",
                object_key=call.reference,
                url=call.get_absolute_url(),
                act=row.name,
                rule=OPEN_CALL.rule,
                due_at=call.answer_by,
                set_at=call.opened_at,
                owed_by=silent[key],
                measure=measures.get(key, ""),
            )


def _silent(calls: QuerySet) -> dict[int, tuple[str, ...]]:
    """Return `{call: those whom it asked and who have not answered}`, in English alphabetical order."""
    given = Authorship.objects.filter(
        submission__call=OuterRef("call"),
        submission__stage__in=SubmissionStage.that("stands"),
        state=OuterRef("participant"),
        left_at=None,
    )
    asked = Addressee.objects.filter(~Exists(given), call__in=calls).order_by()
    codes = ArrayAgg("participant", order_by=("participant__sort_name", "participant"))
    return {call: tuple(found) for call, found in asked.values_list("call").annotate(codes=codes)}


def _measures(model: type[Call | Submission], keys: Iterable[int]) -> dict[int, str]:
    """Return `{key: codes of its measures}`."""
    codes = StringAgg("measures__code", ", ", order_by="measures__code")
    found = model.objects.filter(pk__in=list(keys)).order_by()
    return {key: text or "" for key, text in found.values_list("pk").annotate(codes=codes)}


def _consents(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """A question without a deadline runs too, but until nothing: it only waits (`exchange.waiting`)."""
    asked = Consent.objects.filter(
        agrees=None,
        widening__outcome=WideningOutcome.OPEN,
        widening__answer_by__gt=at,
        widening__submission__in=Submission.objects.handled_by(actor),
    )
    rows = asked.order_by().values_list(
        "widening__submission__reference", "widening__submission__kind", "widening__answer_by",
        "widening__asked_at",
    )  # fmt: skip
    for reference, kind, answer_by, asked_at, silent in rows.annotate(
        silent=ArrayAgg("state", order_by=("state__sort_name", "state"))
    ):
        yield _of_submission(
            "consent",
            reference,
            BY_NAME[ExchangeAction.CONSENT].of(kind),
            _("Say whether %(reference)s may be read by more."),
            due_at=answer_by,
            set_at=asked_at,
            owed_by=tuple(silent),
        )


def _confirmations(actor: Actor) -> Iterator[Deadline]:
    standing = Authorship.objects.filter(
        submission=OuterRef("version__submission"), state=OuterRef("state"), left_at=None
    )
    asked = Confirmation.objects.filter(
        Exists(standing),
        agrees=None,
        version__dropped_at=None,
        version__submission__stage__in=SubmissionStage.that("awaits_authors"),
        version__submission__in=Submission.objects.handled_by(actor),
    )
    rows = asked.order_by().values_list(
        "version__submission__reference", "version__submission__kind", "version__number",
        "version__submitted_at",
    )  # fmt: skip
    for reference, kind, number, submitted_at, silent in rows.annotate(
        silent=ArrayAgg("state", order_by=("state__sort_name", "state"))
    ):
        yield _of_submission(
            "confirmation",
            reference,
            BY_NAME[ExchangeAction.CONFIRM].of(kind),
            _("Confirm %(reference)s as one of its authors, or decline."),
            due_at=submitted_at + CONFIRMATION.days * DAY,
            set_at=submitted_at,
            owed_by=tuple(silent),
            version=number,
        )


def _of_submission(
    kind: str,
    reference: str,
    row: ExchangeAct,
    sentence: str,
    *,
    due_at: datetime,
    set_at: datetime,
    owed_by: tuple[str, ...],
    version: int = 0,
) -> Deadline:
    return Deadline(
        kind=kind,
        uid=f"{kind}/{reference}" + (f"/{version}" if version else ""),
        title=sentence % {"reference": reference},
        object_kind="handling",
        object_key=reference,
        url=address_of("submission", reference),
        act=row.name,
        act_url=address_of("submission-act", reference, row.last_part),
        rule=row.rule,
        due_at=due_at,
        set_at=set_at,
        owed_by=owed_by,
        since=set_at if kind == "confirmation" else None,
        goal_days=CONFIRMATION.days if kind == "confirmation" else None,
    )
