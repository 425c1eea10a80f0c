"""Proposals in a stage, brought there by taking the transitions, never by setting the field."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from members.actor import Actor
from proposals.actions import Taken, declare, take, take_position
from proposals.dossier import Dossier, member_codes
from proposals.enums import Action, Mode, Stage
from proposals.models import Consideration, Proposal
from records import clock
from tests.factories.members import chair, delegate, secretariat

COORDINATOR, CO_COORDINATOR, UNINVOLVED = "KG", "TJ", "UZ"
"""The states of a proposal that the factory makes, and one that has no part in it."""

PARAGRAPHS = (
    {"heading": True, "en": "Introduction"},
    {"en": "The states cooperate on small and medium enterprises."},
    {"heading": True, "en": "Review"},
    {"en": "The paper is reviewed every two years."},
)


FAR = "2998-01-01T00:00:00Z"

LEGAL_BODIES: Mapping[str, Mapping[str, Any]] = {
    Action.OPEN_CONSULTATION: {"answer_by": FAR},
    Action.RESPOND: {"answer": "no_view"},
    Action.DESIGNATE_COORDINATORS: {
        "coordinators": [{"state": COORDINATOR, "role": "coordinator"}],
        "draft_due": "2998-01-01",
    },
    Action.SUBMIT_PAPER: {"title": "Concept paper", "paragraphs": list(PARAGRAPHS)},
    Action.RETURN_TO_DRAFTERS: {"reason": "The review is missing."},
    Action.CIRCULATE: {"comments_until": FAR},
    Action.COMMENT: {"text": "Good."},
    Action.REVISE: {"reason": "To take the comments in."},
    Action.OPEN_SWG: {"mode": "meeting", "waiver_reason": "The Chair waives."},
    Action.CONCLUDE_SWG: {"outcome": "returned", "reason": "No agreement is in sight."},
    Action.OPEN_SOC: {"mode": "meeting"},
    Action.CONCLUDE_SOC: {"outcome": "returned", "reason": "No agreement is in sight."},
    Action.TAKE_POSITION: {"position": "support"},
    Action.EXTEND_SILENCE: {"deadline": FAR, "reason": "Holidays."},
    Action.PUBLISH_DECISION: {"audience": "public", "consent": "SOC, 14 December."},
    Action.WITHDRAW: {"reason": "The measure is covered elsewhere."},
}


def legal_body(action: str) -> Mapping[str, Any]:
    """Return a body with which the act is done in any stage that it is open in."""
    return LEGAL_BODIES.get(action, {})


def act(action: str, on: Proposal, by: Actor, **data: Any) -> Taken:
    """Take one act on a proposal."""
    return take(action, reference=on.reference, actor=by, data=data)


def position(on: Proposal, state: str, kind: str, statement: str = "", **data: Any) -> Taken:
    """Take a state's position in the proposal's open consideration."""
    body = {"position": kind, "statement": statement, **data}
    return take_position(considered(on).pk, actor=delegate(state), data=body)


def considered(proposal: Proposal) -> Consideration:
    """Return the proposal's latest consideration, open or not."""
    return Consideration.objects.filter(proposal=proposal).order_by("-pk")[0]


def dossier_of(proposal: Proposal) -> Dossier:
    """Return the proposal's dossier as the database has it now."""
    return Dossier(Proposal.objects.get(pk=proposal.pk))


def in_days(days: float) -> str:
    """Return the instant so many days from now, as a body carries it."""
    return (clock.now() + timedelta(days=days)).isoformat()


def in_ms(milliseconds: float) -> str:
    """Return the instant so many milliseconds from now, as a body carries it."""
    return (clock.now() + timedelta(milliseconds=milliseconds)).isoformat()


def everybody(at: datetime | None = None) -> list[str]:
    """Return the codes of all member states."""
    return member_codes((at or clock.now()).date())


def open_proposal(
    *, measure: str = "ECO-2", state: str = COORDINATOR, offer: str = "coordinator"
) -> Proposal:
    """Return a proposal that one state has opened."""
    data = {"offer": offer, "statement": "We are interested."}
    return declare(measure=measure, actor=delegate(state), data=data).proposal


def _join(proposal: Proposal) -> None:
    act(Action.DECLARE_INTEREST, proposal, delegate(CO_COORDINATOR), offer="either")


def _consult(proposal: Proposal) -> None:
    act(Action.OPEN_CONSULTATION, proposal, chair(), answer_by=in_days(14))


def designate(proposal: Proposal) -> None:
    """Name the two states that offered."""
    lines = [
        {"state": COORDINATOR, "role": "coordinator"},
        {"state": CO_COORDINATOR, "role": "co_coordinator"},
    ]
    due = (clock.now() + timedelta(days=60)).date()
    act(Action.DESIGNATE_COORDINATORS, proposal, chair(), coordinators=lines, draft_due=due.isoformat())


def submit(proposal: Proposal, paragraphs: Any = PARAGRAPHS) -> None:
    """Submit the coordinator's paper."""
    act(
        Action.SUBMIT_PAPER,
        proposal,
        delegate(COORDINATOR),
        title="Concept paper",
        paragraphs=list(paragraphs),
    )


def circulate(proposal: Proposal, *, days: float = 30) -> None:
    """Circulate the paper, with a period for comments."""
    act(Action.CIRCULATE, proposal, secretariat(), comments_until=in_days(days))


def consider(proposal: Proposal, action: str, *, silence: str | None = None) -> Consideration:
    """Open a consideration at a meeting, or by a silence that ends at the instant `silence`."""
    body: Mapping[str, Any] = {"mode": Mode.MEETING, "waiver_reason": "The Chair waives what remains."}
    if silence:
        body = {**body, "mode": Mode.SILENCE, "deadline": silence}
    act(action, proposal, chair(), **body)
    return considered(proposal)


def conclude(proposal: Proposal, action: str, outcome: str, **data: Any) -> Taken:
    """Conclude the consideration at a meeting where everybody is present."""
    return act(action, proposal, chair(), outcome=outcome, present=everybody(), **data)


STEPS: tuple[tuple[Stage, Callable[[Proposal], object]], ...] = (
    (Stage.INTEREST, _join),
    (Stage.CONSULTATION, _consult),
    (Stage.DRAFTING, designate),
    (Stage.EDITORIAL, submit),
    (Stage.CIRCULATION, circulate),
    (Stage.WORKING_GROUP, lambda proposal: consider(proposal, Action.OPEN_SWG)),
    (Stage.AGREED, lambda proposal: conclude(proposal, Action.CONCLUDE_SWG, "agreed")),
    (Stage.SENIOR_OFFICIALS, lambda proposal: consider(proposal, Action.OPEN_SOC)),
    (Stage.APPROVED, lambda proposal: conclude(proposal, Action.CONCLUDE_SOC, "approved")),
    (Stage.COMPLETED, lambda proposal: act(Action.COMPLETE, proposal, delegate(COORDINATOR))),
)
"""The straight way to a completed proposal: the stage that each step reaches, and the step."""


def proposal_at(stage: Stage, *, measure: str = "ECO-2") -> Proposal:
    """Return a proposal of KG and TJ in a stage; a later stage than interest has passed all before it."""
    if stage == Stage.DECLINED:
        proposal = proposal_at(Stage.WORKING_GROUP, measure=measure)
        conclude(proposal, Action.CONCLUDE_SWG, "declined", reason="No agreement is in sight.")
    elif stage == Stage.WITHDRAWN:
        proposal = proposal_at(Stage.INTEREST, measure=measure)
        act(Action.WITHDRAW, proposal, chair(), reason="The measure is covered elsewhere.")
    else:
        proposal = open_proposal(measure=measure)
        for reached, step in STEPS:
            step(proposal)
            if reached == stage:
                break
    proposal.refresh_from_db()
    return proposal


def silence_at(stage: Stage, *, measure: str = "ECO-2", days: float = 14) -> Proposal:
    """Return a proposal that the body of `stage` considers by silence for so many days."""
    before = {
        Stage.WORKING_GROUP: (Stage.CIRCULATION, Action.OPEN_SWG),
        Stage.SENIOR_OFFICIALS: (Stage.AGREED, Action.OPEN_SOC),
    }
    start, action = before[stage]
    proposal = proposal_at(start, measure=measure)
    consider(proposal, action, silence=in_days(days))
    proposal.refresh_from_db()
    return proposal
