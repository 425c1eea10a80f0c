"""Addresses of the API of proposals, papers, considerations and decisions, under `/api/v1/`."""

from django.urls import path

from proposals.api import views
from proposals.api.forecast import ProposalForecast
from proposals.reading.proposal import ProposalReading
from proposals.transitions import TABLE
from web.api.schema import act_endpoint

urlpatterns = [
    path("proposals/", views.ProposalList.as_view(), name="api-proposal-list"),
    path("proposals/<str:reference>/", views.ProposalDetail.as_view(), name="api-proposal"),
    path("proposals/<str:reference>/forecast/", ProposalForecast.as_view(), name="api-proposal-forecast"),
    *(
        path(
            f"proposals/<str:reference>/actions/{transition.name}/",
            act_endpoint(
                views.ProposalAct,
                transition,
                operation_id=f"proposals_{transition.name}",
                answers=ProposalReading,
            ).as_view(),
            name=f"api-proposal-{transition.name}",
        )
        for transition in TABLE
        if transition.is_for_people
    ),
    path("papers/", views.PaperList.as_view(), name="api-paper-list"),
    path("papers/<uuid:paper>/", views.PaperDetail.as_view(), name="api-paper"),
    path(
        "papers/<uuid:paper>/versions/<int:number>/", views.VersionDetail.as_view(), name="api-paper-version"
    ),
    path("considerations/", views.ConsiderationList.as_view(), name="api-consideration-list"),
    path("considerations/<int:pk>/", views.ConsiderationDetail.as_view(), name="api-consideration"),
    path(
        "considerations/<int:pk>/positions/", views.PositionList.as_view(), name="api-consideration-positions"
    ),
    path("decisions/", views.DecisionList.as_view(), name="api-decision-list"),
    path("decisions/<str:number>/", views.DecisionDetail.as_view(), name="api-decision"),
]
