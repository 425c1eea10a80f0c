"""Climbing the ladder: whoever has not acted is reminded, by an act of the procedure on the object.

A round reads every running deadline and enters, for each, at most the latest rung that it has reached: after
an outage nobody is told of what was to be said days ago. A row of `Reminder` is written with each act, and it
is unique, so two workers at once, or one worker twice, remind nobody twice. A deadline that was moved is
another instant, and begins its ladder anew; rungs before it was set do not count.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Subquery

from deadlines.ladder import Rung
from deadlines.models import Reminder, ReminderRound
from deadlines.running import Deadline, all_for
from deadlines.transitions import ESCALATE, REMIND, Reached
from members.actor import Actor
from records.door import New, take
from records.models import RegisterHead
from records.supplying import Slot, by_name
from web import races

logger = logging.getLogger(__name__)

LONGEST_REST = timedelta(hours=1)
"""A round is made at least so often: a term can end, and reference data be loaded, without any act."""
RETRY = timedelta(minutes=5)
"""When a reminder that failed is tried again, should nothing else happen before."""

Hook = Callable[[Deadline, datetime], None]


@dataclass(frozen=True)
class AfterReminding:
    """What is done with each reminder of a kind, in its transaction: `hook(deadline, at)`."""

    kind: str
    hook: Hook


AFTER_REMINDING: Slot[AfterReminding, Mapping[str, AfterReminding]] = Slot(
    "after reminding", by_name(lambda one: one.kind)
)


def remind_due(*, at: datetime) -> int:
    """Enter the reminders and escalations whose rung has been reached at `at`, now; return how many.

    Costs one query while no act has been entered since the last round and no rung has been reached. Safe to
    run twice, and at once.
    """
    if _nothing_is_new(at):
        return 0
    head = RegisterHead.objects.values_list("number", flat=True).get()
    deadlines = all_for(Actor.procedure(), at=at)
    reached = list(_reached(deadlines, at=at))
    entered = [_enter(one, at=at) for one in reached]
    _rest(head, deadlines, at=at, has_failed=None in entered)
    return sum(bool(one) for one in entered)


def _nothing_is_new(at: datetime) -> bool:
    """Whether the register is as the last round saw it, and no rung has been reached since."""
    head = RegisterHead.objects.filter(pk=1).values("number")
    return ReminderRound.objects.filter(head=Subquery(head), next_at__gt=at).exists()


def _reached(deadlines: Iterable[Deadline], *, at: datetime) -> Iterable[Reached]:
    """Yield the latest rung that each deadline has reached, unless it or a later one was entered before."""
    found = [
        Reached(deadline, rung)
        for deadline in deadlines
        if deadline.owed_by and (rung := latest_rung(deadline, at=at))
    ]
    entered: dict[tuple[str, datetime], int] = {}
    known = Reminder.objects.filter(deadline__in=[one.deadline.uid for one in found])
    for uid, due_at, days in known.values_list("deadline", "due_at", "days"):
        entered[uid, due_at] = max(days, entered.get((uid, due_at), days))
    for one in found:
        last = entered.get((one.deadline.uid, one.deadline.due_at))
        if last is None or last < one.rung.days:
            yield one


def latest_rung(deadline: Deadline, *, at: datetime) -> Rung | None:
    """Return the last rung reached at `at`, of those that lie after the deadline was set; None for none."""
    passed = [
        rung
        for rung in deadline.row.rungs
        if (deadline.set_at is None or deadline.set_at < rung.reached_at(deadline.due_at))
        and rung.reached_at(deadline.due_at) <= at
    ]
    return passed[-1] if passed else None


def _enter(reached: Reached, *, at: datetime) -> bool | None:
    """Enter one act. False: another worker was first. None: it failed, and is logged; the others go on."""
    deadline, rung = reached.deadline, reached.rung
    kind = ESCALATE if rung.is_escalation else REMIND
    try:
        with transaction.atomic():
            act = take(kind.name, New((kind,), reached), actor=Actor.procedure(), data={}).act
            Reminder.objects.create(deadline=deadline.uid, due_at=deadline.due_at, days=rung.days, act=act)
            if after := AFTER_REMINDING.supplied().get(deadline.kind):
                after.hook(deadline, act.at)
    except DatabaseError as error:
        if races.is_lost(error):
            return False
        logger.exception("The reminder of %s could not be entered.", deadline.uid)
        return None
    except Exception:
        logger.exception("The reminder of %s could not be entered.", deadline.uid)
        return None
    return True


def _rest(head: int, deadlines: Iterable[Deadline], *, at: datetime, has_failed: bool) -> None:
    """Write down what this round saw, and when the next has something to do."""
    coming = [
        instant
        for deadline in deadlines
        for rung in deadline.row.rungs
        if (instant := rung.reached_at(deadline.due_at)) > at
    ]
    longest = at + (RETRY if has_failed else LONGEST_REST)
    next_at = min([*coming, longest])
    ReminderRound.objects.update_or_create(pk=1, defaults={"head": head, "next_at": next_at})
