"""Notices as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Who is told of an act, and by what means."""

    name = "notices"
    supplies = "notices.supplies.SUPPLIES"
