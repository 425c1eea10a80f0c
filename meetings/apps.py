"""Meetings as a Django app."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings: acts about them are visible as they are, those on agendas as proposals in progress are."""

    name = "meetings"
    supplies = "meetings.supplies.SUPPLIES"
