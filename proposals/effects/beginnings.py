"""How a proposal begins, by each route, and who joins or leaves it."""

from datetime import datetime

from members.actor import Actor
from papers.writing import add_version
from proposals import plans
from proposals.dossier import Dossier
from proposals.effects.consideration import conclude
from proposals.effects.coordination import close_consultation
from proposals.effects.done import Done, Fields
from proposals.effects.drafting import paper_of
from proposals.enums import DraftingRole, Outcome
from proposals.models import Designation, Interest, Proposal
from records.certain import certain
from records.numbering import next_number


def open_proposal(proposal: Proposal, *, at: datetime) -> None:
    """Save a proposal's first row with its reference; its number in the year has no gaps."""
    number = next_number(series=f"proposal:{at.year}")
    proposal.reference = f"P-{at.year}-{number:03d}"
    proposal.opened_at = proposal.stage_since = at
    proposal.save()


def declare_interest(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Enter the declaration; the first one opens the proposal and gives it its reference."""
    proposal, is_first = dossier.proposal, not dossier.proposal.pk
    if is_first:
        open_proposal(proposal, at=at)
    Interest.objects.create(
        proposal=proposal,
        state_id=actor.participant,
        offer=body["offer"],
        statement=body["statement"],
        declared_at=at,
    )
    return Done(
        {
            "measure": certain(proposal.measure).code,
            "edition": proposal.edition_id,
            "offer": body["offer"],
            "statement": body["statement"],
        },
        outcome="opened" if is_first else "joined",
    )


def withdraw_interest(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """End the declaration, and with it a designation; the last to leave withdraws the proposal (CA intro
    3).
    """
    was_last = list(dossier.interests) == [actor.participant]
    standing = {"proposal": dossier.proposal, "state": actor.participant}
    Interest.objects.filter(**standing, withdrawn_at=None).update(withdrawn_at=at)
    Designation.objects.filter(**standing, ended_at=None).update(ended_at=at)
    if was_last:
        close_consultation(dossier, at=at)
    return Done({"statement": body["statement"]}, outcome="last" if was_last else "left")


def open_views(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Open an exchange of views on a measure, through the Chair and the secretariat."""
    proposal = dossier.proposal
    proposal.opened_by_id, proposal.statement = actor.participant, body["statement"]
    open_proposal(proposal, at=at)
    return Done(
        {
            "measure": certain(proposal.measure).code,
            "edition": proposal.edition_id,
            "statement": body["statement"],
        }
    )


def propose_amendment(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Propose a new edition; its text and its changes are drafted by the state that proposes it."""
    proposal = dossier.proposal
    proposal.title, proposal.statement = body["edition_title"], body["statement"]
    proposal.opened_by_id = actor.participant
    open_proposal(proposal, at=at)
    Designation.objects.create(
        proposal=proposal, state_id=actor.participant, role=DraftingRole.PROPOSER, designated_at=at
    )
    return Done(
        {
            "edition": proposal.edition_id,
            "edition_title": body["edition_title"],
            "statement": body["statement"],
        }
    )


def compile_plan(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Compile the activities that states have entered for a year into the plan's first version."""
    proposal = dossier.proposal
    proposal.year = body["year"]
    open_proposal(proposal, at=at)
    title, lines = plans.compiled(year=body["year"])
    version = add_version(paper_of(dossier.proposal), title=title, lines=lines, by="", at=at)
    return Done({"year": body["year"], "version": version.number, "digest": version.digest})


def withdraw(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """End the proposal without a decision, and any consultation on it or consideration of it."""
    close_consultation(dossier, at=at)
    if dossier.consideration:
        conclude(dossier.consideration, Outcome.WITHDRAWN, at=at, reason=body["reason"])
    return Done({"reason": body["reason"]}, due_at=None, under="")
