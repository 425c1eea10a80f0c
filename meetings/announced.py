"""The meetings to come, as the forecasts of proposals ask for them (`proposals.sessions`)."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Exists, OuterRef, Q

from meetings.enums import BODY_OF, SESSIONS, MeetingKind
from meetings.models import AgendaItem, Meeting
from members.actor import Actor
from proposals.forecast import Session
from proposals.models import Proposal
from proposals.sessions import Sitting
from records.addresses import address_of
from records.certain import certain


def announced_for(proposal: Proposal, actor: Actor, on: date) -> Iterator[Session]:
    """Yield the planned sessions that the actor may see and that are not over on a day, in one query; of the
    meetings of experts those that have the proposal on their agenda.
    """
    on_agenda = AgendaItem.objects.visible_to(actor).filter(meeting=OuterRef("pk"), proposal=proposal)
    planned = Meeting.objects.visible_to(actor).planned().filter(ends_on__gte=on)
    found = planned.annotate(has_it=Exists(on_agenda)).filter(
        Q(kind__in=SESSIONS) | Q(kind=MeetingKind.EXPERT, has_it=True)
    )
    columns = ("reference", "kind", "title", "starts_on", "ends_on", "has_it")
    for row in found.order_by("starts_on", "reference").values(*columns):
        yield Session(
            body=BODY_OF.get(row["kind"]),
            starts_on=row["starts_on"],
            last_on=row["ends_on"],
            title=row["title"],
            url=address_of("meeting", row["reference"]),
            has_it=row["has_it"],
        )


def sittings_on(proposal: Proposal, body: str) -> Iterator[Sitting]:
    """Yield the planned sessions of a body that have a proposal on their agenda, not concluded on yet."""
    kinds = [kind for kind, of in BODY_OF.items() if of == body]
    sessions = Meeting.objects.planned().filter(
        kind__in=kinds, items__proposal=proposal, items__outcome="", starts_at__isnull=False
    )
    for title, starts_at in sessions.values_list("title", "starts_at"):
        yield Sitting(title, certain(starts_at, f"hour of {title}"))
