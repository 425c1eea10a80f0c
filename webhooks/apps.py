"""Webhooks as a Django app."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Lets the courier hand acts over to other systems."""

    name = "webhooks"
    supplies = "webhooks.supplies.SUPPLIES"
