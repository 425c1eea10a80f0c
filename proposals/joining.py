"""Whether a proposal can be opened now, or joined, by one who is about to be offered it."""

from datetime import datetime

from cbms.models import Measure
from members.actor import Actor
from proposals.dossier import Dossier, WithInterests, awaits_of
from proposals.enums import Route
from proposals.models import Proposal
from proposals.transitions import opening_of
from records.openings import opening_for


def can_open(dossier: WithInterests, *, actor: Actor, at: datetime) -> bool:
    """Whether the actor, or a state that it enters acts for, can open or join the proposal now."""
    act_type = opening_of(Route(dossier.proposal.route))
    return opening_for(act_type, subject=dossier, actor=actor, at=at).is_open


def references_to_join(*, actor: Actor, at: datetime) -> set[str]:
    """Return the open proposals of interest (route A) that the actor can join now, by reference."""
    standing = Proposal.objects.visible_to(actor).still_open().filter(route=Route.A)
    return {
        dossier.proposal.reference
        for dossier in awaits_of(list(standing))
        if can_open(dossier, actor=actor, at=at)
    }


def can_declare(measure: Measure, *, actor: Actor, at: datetime) -> bool:
    """Whether the actor can declare interest in a measure now: join what is open on it, or open one."""
    lineage = Measure.objects.of_lineage(measure.pk).values("pk")
    standing = Proposal.objects.visible_to(actor).still_open().filter(route=Route.A, measure__in=lineage)
    blank = Proposal(route=Route.A, measure=measure, edition_id=measure.edition_id, stage="")
    return can_open(Dossier(standing.first() or blank), actor=actor, at=at)
