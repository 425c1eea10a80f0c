"""The date finder as an endpoint: what it takes, what it answers."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from meetings.date_finder import Found, find_dates, reasons
from meetings.forms import DatesFields
from meetings.windows import Window
from records import clock
from records.refusals import Invalid
from web.api.views import APIView, answer
from web.forms import form_data

Json = dict[str, Any]


class DayOffShape(serializers.Serializer):
    """A public holiday; `name` is English, and one that is estimated may move by a day."""

    participant = serializers.CharField()
    on = serializers.DateField()
    name = serializers.CharField()
    is_estimated = serializers.BooleanField()


class OtherMeetingShape(serializers.Serializer):
    """A planned meeting that the caller may see."""

    title = serializers.CharField()
    url = serializers.CharField()
    starts_on = serializers.DateField()
    last_on = serializers.DateField()


class WindowShape(serializers.Serializer):
    """Consecutive days, with what speaks against them: in `reasons` in words."""

    starts_on = serializers.DateField()
    last_on = serializers.DateField()
    is_free = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    meetings = OtherMeetingShape(many=True)
    holidays = DayOffShape(many=True)
    weekends = serializers.ListField(child=serializers.CharField())
    host_days_off = serializers.IntegerField()
    prepare_by = serializers.DateField()
    papers_by = serializers.DateField()


class LeadTimeShape(serializers.Serializer):
    """A line of the logistics: how many days before a meeting it is due. An assumption of this system."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    days_before = serializers.IntegerField()


class WithoutHolidaysShape(serializers.Serializer):
    """A state of which no public holidays are known in some years; only its weekends count then."""

    participant = serializers.CharField()
    years = serializers.ListField(child=serializers.IntegerField())


class DatesShape(serializers.Serializer):
    """The best windows, the best first; none overlaps a better one."""

    windows = WindowShape(many=True)
    possible_from = serializers.DateField(help_text="The first day that the lead times allow.")
    counted = serializers.ListField(child=serializers.CharField(), help_text="Whose days off count.")
    uncounted = serializers.ListField(child=serializers.CharField(), help_text="Organisations invited.")
    without_holidays = WithoutHolidaysShape(many=True)
    lead_times = LeadTimeShape(many=True)


class MeetingDates(APIView):
    """The date finder for hosts."""

    parameters = tuple(DatesFields().fields)
    repeatable = ("invited",)

    @extend_schema(parameters=[DatesFields], responses={HTTPStatus.OK: DatesShape})
    def get(self, request: Request) -> HttpResponse:
        """Rank the windows of so many days in a period by who has a day off then and what else is planned."""
        at = clock.now()
        body = form_data(DatesFields(), request.query_params, zone=timezone.get_current_timezone())
        form = DatesFields(data=body, context={"at": at})
        if not form.is_valid():
            raise Invalid(form.errors)
        return answer(dates_body(find_dates(form.validated_data, actor=self.actor, on=at.date())))


def dates_body(found: Found) -> Json:
    """Return what was found as JSON."""
    return {
        "windows": [_window(window, found) for window in found.windows],
        "possible_from": found.possible_from,
        "counted": found.counted,
        "uncounted": found.uncounted,
        "without_holidays": [
            {"participant": code, "years": years} for code, years in found.without_holidays.items()
        ],
        "lead_times": [
            {"key": line.key, "label": str(line.label), "days_before": line.days_before}
            for line in found.lead
        ],
    }


def _window(window: Window, found: Found) -> Json:
    return {
        "starts_on": window.starts_on,
        "last_on": window.last_on,
        "is_free": window.is_free,
        "reasons": reasons(window, found),
        "meetings": [asdict(other) for other in window.meetings],
        "holidays": [asdict(holiday) for holiday in window.holidays],
        "weekends": window.weekends,
        "host_days_off": window.host_days_off,
        "prepare_by": found.prepare_by(window),
        "papers_by": found.papers_by(window),
    }
