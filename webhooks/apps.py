"""Connects the webhooks to the register and to the courier."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """Lets the courier hand acts over to other systems."""

    name = "webhooks"

    def ready(self) -> None:
        """Open the way out, and follow the accounts that webhooks belong to."""
        from deadlines.waiting import register_source  # noqa: PLC0415 (models are not loaded before ready)
        from notices.channels import register_channel  # noqa: PLC0415
        from records.register import on_append  # noqa: PLC0415
        from webhooks.channel import WEBHOOK  # noqa: PLC0415
        from webhooks.subscriptions import follow_account, switched_off  # noqa: PLC0415

        on_append(follow_account)
        register_channel(WEBHOOK)
        register_source(switched_off, is_personal=True)
