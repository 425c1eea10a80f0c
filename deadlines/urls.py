"""Addresses of deadlines and calendars."""

from django.urls import include, path

from deadlines.views import DeadlineList

urlpatterns = [
    path("deadlines/", DeadlineList.as_view(), name="deadline-list"),
    path("", include("deadlines.calendars.urls")),
]
