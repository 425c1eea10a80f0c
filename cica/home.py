"""The first page: what this is, who chairs, where to find what."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.actor import Actor
from members.enums import Kind, Status
from members.models import Chairmanship, Period
from proposals.enums import OPEN_STAGES, Stage
from proposals.models import Decision, Proposal
from records import clock

LATEST = 5


def home(request: HttpRequest) -> HttpResponse:
    """Show the way to everything, who takes part today, and the latest of what the reader may see."""
    today = clock.now().date()
    term = Chairmanship.objects.on(today).select_related("state").first()
    counted = Period.objects.on(today).values_list("status", "participant__kind").annotate(Count("pk"))
    number = {(status, kind): count for status, kind, count in counted.order_by()}
    return render(
        request,
        "home.html",
        {
            "today": today,
            "stages": {stage.value: stage for stage in Stage},
            "term": term,
            "members": number.get((Status.MEMBER, Kind.STATE), 0),
            "observer_states": number.get((Status.OBSERVER, Kind.STATE), 0),
            "observer_organisations": number.get((Status.OBSERVER, Kind.ORGANISATION), 0),
            "proposals": _latest_proposals(request.actor),
            "decisions": _latest_decisions(request.actor),
        },
    )


def _latest_proposals(actor: Actor) -> list[Proposal]:
    in_progress = Proposal.objects.visible_to(actor).filter(stage__in=OPEN_STAGES)
    return list(in_progress.select_related("measure").order_by("-id")[:LATEST])


def _latest_decisions(actor: Actor) -> list[Decision]:
    return list(Decision.objects.visible_to(actor).order_by("-adopted_at", "number")[:LATEST])
