"""The page of the date finder."""

from collections.abc import Mapping
from datetime import datetime, time
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import View

from meetings.date_finder import Found, find_dates, longest, reasons
from meetings.enums import SESSIONS, MeetingAudience
from meetings.forms import DatesFields, usual
from meetings.transitions import CONVENING
from meetings.windows import Window
from records import clock
from records.addresses import address_of
from records.openings import has_right
from web.forms import form_data
from web.pages import PageMixin

HOURS = time(9), time(18)
"""When a day of a meeting begins and ends in the form that dates are handed on to; to be changed there."""


class MeetingDates(PageMixin, View):
    """`/meetings/dates/`: the form, and under it the best windows for what was asked."""

    is_filled_by_address = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form as it was filled in, and what was found."""
        at = clock.now()
        if not request.GET.keys() & DatesFields().fields.keys():
            form = DatesFields(usual(on=at.date()), context={"at": at})
            return self.page("meetings/meeting_dates.html", {"form": form, "found": None})
        body = form_data(DatesFields(), request.GET, zone=timezone.get_current_timezone())
        form = DatesFields(data=body, context={"at": at})
        if not form.is_valid():
            context = {"form": form, "found": None}
            return self.page("meetings/meeting_dates.html", context, status=HTTPStatus.BAD_REQUEST)
        asked = form.validated_data
        found = find_dates(asked, actor=self.actor, on=at.date())
        return self.page("meetings/meeting_dates.html", {"form": form, **self._shown(found, asked)})

    def _shown(self, found: Found, asked: Mapping[str, Any]) -> dict[str, Any]:
        act = CONVENING[asked["kind"]]
        may_convene = has_right(act, subject=None, actor=self.actor)
        return {
            "found": found,
            "host": found.names[asked["host"]] if asked["host"] else "",
            "days_ahead": longest(found.lead),
            "is_cut": asked["earliest"] < found.possible_from,
            "windows": [
                {
                    "row": window,
                    "reasons": reasons(window, found),
                    "prepare_by": found.prepare_by(window),
                    "papers_by": found.papers_by(window),
                    "convene_url": convene_url(window, asked) if may_convene else "",
                }
                for window in found.windows
            ],
        }


def convene_url(window: Window, asked: Mapping[str, Any]) -> str:
    """Return the address of the form that convenes a meeting, filled in with the dates and what was asked."""
    kind = "session" if asked["kind"] in SESSIONS else "meeting"
    begins, ends = HOURS
    filled = {
        "kind": asked["kind"],
        "format": asked["meeting_format"],
        "starts_at": f"{datetime.combine(window.starts_on, begins):%Y-%m-%dT%H:%M}",
        "ends_at": f"{datetime.combine(window.last_on, ends):%Y-%m-%dT%H:%M}",
    }
    if asked["invited"]:
        filled |= {"audience": MeetingAudience.INVITED, "invited": asked["invited"]}
    return f"{address_of('meeting-convene', kind)}?{urlencode(filled, doseq=True)}"
