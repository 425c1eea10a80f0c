"""Connects the notices to the register."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Asks the register to be told of every act."""

    name = "notices"

    def ready(self) -> None:
        """Write notices with every act from now on."""
        from notices.actions import tell  # noqa: PLC0415 (models are not loaded before ready)
        from records.register import on_append  # noqa: PLC0415

        on_append(tell)
