"""Addresses of participants, terms, the caller and its tokens in the API."""

from django.urls import path

from members.api import views

urlpatterns = [
    path("participants/", views.ParticipantList.as_view(), name="api-participant-list"),
    path("participants/<str:code>/", views.ParticipantDetail.as_view(), name="api-participant"),
    path(
        "participants/<str:code>/actions/<slug:name>/",
        views.ParticipantAct.as_view(),
        name="api-participant-act",
    ),
    path("chairmanships/", views.ChairmanshipList.as_view(), name="api-chairmanship-list"),
    path("chairmanships/<int:pk>/", views.ChairmanshipDetail.as_view(), name="api-chairmanship"),
    path("me/", views.Me.as_view(), name="api-me"),
    path("tokens/", views.TokenList.as_view(), name="api-token-list"),
    path("tokens/<slug:key>/", views.TokenDetail.as_view(), name="api-token"),
]
