"""The catalogue of measures as a Django app."""

from django.apps import AppConfig


class CbmsConfig(AppConfig):
    """The catalogue, experts, offers, and the official list of coordinators."""

    name = "cbms"
    supplies = "cbms.supplies.SUPPLIES"
