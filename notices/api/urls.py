"""Addresses of inbox and event stream in the API."""

from django.urls import path

from notices.api.events import EventList
from notices.api.views import InboxView

urlpatterns = [
    path("inbox/", InboxView.as_view(), name="api-inbox-list"),
    path("events/", EventList.as_view(), name="api-event-list"),
]
