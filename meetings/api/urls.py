"""Addresses of the API of meetings, under `/api/v1/`."""

from django.urls import path

from meetings.api import dates, serializers, views
from meetings.transitions import TABLE
from web.api.schema import act_endpoint

urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="api-meeting-list"),
    path("meetings/dates/", dates.MeetingDates.as_view(), name="api-meeting-dates"),
    path("meetings/<slug:reference>/", views.MeetingDetail.as_view(), name="api-meeting"),
    path(
        "meetings/<slug:reference>/candidates/",
        views.MeetingCandidates.as_view(),
        name="api-meeting-candidates",
    ),
    path(
        "meetings/<slug:reference>/files/<uuid:document>/",
        views.MeetingFile.as_view(),
        name="api-meeting-file",
    ),
    *(
        path(
            f"meetings/<slug:reference>/actions/{row.name}/",
            act_endpoint(
                views.MeetingActEndpoint,
                row,
                operation_id=f"meetings_{row.name}",
                answers=serializers.MeetingShape,
            ).as_view(),
            name=f"api-meeting-{row.name}",
        )
        for row in TABLE
    ),
]
