"""The kinds of object that acts on a meeting speak of, and who may see each.

A meeting has four: what everybody who sees it knows, who is invited and comes, its agenda, its logistics. So
a reader of a public meeting does not learn who was asked to it.
"""

from collections.abc import Iterable
from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.enums import MeetingAudience
from meetings.models import Invitation, Meeting, Task
from meetings.transitions import AGENDA, INVITATIONS, LOGISTICS, MEETING
from members.actor import Actor
from members.enums import EVERYONE, RESTRICTED
from records.addresses import address_of
from records.kinds import ObjectKind


def _meetings(actor: Actor) -> QuerySet:
    return Meeting.objects.visible_to(actor).values("reference")


def _invitations(actor: Actor) -> QuerySet:
    return Invitation.objects.visible_to(actor).values("meeting__reference")


def _agendas(actor: Actor) -> bool:
    return actor.reads_restricted


def _logistics(actor: Actor) -> QuerySet:
    return Task.objects.visible_to(actor).values("meeting__reference")


def _readers_of_meeting(reference: str) -> Iterable[str]:
    is_public = Meeting.objects.filter(reference=reference, audience=MeetingAudience.PUBLIC).exists()
    return EVERYONE if is_public else _readers_of_invitations(reference)


def _readers_of_invitations(reference: str) -> Iterable[str]:
    asked = Invitation.objects.filter(meeting__reference=reference).values_list("participant", flat=True)
    return [*asked, *_readers_of_logistics(reference)]


def _readers_of_logistics(reference: str) -> Iterable[str]:
    host = Meeting.objects.filter(reference=reference).values_list("host", flat=True)
    return [*host, *RESTRICTED]


KINDS = (
    ObjectKind(MEETING, _("Meeting"), _meetings, partial(address_of, "meeting"), _readers_of_meeting),
    ObjectKind(
        INVITATIONS,
        _("Invitations to a meeting"),
        _invitations,
        lambda reference: f"{address_of('meeting', reference)}#invitations",
        _readers_of_invitations,
    ),
    ObjectKind(
        AGENDA,
        _("Agenda of a meeting"),
        _agendas,
        lambda reference: f"{address_of('meeting', reference)}#agenda",
    ),
    ObjectKind(
        LOGISTICS,
        _("Logistics of a meeting"),
        _logistics,
        lambda reference: f"{address_of('meeting', reference)}#logistics",
        _readers_of_logistics,
    ),
)
