"""Addresses of the pages of meetings."""

from django.urls import path

from meetings import date_views, views

urlpatterns = [
    path("meetings/", views.MeetingList.as_view(), name="meeting-list"),
    path("meetings/dates/", date_views.MeetingDates.as_view(), name="meeting-dates"),
    path("meetings/convene/<slug:word>/", views.MeetingConvene.as_view(), name="meeting-convene"),
    path("meetings/<slug:reference>/", views.MeetingDetail.as_view(), name="meeting"),
    path(
        "meetings/<slug:reference>/files/<uuid:document>/", views.MeetingFile.as_view(), name="meeting-file"
    ),
    path(
        "meetings/<slug:reference>/actions/<slug:name>/", views.MeetingActPage.as_view(), name="meeting-act"
    ),
]
