"""What an approval brings about, and what follows it."""

from datetime import datetime

from cbms import amendments
from cbms.actions import enter_coordinators
from members.actor import Actor
from proposals import consensus
from proposals.dossier import Dossier, taken
from proposals.effects.done import Done, Fields
from proposals.enums import ATTACHED, PositionKind
from proposals.models import Consideration, Decision
from records.certain import certain
from records.numbering import next_number


def decide(dossier: Dossier, consideration: Consideration, *, title: str) -> Decision:
    """Make the numbered Decision, and what it brings about at once: the coordinators, or the new edition."""
    effective_at, proposal = certain(consideration.effective_at), dossier.proposal
    number = next_number(series=f"decision:{consideration.body}:{effective_at.year}")
    coordinators = list(dossier.coordinators.items())
    decision = Decision.objects.create(
        number=f"{consideration.body}-{effective_at.year}-{number:03d}",
        body=consideration.body,
        consideration=consideration,
        proposal=proposal,
        measure=proposal.measure,
        title=title or consideration.version.title,
        adopted_at=effective_at,
        mode=consideration.mode,
        coordinators=[{"state": state, "role": role} for state, role in coordinators],
        statements=_statements(dossier, consideration),
    )
    adopted_on = effective_at.date()
    if coordinators:
        enter_coordinators(
            measure=certain(proposal.measure),
            coordinators=coordinators,
            decision=decision.number,
            on=adopted_on,
        )
    if consideration.version.changes:
        amendments.enact(
            consideration.version.changes,
            base=proposal.edition,
            title=proposal.title,
            decision=decision.number,
            adopted_on=adopted_on,
            in_force_on=certain(consideration.version.in_force_on),
        )
    return decision


def _statements(dossier: Dossier, consideration: Consideration) -> list[dict[str, str]]:
    """Return the statements of standing positions that do not block, in the order received."""
    # Not `dossier.positions`: the consideration is concluded by now, so it is no longer the open one.
    positions = dossier.positions_of(consideration)
    standing = consensus.standing(roster=consideration.roster, positions=taken(positions))
    return [
        {
            "state": position.state_id,
            "position": PositionKind(position.position).value,
            "statement": position.statement,
            "received_at": position.received_at.isoformat(),
        }
        for position in positions
        if position.position in ATTACHED
        and position.statement
        and standing[position.state_id].sequence == position.sequence
    ]


def complete(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Record that the measure's paper has been implemented."""
    return Done({"statement": body["statement"]})


def publish_decision(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Widen who may read the decision and its statements."""
    decision = dossier.proposal.decisions.get()
    decision.audience = body["audience"]
    decision.save(update_fields=["audience"])
    return Done({"decision": decision.number, "audience": body["audience"], "consent": body["consent"]})
