"""What waits for somebody in proposals without a deadline or goal (`proposals.deadlines` has the rest)."""

from collections.abc import Iterable
from datetime import datetime

from deadlines.waiting import Waiting
from members.actor import Actor
from proposals.dossier import awaits_of
from proposals.enums import Stage
from proposals.models import Designation, Proposal
from proposals.sentences import task_on, waits_for
from records.addresses import address_of

MOST_TO_COMPLETE = 50
"""Approved proposals asked about; those still open are one a measure and route."""


def waiting_in_proposals(actor: Actor, at: datetime) -> Iterable[Waiting]:
    """Yield what approved proposals that the actor's state drafted wait for."""
    if not (actor.reads_restricted and actor.may_write):
        return
    visible = Proposal.objects.visible_to(actor).select_related("measure")
    own = Designation.objects.filter(state=actor.participant, ended_at=None).values("proposal")
    decided = visible.filter(stage__in=Stage.that("awaits_completion"), pk__in=own).order_by("-pk")
    for dossier in awaits_of(list(decided[:MOST_TO_COMPLETE])):
        proposal = dossier.proposal
        for waiting in waits_for(actor, dossier, at):
            yield Waiting(
                sentence=task_on(proposal, waiting.task),
                url=address_of("proposal-act", proposal.reference, waiting.transition.name),
                due_at=waiting.until,
                rule=waiting.transition.rule,
                act=str(waiting.transition.name),
            )
