"""Participants and accounts as a Django app."""

from django.apps import AppConfig


class MembersConfig(AppConfig):
    """Participants and chairmanships, visible to everyone; accounts, to those who answer for them."""

    name = "members"
    supplies = "members.supplies.SUPPLIES"

    def ready(self) -> None:
        """Note logins and what fails of them."""
        from members import signals  # noqa: PLC0415 (models are not loaded before ready)

        signals.connect()
