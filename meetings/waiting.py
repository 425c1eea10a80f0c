"""What waits for somebody on account of meetings: an invitation to answer, a task of the logistics to do."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from meetings.logistics import LABELS
from meetings.models import Invitation, Task
from meetings.transitions import ON_MEETING
from members.actor import Actor
from notices.waiting import Waiting

SHOWN_BEFORE = timedelta(days=30)
"""How long before it is due a task waits in the inbox."""


def waiting(actor: Actor, at: datetime) -> Iterator[Waiting]:
    """Yield the invitations that the actor's state has not answered, and its open tasks that are due soon."""
    if actor.takes_part:
        yield from _invitations(actor, at)
    if actor.is_secretariat or actor.takes_part:
        yield from _tasks(actor, at)


def _invitations(actor: Actor, at: datetime) -> Iterator[Waiting]:
    act = ON_MEETING["answer-invitation"]
    unanswered = Invitation.objects.filter(participant=actor.participant, answer="")
    coming = unanswered.filter(meeting__stage__in=act.sources, meeting__starts_at__gt=at)
    for invitation in coming.select_related("meeting").order_by("meeting__starts_at", "pk"):
        meeting = invitation.meeting
        yield Waiting(
            sentence=_("Answer the invitation to “%(title)s”.") % {"title": meeting.title},
            url=reverse("meeting-act", args=[meeting.reference, act.name]),
            due_at=meeting.starts_at,
            rule=act.rule,
            act=act.name,
        )


def _tasks(actor: Actor, at: datetime) -> Iterator[Waiting]:
    act = ON_MEETING["update-task"]
    owner = {"owner": None} if actor.is_secretariat else {"owner": actor.participant}
    due = Task.objects.due((at + SHOWN_BEFORE).date()).filter(**owner)
    for task in due.select_related("meeting").order_by("due_on", "pk"):
        yield Waiting(
            sentence=_("“%(title)s”: %(task)s")
            % {"title": task.meeting.title, "task": LABELS.get(task.key, task.title)},
            url=f"{reverse('meeting-act', args=[task.meeting.reference, act.name])}?task={task.pk}",
            due_at=datetime.combine(task.due_on + timedelta(days=1), time.min, UTC),
            rule=act.rule,
            act=act.name,
        )
