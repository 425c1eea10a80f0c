"""Proposals as a Django app."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Proposals: acts about them are visible as they are."""

    name = "proposals"
    supplies = "proposals.supplies.SUPPLIES"
