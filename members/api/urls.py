"""Addresses of participants, terms, the caller and its tokens in the API."""

from django.urls import path

from members.api import serializers, views
from members.transitions import ON_PARTICIPANT
from web.api.schema import act_endpoint

urlpatterns = [
    path("participants/", views.ParticipantList.as_view(), name="api-participant-list"),
    path("participants/<str:code>/", views.ParticipantDetail.as_view(), name="api-participant"),
    *(
        path(
            f"participants/<str:code>/actions/{name}/",
            act_endpoint(
                views.ParticipantAct,
                act_type,
                operation_id=f"participants_{name}",
                answers=serializers.ParticipantShape,
            ).as_view(),
            name=f"api-participant-{name}",
        )
        for name, act_type in ON_PARTICIPANT.items()
    ),
    path("chairmanships/", views.ChairmanshipList.as_view(), name="api-chairmanship-list"),
    path("chairmanships/passing/", views.ChairmanshipPassing.as_view(), name="api-chairmanship-passing"),
    path("chairmanships/<int:pk>/", views.ChairmanshipDetail.as_view(), name="api-chairmanship"),
    path("heads-of-secretariat/", views.HeadList.as_view(), name="api-head-list"),
    path("me/", views.Me.as_view(), name="api-me"),
    path("tokens/", views.TokenList.as_view(), name="api-token-list"),
    path("tokens/<slug:key>/", views.TokenDetail.as_view(), name="api-token"),
]
