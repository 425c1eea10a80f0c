"""The exchange of information as a Django app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Submissions, calls, compilations: acts about them are visible as they are."""

    name = "exchange"
    supplies = "exchange.supplies.SUPPLIES"
