"""Addresses of the API of submissions, views, calls and compilations, under `/api/v1/`."""

from django.urls import path

from exchange.api import views
from exchange.reading.collecting import CallReading, CompilationReading
from exchange.reading.submission import SubmissionReading
from exchange.transitions import BY_ADDRESS, CALL_ACTS, COMPILATION_ACTS
from web.api.schema import act_endpoint

urlpatterns = [
    path("submissions/", views.SubmissionList.as_view(), name="api-submission-list"),
    path("submissions/deliveries/", views.LedgerList.as_view(), name="api-submission-deliveries"),
    path("submissions/<str:reference>/", views.SubmissionDetail.as_view(), name="api-submission"),
    *(
        path(
            f"submissions/<str:reference>/actions/{name}/",
            act_endpoint(
                views.SubmissionAct, row, operation_id=f"submissions_{name}", answers=SubmissionReading
            ).as_view(),
            name=f"api-submission-{name}",
        )
        for name, row in BY_ADDRESS.items()
    ),
    path(
        "submissions/<str:reference>/versions/",
        views.SubmissionVersions.as_view(),
        name="api-submission-versions",
    ),
    path(
        "submissions/<str:reference>/versions/<int:number>/",
        views.SubmissionVersionDetail.as_view(),
        name="api-submission-version",
    ),
    path(
        "submissions/<str:reference>/files/<uuid:document>/",
        views.SubmissionFile.as_view(),
        name="api-submission-file",
    ),
    path("views/", views.ViewsList.as_view(), name="api-views-list"),
    path("calls/", views.CallList.as_view(), name="api-call-list"),
    path("calls/<str:reference>/", views.CallDetail.as_view(), name="api-call"),
    *(
        path(
            f"calls/<str:reference>/actions/{name}/",
            act_endpoint(views.CallAct, row, operation_id=f"calls_{name}", answers=CallReading).as_view(),
            name=f"api-call-{name}",
        )
        for name, row in CALL_ACTS.items()
    ),
    path("calls/<str:reference>/answers/", views.CallAnswers.as_view(), name="api-call-answers"),
    path("compilations/", views.CompilationList.as_view(), name="api-compilation-list"),
    path("compilations/<str:reference>/", views.CompilationDetail.as_view(), name="api-compilation"),
    path(
        "compilations/<str:reference>/table/<str:form>/",
        views.CompilationTable.as_view(),
        name="api-compilation-table",
    ),
    *(
        path(
            f"compilations/<str:reference>/actions/{name}/",
            act_endpoint(
                views.CompilationAct, row, operation_id=f"compilations_{name}", answers=CompilationReading
            ).as_view(),
            name=f"api-compilation-{name}",
        )
        for name, row in COMPILATION_ACTS.items()
    ),
]
