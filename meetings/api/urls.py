"""Addresses of the API of meetings, under `/api/v1/`."""

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view

from meetings.api import serializers, views
from meetings.transitions import TABLE, MeetingAct


def act(act_type: MeetingAct) -> type[views.MeetingActEndpoint]:
    """Return the endpoint of one act, described to OpenAPI by the act's own fields."""
    described = extend_schema(
        operation_id=f"meetings_{act_type.name.replace('-', '_')}",
        summary=str(act_type.label),
        description=f"Rests on {act_type.rule}.",
        request=act_type.fields,
        responses={200: serializers.MeetingShape},
    )
    endpoint = type("MeetingActEndpoint", (views.MeetingActEndpoint,), {"act_type": act_type})
    return extend_schema_view(post=described)(endpoint)


urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="api-meeting-list"),
    path("meetings/<slug:reference>/", views.MeetingDetail.as_view(), name="api-meeting"),
    path("meetings/<slug:reference>/candidates/", views.MeetingCandidates.as_view()),
    *(path(f"meetings/<slug:reference>/actions/{row.name}/", act(row).as_view()) for row in TABLE),
]
