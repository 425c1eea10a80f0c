"""How a proposal is held while an act is taken on it, how one is opened, how a silence is closed.

Locks, in this order: the proposal's advisory lock (shared by acts, exclusive to the closing of a silence),
its row, the counters, the register's head. An act reads the database clock only when it holds the shared
lock, and the closing of a silence holds the exclusive one while it looks: so an objection that was received
before the deadline is written before anybody can find the silence unbroken, and one received later finds it
closed. The instant that an act is written with is read when it holds the row as well, so that instants follow
each other as the acts do. Waiting for the row makes nobody late: see `_received`.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cbms.models import Edition, Measure
from members.actor import Actor
from proposals.dossier import Dossier
from proposals.enums import Action, Mode, Route
from proposals.models import Consideration, Proposal
from proposals.row import Transition
from proposals.transitions import BY_NAME, opening_of
from records import clock
from records.certain import certain
from records.door import Body, Held, New, Row, Rows, Taken, Unsettled, take
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours

log = logging.getLogger(__name__)

PROPOSAL_LOCKS = 2007
"""The class of our advisory locks on proposals; the second key is the proposal's."""
LONGEST_WAIT = 5
"""Seconds that the closing of one silence waits for a lock, before it leaves it to the next poll."""


class _NotDue(Exception):
    """There is no silence to close: another has closed it, or it was extended."""


@dataclass(frozen=True)
class OneProposal(Row):
    """A proposal by its reference; `consideration` is the one that is meant (NotNow if another is open)."""

    consideration: int | None = None

    def find(self, actor: Actor) -> int:
        """Find it within what the actor may see."""
        found = Proposal.objects.visible_to(actor).filter(reference=self.key).values_list("pk", flat=True)
        if (key := found.first()) is None:
            raise NotVisible(_("There is no such proposal or act."))
        return key

    def settle(self, key: int, act_type: Transition) -> None:
        """Close the silence that ended on it."""
        if act_type.may_decide:
            settle_all()  # a decision taken now is numbered after those whose silence ended before
        settle(key)

    def hold(self, key: int, actor: Actor, data: Body) -> Held:
        """Hold the shared lock and the row, and say when the act was received."""
        arrived_at = _lock_shared(key)
        dossier = Dossier(_locked(key), meant=self.consideration)
        if _has_ended(dossier.consideration, at=arrived_at):
            raise Unsettled
        return Held(dossier, _received(dossier, arrived_at=arrived_at))


@dataclass(frozen=True, kw_only=True)
class Proposals(Rows):
    """The proposals, and the acts of the procedure on one."""

    def at(self, key: str, *, consideration: int | None = None) -> OneProposal:
        """Return the one with this reference, which may be none."""
        return OneProposal(self, key, consideration)


def _revision(dossier: Dossier, actor: Actor) -> int:
    return dossier.proposal.revision


def _dossier(proposal: Proposal, actor: Actor, data: Body) -> Dossier:
    return Dossier(proposal)


PROPOSALS = Proposals(model=Proposal, key="reference", acts=BY_NAME, know=_dossier, revision=_revision)


def considered_in(consideration: int, *, actor: Actor) -> OneProposal:
    """Return the proposal that a body considers, for a position in that consideration alone."""
    row = Consideration.objects.visible_to(actor).filter(pk=consideration).select_related("proposal").first()
    if row is None:
        raise NotVisible(_("There is no such consideration."))
    return PROPOSALS.at(row.proposal.reference, consideration=consideration)


@dataclass(frozen=True)
class EndedSilence(New):
    """A proposal whose silence is closed under its exclusive lock. `is_alone`: in a transaction of its own,
    which a lock that somebody holds on to may fail.
    """

    proposal: int = 0
    is_alone: bool = True

    def hold(self, key: None, actor: Actor, data: Body) -> Held:
        """Hold the exclusive lock and the row; raise _NotDue where there is nothing to close."""
        if self.is_alone:
            _wait_no_longer_than(LONGEST_WAIT)
        at = _lock_exclusive(self.proposal)
        dossier = Dossier(_locked(self.proposal))
        if not _has_ended(dossier.consideration, at=at):
            raise _NotDue
        return Held(dossier, at)


def _locked(key: int) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("measure", "edition")
    return rows.get(pk=key)


def _has_ended(current: Consideration | None, *, at: datetime) -> bool:
    """Whether a body considers the proposal by a silence whose deadline has come."""
    return current is not None and current.mode == Mode.SILENCE and certain(current.closes_at) <= at


def _received(dossier: Dossier, *, arrived_at: datetime) -> datetime:
    """Return the instant of an act that holds the proposal's row, and arrived when it took the shared lock.

    It is now, so of two acts the one that is written later is the later one. Where a silence ended while the
    act waited for those before it, it is the instant of the last position that came in time, or its own.
    """
    at, current = clock.now(), dossier.consideration
    if current is None or current.mode != Mode.SILENCE or at < certain(current.closes_at):
        return at
    since = certain(current.silence_since)
    return max([since, arrived_at, *(position.received_at for position in dossier.positions)])


def open_proposal(*, route: str, actor: Actor, data: Mapping[str, Any]) -> Taken:
    """Open a proposal by one of the routes, with the body of the act that opens it.

    A: `measure` and the fields of `declare-interest`; joins the measure's open proposal where there is one.
    B: `measure` and the fields of `open-views`. C: the fields of `propose-amendment`. D: the fields of
    `compile-plan`. Raises as `records.door.take`.
    """
    if route not in Route.values:
        raise Invalid({"route": [_("“%(route)s” is not a route.") % {"route": route}]})
    opening = opening_of(Route(route))
    if not (actor.is_member or actor.is_secretariat):
        raise NotYours(opening.why_not_yours(actor), rule=opening.rule)
    if route not in (Route.A, Route.B):
        with transaction.atomic():
            # An approval, too, begins by changing the edition that it amends.
            list(Edition.objects.select_for_update().order_by("pk").values_list("pk"))
            edition = edition_to_begin_under(route, on=clock.now().date())
            return _opened(opening, Proposal(route=route, edition=edition, stage=""), actor=actor, data=data)
    if not data.get("measure"):
        raise Invalid({"measure": [_("Name the measure.")]})
    measure = str(data["measure"]).upper()
    if not measure.isprintable():  # PostgreSQL would not even look for a NUL
        raise _unknown(measure)
    body = {name: value for name, value in data.items() if name != "measure"}
    return _open_on_measure(opening, measure=measure, route=route, actor=actor, data=body)


def edition_to_begin_under(route: str, *, on: date) -> Edition:
    """Return the edition of a proposal that is on no measure: of a plan the one in force, of an amendment the
    latest text, so that it takes nothing back that was approved and waits for its day.
    """
    if route == Route.C:
        return Edition.objects.latest_text()
    return Edition.objects.in_force(on).latest("in_force_from")


def declare(*, measure: str, route: str = Route.A, actor: Actor, data: Mapping[str, Any]) -> Taken:
    """Declare a state's interest in a measure (CA (a)1): `open_proposal` on a measure."""
    return open_proposal(route=route, actor=actor, data={**data, "measure": measure})


def _open_on_measure(
    opening: Transition, *, measure: str, route: str, actor: Actor, data: Mapping[str, Any]
) -> Taken:
    """Open a proposal on a measure. Its row is locked, so that two first declarations at once make one."""
    in_force = Measure.objects.in_force(clock.now().date()).filter(code=measure)
    for proposal in _open_on(in_force, route=route).values_list("pk", flat=True):
        settle(proposal)  # on its own, so that it stays closed where the act is refused
    with transaction.atomic():
        held = in_force if in_force.exists() else Measure.objects.filter(code=measure).order_by("-edition")
        row = held.select_for_update(of=("self",), no_key=True).select_related("edition").first()
        if row is None:
            raise _unknown(measure)
        if route == Route.A and (joined := _join(row, route=route, actor=actor, data=data)):
            return joined
        blank = Proposal(route=route, measure=row, edition_id=row.edition_id, stage="")
        return _opened(opening, blank, actor=actor, data=data)


def _unknown(measure: str) -> Invalid:
    return Invalid({"measure": [_("There is no measure “%(code)s”.") % {"code": measure}]})


def _opened(opening: Transition, blank: Proposal, *, actor: Actor, data: Mapping[str, Any]) -> Taken:
    return take(opening.name, New((opening,), Dossier(blank)), actor=actor, data=data)


def _open_on(measures: QuerySet, *, route: str) -> QuerySet:
    """Return the open proposals on a measure, also on what it was in an earlier edition (CA review)."""
    lineage = Measure.objects.none()
    for measure in measures.values_list("pk", flat=True):
        lineage = Measure.objects.of_lineage(measure)
    return Proposal.objects.still_open().filter(measure__in=lineage.values("pk"), route=route)


def _join(measure: Measure, *, route: str, actor: Actor, data: Mapping[str, Any]) -> Taken | None:
    """Join the measure's open proposal. None where there is none, or where it closed while we waited."""
    open_now = _open_on(Measure.objects.filter(pk=measure.pk), route=route)
    standing = open_now.first()
    if standing is None:
        return None
    try:
        with transaction.atomic():
            return take(Action.DECLARE_INTEREST, PROPOSALS.at(standing.reference), actor=actor, data=data)
    except NotNow:
        if open_now.exists():
            raise
        return None


def settle(proposal: int) -> Act | None:
    """Close the proposal's silence procedure if its deadline has come; safe to call at any time, by anyone,
    twice.

    What it finds follows from recorded facts alone (`consensus.silence_state`), so it does not matter how
    late it runs. Silences that ended before it are closed first: decisions are numbered in the order in which
    they took effect, whether the worker was up or not.
    """
    due = Consideration.objects.silence_due(clock.now())
    own = due.filter(proposal=proposal).values_list("closes_at", "pk").first()
    if own is None:
        return None
    ended_at, key = own
    _close_each(due.ended_before(certain(ended_at), key))
    return _close(proposal)


def settle_all() -> int:
    """Close every silence procedure whose deadline has come, in the order in which they ended; return how
    many it closed.
    """
    return _close_each(Consideration.objects.silence_due(clock.now()))


def _close_each(due: QuerySet) -> int:
    """Close silences one by one, each in its own transaction; one that fails does not stop the others."""
    closed = 0
    for proposal in list(due.order_by("closes_at", "pk").values_list("proposal", flat=True)):
        try:
            closed += _close(proposal) is not None
        except Exception:
            # The others' deadlines have come too; what failed here is tried again at the next poll.
            log.exception("the silence on proposal %s could not be closed", proposal)
    return closed


def _close(proposal: int) -> Act | None:
    """Close one silence under its lock; None where another has, or where it was extended meanwhile."""
    ended = EndedSilence(
        (BY_NAME[Action.CLOSE_SILENCE],), proposal=proposal, is_alone=not connection.in_atomic_block
    )
    try:
        return take(Action.CLOSE_SILENCE, ended, actor=Actor.procedure(), data={}).act
    except _NotDue:
        return None


def _wait_no_longer_than(seconds: int) -> None:
    """Let a lock that somebody holds on to fail this transaction alone, and so hold up no other silence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])


def _lock_shared(proposal: int) -> datetime:
    return _locked_instant("pg_advisory_xact_lock_shared", proposal)


def _lock_exclusive(proposal: int) -> datetime:
    return _locked_instant("pg_advisory_xact_lock", proposal)


def _locked_instant(function: str, proposal: int) -> datetime:
    """Take an advisory lock until the transaction ends, then read the database clock."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [PROPOSAL_LOCKS, proposal])
    return clock.now()
