"""Who may: predicates on (actor, dossier of a meeting)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from meetings.enums import MeetingKind
from members.actor import Actor
from members.enums import Capacity, ParticipantKind
from members.models import Participant
from records.act_types import Role

if TYPE_CHECKING:
    from meetings.dossier import MeetingDossier


def is_secretariat(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor is an officer of the secretariat."""
    return actor.is_secretariat


def is_chair(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for the Chair, who presides over every meeting."""
    return actor.is_chair


def chairs_session(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for the Chair of a body that meets."""
    return actor.is_chair and dossier.meeting.is_session


def is_secretariat_without_body(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor is an officer of the secretariat and no body meets, which its Chair concludes."""
    return actor.is_secretariat and not dossier.meeting.is_session


def is_member(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for a member state."""
    return actor.is_member


def is_observer_state_for_experts(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for an observer state, and experts meet (CA (b)4)."""
    return (
        Capacity.OBSERVER in actor.capacities
        and dossier.meeting.kind == MeetingKind.EXPERT
        and Participant.objects.filter(code=actor.participant, kind=ParticipantKind.STATE).exists()
    )


def is_hosting_member(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for the member state that hosts the meeting."""
    return actor.is_member and actor.participant == dossier.meeting.host_id


def is_hosting_observer(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for the observer state that hosts the meeting."""
    return Capacity.OBSERVER in actor.capacities and actor.participant == dossier.meeting.host_id


def is_invited_member(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for a member state that is invited."""
    return actor.is_member and actor.participant in dossier.invitations


def is_invited_observer(actor: Actor, dossier: "MeetingDossier") -> bool:
    """Whether the actor speaks for an observer that is invited."""
    return Capacity.OBSERVER in actor.capacities and actor.participant in dossier.invitations


SECRETARIAT = Role("secretariat", _("the secretariat"), Capacity.SECRETARIAT, is_secretariat)
SECRETARIAT_WITHOUT_BODY = Role(
    "secretariat_without_body",
    _("the secretariat, where no body meets"),
    Capacity.SECRETARIAT,
    is_secretariat_without_body,
)
CHAIR = Role("chair", _("the Chair"), Capacity.CHAIR, is_chair)
CHAIR_OF_SESSION = Role("chair_of_session", _("the Chair, for a session"), Capacity.CHAIR, chairs_session)
MEMBER = Role("member", _("a member state"), Capacity.MEMBER, is_member)
OBSERVER_STATE = Role(
    "observer_state",
    _("an observer state, for a meeting of experts"),
    Capacity.OBSERVER,
    is_observer_state_for_experts,
)
HOSTING_MEMBER = Role("hosting_member", _("the host"), Capacity.MEMBER, is_hosting_member)
HOSTING_OBSERVER = Role("hosting_observer", _("the host"), Capacity.OBSERVER, is_hosting_observer)
INVITED_MEMBER = Role("invited_member", _("an invited member state"), Capacity.MEMBER, is_invited_member)
INVITED_OBSERVER = Role("invited_observer", _("an invited observer"), Capacity.OBSERVER, is_invited_observer)

CONVENERS = (CHAIR_OF_SESSION, SECRETARIAT)
"""Those who convene a meeting and run it."""
