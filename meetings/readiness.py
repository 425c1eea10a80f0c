"""Which proposals are ready for a meeting, and why the others are not: asked of the procedure's own table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from meetings.enums import MeetingKind
from meetings.models import AgendaItem, Meeting
from members.actor import Actor
from proposals.dossier import BeforeABody, papers_of
from proposals.enums import Action, Body, Mode
from proposals.models import Proposal
from proposals.transitions import BY_NAME, Transition
from records.act_types import Missing

OPENING: Mapping[str, Action] = {Body.SWG: Action.OPEN_SWG, Body.SOC: Action.OPEN_SOC}
"""How a body's consideration of a proposal is opened."""
CONCLUSION: Mapping[str, Action] = {Body.SWG: Action.CONCLUDE_SWG, Body.SOC: Action.CONCLUDE_SOC}
"""How it is concluded."""
AT_A_MEETING = {"mode": Mode.MEETING, "deadline": None, "waiver_reason": ""}
"""The body of an opening that waives nothing."""


@dataclass(frozen=True)
class Candidate:
    """A proposal that is not on the agenda; `missing` says why it cannot be put there, None where it can."""

    proposal: Proposal
    missing: Missing | None


def act_for(meeting: Meeting) -> Transition | None:
    """Return the act by which this meeting takes up a proposal; None where it takes up no proposals."""
    if meeting.kind == MeetingKind.EXPERT:
        return BY_NAME[Action.CHARGE_EXPERTS]
    return BY_NAME[OPENING[meeting.body]] if meeting.is_session else None


def unready(dossier: BeforeABody, *, meeting: Meeting, actor: Actor, at: datetime) -> Missing | None:
    """Return what stands between a proposal and this meeting's agenda, None where it is ready.

    A comment period that ends before the meeting begins is none of it, so the guards are asked as of then.
    """
    act = act_for(meeting)
    if act is None:
        return Missing(_("A meeting of this kind takes up no proposals."))
    act = act.on(dossier)
    if stage := act.stage_missing(dossier):
        return stage
    if not meeting.is_session:
        return None
    if dossier.consideration is not None:
        return BY_NAME[CONCLUSION[meeting.body]].on(dossier).missing(dossier, actor, at)
    then = max(at, meeting.starts_at or at)  # of a session of earlier years the day may be all that is known
    return act.unmet(dossier, actor, AT_A_MEETING, then)


def candidates(meeting: Meeting, *, actor: Actor, at: datetime) -> list[Candidate]:
    """Return the open proposals that are not on the agenda, the ready first; a fixed number of queries."""
    if act_for(meeting) is None:
        return []
    on_agenda = AgendaItem.objects.filter(meeting=meeting, proposal__isnull=False).values("proposal")
    proposals = Proposal.objects.visible_to(actor).still_open().exclude(pk__in=on_agenda)
    papers = papers_of(list(proposals.select_related("measure").order_by("-pk")))
    found = [
        Candidate(paper.proposal, unready(paper, meeting=meeting, actor=actor, at=at)) for paper in papers
    ]
    return sorted(found, key=_is_unready)


def _is_unready(candidate: Candidate) -> bool:
    return candidate.missing is not None
