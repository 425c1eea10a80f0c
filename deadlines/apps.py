"""Deadlines as a Django app."""

from django.apps import AppConfig


class DeadlinesConfig(AppConfig):
    """Enters reminders, and keeps what runs for those who list it."""

    name = "deadlines"
    supplies = "deadlines.supplies.SUPPLIES"
