"""Reads of meetings and what belongs to them. `visible_to` is DESIGN section 4, the row of meetings."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from meetings.enums import MeetingAudience, MeetingStage, TaskState
from papers.models import Version
from proposals.models import Decision
from web.search import SearchedQuerySet

if TYPE_CHECKING:
    from members.actor import Actor


class MeetingQuerySet(SearchedQuerySet):
    """Meetings."""

    searched = ("reference", "title", "place")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep public ones; for an observer also those it is invited to or hosts; for members all."""
        if actor.reads_restricted:
            return self.all()
        public = Q(audience=MeetingAudience.PUBLIC)
        if not actor.takes_part:
            return self.filter(public)
        return self.filter(public | Q(host=actor.participant) | Exists(self._invitations(actor.participant)))

    def with_those_among(self, actor: "Actor") -> Self:
        """Keep all for members, Chair and secretariat, else those one is invited to or hosts.

        They are told what is for those invited: the message to them, who else comes, why it is cancelled.
        """
        if actor.reads_restricted:
            return self.all()
        if not actor.takes_part:
            return self.none()
        return self.filter(Q(host=actor.participant) | Exists(self._invitations(actor.participant)))

    def _invitations(self, participant: str) -> models.QuerySet:
        from meetings.models import Invitation  # noqa: PLC0415 (models import this module)

        return Invitation.objects.filter(meeting=OuterRef("pk"), participant=participant)

    def latest_first(self) -> Self:
        """Order by the first day, the latest first."""
        return self.order_by("-starts_on", "reference")

    def coming(self, on: date) -> Self:
        """Keep planned ones that have not begun before a day."""
        return self.planned().filter(starts_on__gte=on)

    def planned(self) -> Self:
        """Keep those still to be held or reported."""
        return self.filter(stage__in=MeetingStage.that("is_planned"))


class WhoComesQuerySet(models.QuerySet):
    """Invitations with what was answered to them, and who was present."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep those of the meetings that one is among.

        A public meeting tells everyone what, when and where; who comes, it tells those who come.
        """
        from meetings.models import Meeting  # noqa: PLC0415 (models import this module)

        return self.filter(meeting__in=Meeting.objects.with_those_among(actor).values("pk"))


class ItemQuerySet(models.QuerySet):
    """Items of agendas."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep items of visible meetings; one on a proposal for those who read proposals in progress.

        The host of a meeting sees of these, too, what is to be discussed (`meetings.reading.agenda`).
        """
        if actor.reads_restricted:
            return self.all()
        plain = Q(proposal=None)
        if actor.takes_part:
            plain |= Q(meeting__host=actor.participant)
        return self.filter(plain, meeting__in=_meetings_visible_to(actor))


class TaskQuerySet(models.QuerySet):
    """Tasks of the logistics."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep all for members, Chair and secretariat, and for an observer those of the meetings it hosts."""
        if actor.reads_restricted:
            return self.all()
        return self.filter(meeting__host=actor.participant) if actor.takes_part else self.none()

    def due(self, by: date) -> Self:
        """Keep open tasks of planned meetings that are due on a day or before it."""
        return self.running().filter(due_on__lte=by)

    def running(self) -> Self:
        """Keep open tasks of planned meetings."""
        return self.filter(state=TaskState.OPEN, meeting__stage__in=MeetingStage.that("is_planned"))


class DocumentQuerySet(models.QuerySet):
    """Documents of meetings: versions of papers, decisions, and files."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the files of visible meetings, and papers and decisions that the actor may read or hosts."""
        readable = (
            Q(file__isnull=False)
            | Q(version__in=Version.objects.visible_to(actor).values("pk"))
            | Q(decision__in=Decision.objects.visible_to(actor).values("pk"))
        )
        if actor.takes_part:
            # Who hosts sees by title what lies on the table; to open it is another right.
            readable |= Q(meeting__host=actor.participant)
        return self.filter(readable, meeting__in=_meetings_visible_to(actor))


def _meetings_visible_to(actor: "Actor") -> models.QuerySet:
    from meetings.models import Meeting  # noqa: PLC0415 (models import this module)

    return Meeting.objects.visible_to(actor).values("pk")
