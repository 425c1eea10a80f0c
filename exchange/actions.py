"""The one way anything is exchanged: each function locks, checks, and writes all or nothing.

Locks, in this order: the submission's row (or the compilation's, then its submissions'), the call's, the
counters, the register's head. The database clock is read when the row is locked, so that an answer that came
in before a deadline is written before anybody can find the deadline passed.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from exchange.dossier import Dossier
from exchange.enums import Action
from exchange.models import (
    Addressee,
    Call,
    Compilation,
    Delivery,
    Submission,
    Version,
    Widening,
)
from exchange.revisions import revision_for
from exchange.transitions import BY_NAME, CALL_ACTS, COMPILATION_ACTS, COMPILE, OPEN_CALL, ExchangeAct
from members.actor import Actor
from notices.deadlines import Deadline
from records import clock
from records.act_types import StagedAct
from records.acts import perform
from records.models import Act
from records.refusals import NotNow, NotVisible, Stale

log = logging.getLogger(__name__)

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Done:
    """What an act on a submission left: the submission as it is now, and the act in the register."""

    submission: Submission
    act: Act


def submit(*, actor: Actor, data: Data) -> Done:
    """Submit information, views or a nil return (CA intro 5).

    `data` is the body as it came in, files among it. Raises NotYours, Invalid, NotNow.
    """
    with transaction.atomic():
        kind = data.get("kind") if isinstance(data, Mapping) else ""
        blank = Submission(stage="", kind=kind if isinstance(kind, str) else "")
        act, _entry = perform(
            BY_NAME[Action.SUBMIT], actor=actor, subject=Dossier(blank), at=clock.now(), data=data
        )
        return Done(blank, act)


def take(
    action: str, *, reference: str, actor: Actor, data: Data, expected_revision: int | None = None
) -> Done:
    """Perform one act of the table on a submission that `actor` may see.

    `expected_revision` is the `revision_for` this actor that was last read (Stale if it has changed since).
    Raises NotVisible, NotYours, Invalid, NotNow.
    """
    if action not in BY_NAME or action == Action.SUBMIT:
        raise NotVisible(_("There is no such act."))
    with transaction.atomic():
        submission = _locked(Submission.objects.visible_to(actor), reference)
        if expected_revision is not None and expected_revision != revision_for(submission, actor):
            raise Stale(_("The submission has changed since you read it; read it again."))
        return _perform(BY_NAME[action], submission, actor=actor, data=data)


def _perform(row: ExchangeAct, submission: Submission, *, actor: Actor, data: Data) -> Done:
    act, _entry = perform(row, actor=actor, subject=Dossier(submission), at=clock.now(), data=data)
    return Done(submission, act)


def _locked(visible: models.QuerySet, reference: str) -> Any:
    """Lock the row with a reference within what may be seen; raise NotVisible."""
    keys = visible.filter(reference=reference).values_list("pk", flat=True)
    row = visible.model.objects.select_for_update(of=("self",)).filter(pk__in=list(keys)).first()
    if row is None:
        raise NotVisible(_("There is nothing at this address."))
    return row


def open_call(*, actor: Actor, data: Data) -> Act:
    """Call for information; the call's reference is the act's `object_key`."""
    with transaction.atomic():
        act, _entry = perform(OPEN_CALL, actor=actor, subject=Call(), at=clock.now(), data=data)
        return act


def act_on_call(name: str, *, reference: str, actor: Actor, data: Data) -> Act:
    """Perform one act on a call."""
    return _act_on(
        Call.objects.visible_to(actor), CALL_ACTS, name, reference=reference, actor=actor, data=data
    )


def compile_views(*, actor: Actor, data: Data) -> Act:
    """Compile views; the compilation's reference is the act's `object_key`."""
    with transaction.atomic():
        act, _entry = perform(COMPILE, actor=actor, subject=Compilation(), at=clock.now(), data=data)
        return act


def act_on_compilation(name: str, *, reference: str, actor: Actor, data: Data) -> Act:
    """Perform one act on a compilation."""
    visible = Compilation.objects.visible_to(actor)
    return _act_on(visible, COMPILATION_ACTS, name, reference=reference, actor=actor, data=data)


def _act_on(
    visible: models.QuerySet,
    acts: Mapping[str, StagedAct],
    name: str,
    *,
    reference: str,
    actor: Actor,
    data: Data,
) -> Act:
    if name not in acts:
        raise NotVisible(_("There is no such act."))
    with transaction.atomic():
        subject = _locked(visible, reference)
        act, _entry = perform(acts[name], actor=actor, subject=subject, at=clock.now(), data=data)
        return act


def note_opened(versions: Iterable[Version | None], *, actor: Actor, at: datetime) -> None:
    """Enter into the ledger that versions were handed out to a recipient's delegate; the first time counts.

    Whatever hands out a version's content calls this, by `exchange.handing_out`. One who only reads, and a
    token that does, receives nothing for its state.
    """
    if actor.takes_part and actor.may_write:
        handed_out = [version.pk for version in versions if version]
        served = Delivery.objects.filter(version__in=handed_out, participant=actor.participant)
        served.filter(opened_at=None).update(opened_at=at)


def note_reminded(deadline: Deadline, at: datetime) -> None:
    """Enter into the call's ledger whom the procedure has reminded of it."""
    asked = Addressee.objects.filter(call__reference=deadline.object_key, participant__in=deadline.states)
    asked.update(reminded_at=at)


def ask_due_authors() -> int:
    """Ask the authors of all submissions whose day has come; return of how many. Safe to run twice."""
    due = Submission.objects.widening_due(clock.now().date()).order_by("pk").values_list("pk", flat=True)
    return _each_by_procedure(Action.ASK_AUTHORS, due)


def settle_due_widenings() -> int:
    """Settle all questions whose deadline has come; return how many were settled. Safe to run twice."""
    due = Widening.objects.settlement_due(clock.now()).order_by("pk").values_list("submission", flat=True)
    return _each_by_procedure(Action.SETTLE, due)


def _each_by_procedure(action: Action, keys: Iterable[int]) -> int:
    """Let the procedure act on each; one that fails is left to the next poll and does not stop the others."""
    done = 0
    for key in list(keys):
        try:
            done += _by_procedure(action, key)
        except Exception:
            log.exception("“%s” could not be done on submission %s", action, key)
    return done


def _by_procedure(action: Action, key: int) -> bool:
    """Let the procedure act on one submission; False where there was nothing left to do."""
    with transaction.atomic():
        submission = Submission.objects.select_for_update(of=("self",)).get(pk=key)
        try:
            with transaction.atomic():
                _perform(BY_NAME[action], submission, actor=Actor.procedure(), data={})
        except NotNow:
            return False
        return True
