"""Proposals in a stage, brought there by taking the transitions, never by setting the field."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from cbms.models import Expert
from implementation.models import Activity
from members.actor import Actor
from proposals import actions
from proposals.actions import Taken, declare
from proposals.dossier import Dossier, member_codes
from proposals.enums import BLOCKING, Action, Mode, Route, Stage
from proposals.models import Consideration, Proposal
from records import clock
from tests.factories.members import chair, delegate, secretariat
from tests.factories.taking import act_on_proposal as take
from tests.factories.taking import designate_expert, enter, take_position

COORDINATOR, CO_COORDINATOR, UNINVOLVED = "KG", "TJ", "UZ"
"""The states of a proposal that the factory makes, and one that has no part in it."""

PARAGRAPHS = (
    {"heading": True, "en": "Introduction"},
    {"en": "The states cooperate on small and medium enterprises."},
    {"heading": True, "en": "Review"},
    {"en": "The paper is reviewed every two years."},
)

CHANGES = (
    {"kind": "add_area", "area": "MIL", "en": "Military-political dimension"},
    {"kind": "split", "measure": "ENV-3", "into": ["Disaster management systems.", "Early warning systems."]},
)
"""What an amendment of the factory changes."""


FAR = "2998-01-01T00:00:00Z"

LEGAL_BODIES: Mapping[str, Mapping[str, Any]] = {
    Action.OPEN_CONSULTATION: {"answer_by": FAR},
    Action.RESPOND: {"answer": "no_view"},
    Action.DESIGNATE_COORDINATORS: {
        "coordinators": [{"state": COORDINATOR, "role": "coordinator"}],
        "draft_due": "2998-01-01",
    },
    Action.SUBMIT_PAPER: {"title": "Concept paper", "paragraphs": list(PARAGRAPHS)},
    Action.CALL_EXPERTS: {"designate_by": FAR},
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
    Action.END_SILENCE: {"reason": "It was opened by mistake."},
    Action.PUBLISH_DECISION: {"audience": "public", "consent": "SOC, 14 December."},
    Action.WITHDRAW: {"reason": "The measure is covered elsewhere."},
}


def legal_body(action: str, *, route: str = Route.A) -> Mapping[str, Any]:
    """Return a body with which the act is done in any stage of the route that it is open in."""
    if action == Action.CHARGE_EXPERTS:
        experts = [str(public_id) for public_id in Expert.objects.values_list("public_id", flat=True)]
        return {"experts": experts, "draft_due": "2998-01-01"}
    body = LEGAL_BODIES.get(action, {})
    is_amendment = action == Action.SUBMIT_PAPER and route == Route.C
    return {**body, "changes": list(CHANGES), "in_force_on": "2998-01-01"} if is_amendment else body


def act(action: str, on: Proposal, by: Actor, **data: Any) -> Taken:
    """Take one act on a proposal."""
    return take(action, reference=on.reference, actor=by, data=data)


def position(on: Proposal, state: str, kind: str, statement: str = "", **data: Any) -> Taken:
    """Take a state's position in the open consideration; whoever stands against a text says why."""
    body = {
        "position": kind,
        "statement": statement or ("Not like this." if kind in BLOCKING else ""),
        **data,
    }
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
    return declare(measure=measure, actor=delegate(state), data=data).subject.proposal


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


def opened(route: str, by: Actor, **data: Any) -> Proposal:
    """Return a proposal that was opened by one of the routes."""
    return actions.open_proposal(route=route, actor=by, data=data).subject.proposal


def day(days: int) -> str:
    """Return the day so many days from now, as a body carries it."""
    return (clock.now().date() + timedelta(days=days)).isoformat()


def expert_of(state: str, measure: str = "NCT-4") -> Expert:
    """Return an expert whom a state has designated for a measure."""
    body = {
        "name": "An expert", "post": "Ministry", "measures": [measure], "valid_from": day(0),
        "valid_to": day(300), "agreed_on": day(0),
    }  # fmt: skip
    return designate_expert(actor=delegate(state), data=body, at=clock.now())[0]


def activity_of(state: str, *, measure: str = "ECO-2", year: int = 2027, **changes: Any) -> Activity:
    """Return an activity that a state plans for a year."""
    body = {
        "measure": measure, "year": year, "title": "A seminar", "format": "hybrid", "again": True, **changes
    }  # fmt: skip
    return enter(Activity, actor=delegate(state), data=body, at=clock.now())[0]


OPENINGS: Mapping[str, Callable[[], tuple[Actor, Mapping[str, Any]]]] = {
    Route.B: lambda: (delegate(CO_COORDINATOR), {"measure": "NCT-4", "statement": "Let us compare."}),
    Route.C: lambda: (delegate(COORDINATOR), {"edition_title": "Catalogue", "statement": "Times change."}),
    Route.D: lambda: (secretariat(), {"year": 2027}),
}
"""Who opens a proposal of each other route, and with what: TJ opens B, where KG drafts; KG proposes C."""


def begin(route: str) -> Proposal:
    """Return a proposal of route B, C or D with all there that its first acts need."""
    if route == Route.B:
        expert_of(COORDINATOR)
    elif route == Route.D:
        activity_of(COORDINATOR)
    by, data = OPENINGS[route]()
    return opened(route, by, **data)


def submit_by_route(proposal: Proposal) -> None:
    """Submit the paper as who drafts it in the proposal's route."""
    by = secretariat() if proposal.route == Route.D else delegate(COORDINATOR)
    act(Action.SUBMIT_PAPER, proposal, by, **legal_body(Action.SUBMIT_PAPER, route=proposal.route))


def take_up_to_editorial(proposal: Proposal) -> Iterator[str]:
    """Take a proposal of route B, C or D to its editorial check; yield each stage before it."""
    if proposal.route == Route.B:
        yield Stage.VIEWS
        act(Action.CALL_EXPERTS, proposal, secretariat(), **legal_body(Action.CALL_EXPERTS))
        yield Stage.EXPERTS
        act(Action.CHARGE_EXPERTS, proposal, chair(), **legal_body(Action.CHARGE_EXPERTS))
    elif proposal.route == Route.D:
        yield Stage.EDITORIAL
        act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="A state sends another activity.")
    yield Stage.DRAFTING
    submit_by_route(proposal)


def other_proposal_at(route: str, stage: Stage) -> Proposal:
    """Return a proposal of route B, C or D in a stage; a plan is in drafting once it was returned."""
    proposal = begin(route)
    for reached in take_up_to_editorial(proposal):
        if reached == stage:
            break
    else:
        tail = (step for step in STEPS if step[0] in TAIL)
        for reached, step in ((Stage.EDITORIAL, lambda proposal: None), *tail):
            step(proposal)
            if reached == stage:
                break
    proposal.refresh_from_db()
    return proposal


TAIL = (Stage.CIRCULATION, Stage.WORKING_GROUP, Stage.AGREED, Stage.SENIOR_OFFICIALS, Stage.APPROVED)
"""The stages of the way that all routes share, after the editorial check."""
