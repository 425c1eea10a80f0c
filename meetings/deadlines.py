"""The deadlines of meetings: invitations to answer before they begin, tasks of the logistics to do."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from deadlines.running import Deadline
from meetings.enums import BODY_OF
from meetings.logistics import LABELS
from meetings.models import Invitation, Task
from meetings.transitions import LOGISTICS, MEETING, ON_MEETING
from members.actor import Actor
from records.addresses import address_of
from records.local_times import end_of_day
from records.models import Act

MOVING = "reschedule"
OF_MEETING = ("meeting__reference", "meeting__title", "meeting__kind")


def source(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """Yield the invitations and tasks that are open, in two queries."""
    yield from _invitations(actor, at)
    yield from _tasks(actor)


def _invitations(actor: Actor, at: datetime) -> Iterator[Deadline]:
    """One deadline a meeting. Who is silent is shown whole to members; another sees only itself."""
    act = ON_MEETING["answer-invitation"]
    unanswered = Invitation.objects.visible_to(actor).filter(
        answer="", meeting__stage__in=act.sources, meeting__starts_at__gt=at
    )
    own = Q(participant=actor.participant) if actor.takes_part else Q(pk__in=[])
    shown = None if actor.reads_restricted else own
    rows = unanswered.order_by().values_list(*OF_MEETING, "meeting__starts_at")
    for reference, title, kind, starts_at, set_at, silent in rows.annotate(
        # Of a meeting that was moved, the invitation is to another time.
        set_at=Greatest(Max("invited_at"), Act.objects.latest_at(MEETING, "meeting__reference", (MOVING,))),
        silent=ArrayAgg(
            "participant", order_by=("participant__sort_name", "participant"), filter=shown, default=[]
        ),
    ):
        if silent:
            yield Deadline(
                kind="invitation",
                uid=f"invitation/{reference}",
                title=_("Answer the invitation to “%(title)s”.") % {"title": title},
                object_kind=MEETING,
                object_key=reference,
                url=address_of("meeting", reference),
                act=act.name,
                act_url=address_of("meeting-act", reference, act.name),
                rule=act.of(kind).rule,
                due_at=starts_at,
                set_at=set_at,
                owed_by=tuple(silent),
                body=BODY_OF.get(kind, ""),
            )


def _tasks(actor: Actor) -> Iterator[Deadline]:
    act = ON_MEETING["update-task"]
    running = Task.objects.visible_to(actor).running()
    columns = ("number", "key", "title", "owner", "due_on", "set_at")
    rows = running.values_list(*columns, *OF_MEETING)
    for number, line, words, owner, due_on, set_at, reference, title, kind in rows:
        yield Deadline(
            kind="task",
            uid=f"task/{reference}/{number}",
            title=_("“%(title)s”: %(task)s") % {"title": title, "task": LABELS.get(line, words)},
            object_kind=LOGISTICS,
            object_key=reference,
            url=address_of("meeting", reference) + "#logistics",
            act=act.name,
            act_url=f"{address_of('meeting-act', reference, act.name)}?task={number}",
            rule=act.of(kind).rule,
            due_at=end_of_day(due_on),
            set_at=set_at,
            owed_by=(owner or "secretariat",),
            body=BODY_OF.get(kind, ""),
        )
