"""The first page: what this is, who chairs, where to find what."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.generic import View

from members.actor import Actor
from members.enums import ParticipantKind, Status
from members.models import Chairmanship, Period
from proposals.enums import Stage
from proposals.models import Decision, Proposal
from records import clock
from web.pages import PageMixin

LATEST = 5


class Home(PageMixin, View):
    """The way to everything, who takes part today, and the latest of what the reader may see."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.page("home.html", _shown_to(self.actor))


def _shown_to(actor: Actor) -> dict[str, Any]:
    today = clock.now().date()
    term = Chairmanship.objects.on(today).select_related("state").first()
    counted = Period.objects.on(today).values_list("status", "participant__kind").annotate(Count("pk"))
    number = {(status, kind): count for status, kind, count in counted.order_by()}
    return {
        "today": today,
        "stages": {stage.value: stage for stage in Stage},
        "term": term,
        "members": number.get((Status.MEMBER, ParticipantKind.STATE), 0),
        "observer_states": number.get((Status.OBSERVER, ParticipantKind.STATE), 0),
        "observer_organisations": number.get((Status.OBSERVER, ParticipantKind.ORGANISATION), 0),
        "proposals": _latest_proposals(actor),
        "decisions": _latest_decisions(actor),
    }


def _latest_proposals(actor: Actor) -> list[Proposal]:
    in_progress = Proposal.objects.visible_to(actor).still_open()
    return list(in_progress.select_related("measure").order_by("-id")[:LATEST])


def _latest_decisions(actor: Actor) -> list[Decision]:
    return list(Decision.objects.visible_to(actor).order_by("-adopted_at", "number")[:LATEST])
