"""Addresses of the pages of the exchange of information."""

from django.urls import path, re_path

from exchange.views import collecting, desk, submissions

urlpatterns = [
    path("exchange/", submissions.SubmissionList.as_view(), name="submission-list"),
    path("exchange/new/", submissions.Submit.as_view(), name="submit"),
    path("exchange/intake/", desk.Intake.as_view(), name="intake"),
    path("exchange/calls/", collecting.CallList.as_view(), name="call-list"),
    path("exchange/calls/new/", collecting.OpenCall.as_view(), name="open-call"),
    path("exchange/calls/<str:reference>/", collecting.CallDetail.as_view(), name="call"),
    path("exchange/calls/<str:reference>/acts/<str:act>/", collecting.CallAct.as_view(), name="call-act"),
    path("exchange/views/", collecting.CompilationList.as_view(), name="compilation-list"),
    path("exchange/views/new/", collecting.Compile.as_view(), name="compile"),
    path("exchange/views/<str:reference>/", collecting.CompilationDetail.as_view(), name="compilation"),
    path(
        "exchange/views/<str:reference>/acts/<str:act>/",
        collecting.CompilationAct.as_view(),
        name="compilation-act",
    ),
    re_path(
        r"^exchange/views/(?P<reference>[^/]+)/table\.(?P<form>csv|xlsx|docx)$",
        collecting.CompilationTable.as_view(),
        name="compilation-table",
    ),
    path("exchange/<str:reference>/", submissions.SubmissionDetail.as_view(), name="submission"),
    path(
        "exchange/<str:reference>/acts/<str:act>/", submissions.SubmissionAct.as_view(), name="submission-act"
    ),
    path(
        "exchange/<str:reference>/versions/<int:number>/",
        submissions.SubmissionVersionDetail.as_view(),
        name="submission-version",
    ),
    path(
        "exchange/<str:reference>/files/<uuid:document>/",
        submissions.SubmissionFile.as_view(),
        name="submission-file",
    ),
]
