"""Addresses of calendars and of the personal feeds."""

from django.urls import path

from deadlines.calendars import views

urlpatterns = [
    path("calendars/", views.Calendars.as_view(), name="calendars"),
    path("calendars/own.ics", views.OwnCalendarFile.as_view(), name="own-calendar"),
    path("calendars/<slug:kind>/<str:key>.ics", views.CalendarFile.as_view(), name="calendar"),
    path("feeds/<str:secret>.ics", views.PersonalFeed.as_view(), name="personal-feed"),
    path("accounts/feeds/", views.FeedAddresses.as_view(), name="feed-addresses"),
    path("accounts/feeds/<uuid:pk>/", views.FeedAddressDetail.as_view(), name="feed-address"),
]
