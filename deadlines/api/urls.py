"""Addresses of deadlines and calendars in the API."""

from django.urls import path

from deadlines.api.deadlines import DeadlineList
from deadlines.api.feeds import CalendarFileView, FeedAddressDetail, FeedAddressList, OwnCalendarView

urlpatterns = [
    path("deadlines/", DeadlineList.as_view(), name="api-deadline-list"),
    path("calendars/own/", OwnCalendarView.as_view(), name="api-own-calendar"),
    path("calendars/<slug:kind>/<str:key>/", CalendarFileView.as_view(), name="api-calendar"),
    path("feeds/", FeedAddressList.as_view(), name="api-feed-address-list"),
    path("feeds/<uuid:pk>/", FeedAddressDetail.as_view(), name="api-feed-address"),
]
