"""Addresses of the API of submissions, views, calls and compilations, under `/api/v1/`."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from exchange.api import schemas, views
from exchange.transitions import BY_ADDRESS, CALL_ACTS, COMPILATION_ACTS
from records.acts import StagedAct
from records.api.schema import body_of


def act(
    endpoint: type[Any], row: StagedAct, *, noun: str, name: str, answers: type[serializers.Serializer]
) -> Any:
    """Return the endpoint of one act, described to OpenAPI by the act's own fields."""
    view = type(endpoint.__name__, (endpoint,), {"row": row})
    described = extend_schema(
        operation_id=f"{noun}_{name.replace('-', '_')}",
        summary=str(row.label),
        description=f"Rests on {row.rule}.",
        request=body_of(row.fields),
        responses={200: answers},
    )
    return extend_schema_view(post=described)(view).as_view()


urlpatterns = [
    path("submissions/", views.SubmissionList.as_view(), name="api-submission-list"),
    path("submissions/<str:reference>/", views.SubmissionDetail.as_view()),
    *(
        path(
            f"submissions/<str:reference>/actions/{name}/",
            act(views.SubmissionAct, row, noun="submissions", name=name, answers=schemas.Submission),
        )
        for name, row in BY_ADDRESS.items()
    ),
    path("submissions/<str:reference>/versions/", views.SubmissionVersions.as_view()),
    path("submissions/<str:reference>/versions/<int:number>/", views.SubmissionVersionDetail.as_view()),
    path("submissions/<str:reference>/files/<uuid:document>/", views.SubmissionFile.as_view()),
    path("views/", views.ViewsList.as_view(), name="api-views-list"),
    path("calls/", views.CallList.as_view(), name="api-call-list"),
    path("calls/<str:reference>/", views.CallDetail.as_view()),
    *(
        path(
            f"calls/<str:reference>/actions/{name}/",
            act(views.CallAct, row, noun="calls", name=name, answers=schemas.Call),
        )
        for name, row in CALL_ACTS.items()
    ),
    path("calls/<str:reference>/answers/", views.CallAnswers.as_view()),
    path("compilations/", views.CompilationList.as_view(), name="api-compilation-list"),
    path("compilations/<str:reference>/", views.CompilationDetail.as_view()),
    *(
        path(
            f"compilations/<str:reference>/actions/{name}/",
            act(views.CompilationAct, row, noun="compilations", name=name, answers=schemas.Compilation),
        )
        for name, row in COMPILATION_ACTS.items()
    ),
]
