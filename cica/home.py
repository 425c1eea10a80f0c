"""The first page: what this is, who chairs, where to find what."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.enums import Kind, Status
from members.models import Chairmanship, Period
from records import clock


def home(request: HttpRequest) -> HttpResponse:
    """Show the way to everything, and who takes part today."""
    today = clock.now().date()
    term = Chairmanship.objects.on(today).select_related("state").first()
    counted = Period.objects.on(today).values_list("status", "participant__kind").annotate(Count("pk"))
    number = {(status, kind): count for status, kind, count in counted.order_by()}
    return render(
        request,
        "home.html",
        {
            "today": today,
            "term": term,
            "members": number.get((Status.MEMBER, Kind.STATE), 0),
            "observer_states": number.get((Status.OBSERVER, Kind.STATE), 0),
            "observer_organisations": number.get((Status.OBSERVER, Kind.ORGANISATION), 0),
        },
    )
