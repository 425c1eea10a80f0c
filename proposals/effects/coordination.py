"""Who is asked and charged to draft: the Chair's consultation, coordinators, responsible experts."""

from datetime import datetime

from members.actor import Actor
from proposals import guards
from proposals.dossier import Dossier
from proposals.effects.done import Done, Fields
from proposals.enums import DraftingRole
from proposals.models import Asked, Consultation, Designation, Response
from records.certain import certain
from records.local_times import end_of_day


def open_consultation(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Ask every interested state, by a date, who should coordinate."""
    consultation = Consultation.objects.create(
        proposal=dossier.proposal, message=body["message"], opened_at=at, answer_by=body["answer_by"]
    )
    Asked.objects.bulk_create(
        Asked(consultation=consultation, state_id=state, asked_at=at) for state in dossier.interests
    )
    return Done(
        {"answer_by": body["answer_by"], "asked": list(dossier.interests), "message": body["message"]},
        due_at=body["answer_by"],
    )


def respond(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Enter the state's answer; it replaces the standing one."""
    last = dossier.responses.get(actor.participant)
    Response.objects.create(
        consultation=certain(dossier.consultation),
        state_id=actor.participant,
        sequence=last.sequence + 1 if last else 1,
        answer=body["answer"],
        supports_id=body["supports"],
        statement=body["statement"],
        answered_at=at,
    )
    return Done({"answer": body["answer"], "supports": body["supports"], "statement": body["statement"]})


def designate_coordinators(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Close the consultation and name who writes the paper, by when."""
    close_consultation(dossier, at=at)
    Designation.objects.bulk_create(
        Designation(proposal=dossier.proposal, state_id=line["state"], role=line["role"], designated_at=at)
        for line in body["coordinators"]
    )
    dossier.proposal.draft_due = body["draft_due"]
    return Done(
        {
            "coordinators": [dict(line) for line in body["coordinators"]],
            "draft_due": body["draft_due"],
            "message": body["message"],
        },
        due_at=end_of_day(body["draft_due"]),
    )


def close_consultation(dossier: Dossier, *, at: datetime) -> None:
    """End the proposal's consultation, if one is running."""
    Consultation.objects.filter(proposal=dossier.proposal, closed_at=None).update(closed_at=at)


def call_experts(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Ask the member states to designate experts for the measure, by a date."""
    return Done(
        {"designate_by": body["designate_by"], "message": body["message"]}, due_at=body["designate_by"]
    )


def charge_experts(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Charge experts with the working paper; drafting belongs to their states."""
    states = guards.states_of_experts(dossier, body, at)
    Designation.objects.bulk_create(
        Designation(
            proposal=dossier.proposal,
            state_id=state,
            role=DraftingRole.RESPONSIBLE_EXPERT,
            designated_at=at,
        )
        for state in dict.fromkeys(states.values())
    )
    dossier.proposal.draft_due = body["draft_due"]
    payload = {"experts": [str(expert) for expert in states], "states": sorted(set(states.values()))}
    return Done(
        {**payload, "draft_due": body["draft_due"], "message": body["message"]},
        due_at=end_of_day(body["draft_due"]),
    )
