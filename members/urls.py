"""Addresses of the pages of participants and of the account's own page."""

from django.urls import path

from members import views

urlpatterns = [
    path("members/", views.ParticipantList.as_view(), name="participant-list"),
    path("members/admit/", views.ParticipantAdmit.as_view(), name="participant-admit"),
    path("members/<str:code>/", views.ParticipantDetail.as_view(), name="participant"),
    path("members/<str:code>/<slug:name>/", views.ParticipantAct.as_view(), name="participant-act"),
    path("accounts/profile/", views.Profile.as_view(), name="account_profile"),
]
