"""Implementation as a Django app."""

from django.apps import AppConfig


class ImplementationConfig(AppConfig):
    """Activities, reports, reviews: acts about them are visible as they are."""

    name = "implementation"
    supplies = "implementation.supplies.SUPPLIES"
