"""Where each act of the procedure leads, by `leads.csv`, with each lead falsified in turn."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from proposals.actions import settle
from proposals.enums import Action, Route
from proposals.models import Proposal
from proposals.transitions import TABLE
from records import clock
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    activity_of,
    begin,
    circulate,
    conclude,
    consider,
    in_days,
    legal_body,
    open_proposal,
    position,
    submit,
)
from tests.falsifying import Step, Trial, assert_noticed

pytestmark = pytest.mark.django_db

Clock = Callable[..., None]
TWO = (CO_COORDINATOR, COORDINATOR)


def leave(proposal: Proposal, *states: str) -> None:
    for state in states:
        act(Action.WITHDRAW_INTEREST, proposal, delegate(state))


def withdraw(proposal: Proposal) -> Trial:
    return Trial(lambda: act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere."))


def legal(action: str, proposal: Proposal, by: Callable) -> Step:
    return lambda: act(action, proposal, by(), **legal_body(action, route=proposal.route))


def join(proposal: Proposal, state: str) -> Step:
    return lambda: act(Action.DECLARE_INTEREST, proposal, delegate(state), offer="either")


def join_and_leave(proposal: Proposal) -> Iterator[Step]:
    """Try what states that are interested, or will be, can do in the early stages, and the Chair."""
    yield Trial(join(proposal, "TH"))
    yield Trial(lambda: leave(proposal, CO_COORDINATOR))
    yield Trial(lambda: leave(proposal, *TWO))
    yield withdraw(proposal)


def walk_route_a(move_clock: Clock) -> Iterator[Step]:
    """Take a proposal from the first declaration to its completion."""
    yield Trial(open_proposal)
    proposal = open_proposal()
    yield join(proposal, CO_COORDINATOR)
    yield from join_and_leave(proposal)
    yield legal(Action.OPEN_CONSULTATION, proposal, chair)
    yield from join_and_leave(proposal)
    yield legal(Action.RESPOND, proposal, lambda: delegate(COORDINATOR))
    yield legal(Action.DESIGNATE_COORDINATORS, proposal, chair)
    yield from join_and_leave(proposal)
    yield lambda: submit(proposal)
    yield from walk_the_paper(proposal)
    yield from walk_the_working_group(proposal, move_clock)
    yield from walk_the_committee(proposal, move_clock)
    yield from walk_the_end(proposal)


def walk_the_paper(proposal: Proposal) -> Iterator[Step]:
    yield withdraw(proposal)
    yield Trial(legal(Action.RETURN_TO_DRAFTERS, proposal, secretariat))
    yield lambda: circulate(proposal)
    yield withdraw(proposal)
    yield Trial(legal(Action.COMMENT, proposal, lambda: delegate("UZ")))
    yield Trial(legal(Action.REVISE, proposal, lambda: delegate(COORDINATOR)))


def considered(proposal: Proposal, opening: str, move_clock: Clock) -> Iterator[Step]:
    """Open a body's silence, extend it, let it end, or break it; then open its consideration at a meeting."""
    yield lambda: consider(proposal, opening, silence=in_days(14))
    yield Trial(legal(Action.EXTEND_SILENCE, proposal, chair))
    yield Trial(legal(Action.END_SILENCE, proposal, chair))

    def close_in_time() -> None:
        with pytest.MonkeyPatch.context() as patch:
            ends = clock.now() + timedelta(days=15)
            patch.setattr(clock, "now", lambda: ends)
            settle(proposal.pk)

    yield Trial(close_in_time)
    yield lambda: position(proposal, "MN", "objection")
    yield lambda: consider(proposal, opening)
    yield Trial(lambda: position(proposal, "MN", "support"))
    yield withdraw(proposal)


def walk_the_working_group(proposal: Proposal, move_clock: Clock) -> Iterator[Step]:
    move_clock(days=31)
    concluding = Action.CONCLUDE_SWG
    yield from considered(proposal, Action.OPEN_SWG, move_clock)
    for outcome in ("returned", "declined", "deferred", "noted"):
        yield Trial(lambda outcome=outcome: conclude(proposal, concluding, outcome, reason="No agreement."))
    yield lambda: conclude(proposal, concluding, "agreed")
    yield withdraw(proposal)


def walk_the_committee(proposal: Proposal, move_clock: Clock) -> Iterator[Step]:
    concluding = Action.CONCLUDE_SOC
    yield from considered(proposal, Action.OPEN_SOC, move_clock)
    for outcome in ("returned_to_swg", "returned", "declined", "deferred", "noted"):
        yield Trial(lambda outcome=outcome: conclude(proposal, concluding, outcome, reason="No agreement."))
    yield Trial(lambda: conclude(proposal, concluding, "approved", silence_until=in_days(14)))
    yield lambda: conclude(proposal, concluding, "approved")


def walk_the_end(proposal: Proposal) -> Iterator[Step]:
    publish = Trial(legal(Action.PUBLISH_DECISION, proposal, chair))
    yield publish
    yield legal(Action.COMPLETE, proposal, secretariat)
    yield publish


def walk_other_beginnings() -> Iterator[Step]:
    """Open a proposal of each other route, and take an exchange of views to its drafting."""
    activity_of(COORDINATOR)
    for route in (Route.C, Route.D):
        yield Trial(lambda route=route: begin(route))
    yield Trial(lambda: begin(Route.B))
    proposal = begin(Route.B)
    yield withdraw(proposal)
    yield legal(Action.CALL_EXPERTS, proposal, secretariat)
    yield withdraw(proposal)
    yield legal(Action.CHARGE_EXPERTS, proposal, chair)


def test_each_act_leads_where_it_must_and_no_lead_can_be_false_unnoticed(move_clock):
    def walk() -> Iterator[Step]:
        yield from walk_other_beginnings()
        yield from walk_route_a(move_clock)

    assert_noticed(__file__, walk(), TABLE)
