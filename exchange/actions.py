"""What the acts of the exchange are taken on, what the procedure does at a deadline, and the ledgers.

Locks, in this order: the submission's row (or the compilation's, then its submissions'), the call's, the
counters, the register's head. The database clock is read when the row is locked (`records.door`), so that an
answer that came in before a deadline is written before anybody can find the deadline passed.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from deadlines.running import Deadline
from exchange.dossier import SubmissionDossier
from exchange.enums import ExchangeAction
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
from exchange.transitions import (
    BY_NAME,
    CALL_ACTS,
    COMPILATION_ACTS,
    COMPILE,
    ON_SUBMISSION,
    OPEN_CALL,
)
from members.actor import Actor
from records import clock
from records.door import Body, New, Rows, take
from records.refusals import NotNow

log = logging.getLogger(__name__)


def _dossier(submission: Submission, actor: Actor, data: Body) -> SubmissionDossier:
    return SubmissionDossier(submission)


def _revision(dossier: SubmissionDossier, actor: Actor) -> int:
    return revision_for(dossier.submission, actor)


def _acts_seen(row: Call | Compilation, actor: Actor) -> int:
    return row.revision


SUBMISSIONS = Rows(model=Submission, key="reference", acts=ON_SUBMISSION, know=_dossier, revision=_revision)
"""The submissions, and the acts on one."""
CALLS = Rows(model=Call, key="reference", acts=CALL_ACTS, revision=_acts_seen)
"""The calls for information, and the acts on one."""
COMPILATIONS = Rows(model=Compilation, key="reference", acts=COMPILATION_ACTS, revision=_acts_seen)
"""The compilations of views, and the acts on one. Its submissions are locked after it."""


def new_submission(data: Body) -> New:
    """Return what is submitted by a body as it came in: information, views or a nil return (CA intro 5)."""
    kind = data.get("kind") if isinstance(data, Mapping) else ""
    blank = Submission(stage="", kind=kind if isinstance(kind, str) else "")
    return New((BY_NAME[ExchangeAction.SUBMIT],), SubmissionDossier(blank))


def new_call() -> New:
    """Return a call that is opened; its reference is the act's `object_key`."""
    return New((OPEN_CALL,), Call())


def new_compilation() -> New:
    """Return a compilation that is made; its reference is the act's `object_key`."""
    return New((COMPILE,), Compilation())


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
    return _each_by_procedure(ExchangeAction.ASK_AUTHORS, due)


def settle_due_widenings() -> int:
    """Settle all questions whose deadline has come; return how many were settled. Safe to run twice."""
    due = Widening.objects.settlement_due(clock.now()).order_by("pk").values_list("submission", flat=True)
    return _each_by_procedure(ExchangeAction.SETTLE, due)


def _each_by_procedure(action: ExchangeAction, keys: Iterable[int]) -> int:
    """Let the procedure act on each; one that fails is left to the next poll and does not stop the others."""
    done = 0
    for key in list(keys):
        try:
            done += _by_procedure(action, key)
        except Exception:
            log.exception("“%s” could not be done on submission %s", action, key)
    return done


def _by_procedure(action: ExchangeAction, key: int) -> bool:
    """Let the procedure act on one submission; False where there was nothing left to do."""
    try:
        take(action, replace(SUBMISSIONS, key="pk").at(key), actor=Actor.procedure(), data={})
    except NotNow:
        return False
    return True
