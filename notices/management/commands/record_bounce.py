"""`manage.py record_bounce MESSAGE_ID REASON`: enter that a mail which was handed over came back."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from notices.actions import record_bounce
from records import clock
from records.refusals import Refusal


class Command(BaseCommand):
    """Takes a Message-ID as a report of non-delivery quotes it, with or without angle brackets and host."""

    help = "Enter that a mail came back, as a report of non-delivery says."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the Message-ID and what the other mail server wrote."""
        parser.add_argument("message_id")
        parser.add_argument("reason")

    def handle(self, *args: Any, message_id: str, reason: str, **options: Any) -> None:
        """Enter it, and say of how many acts the mail told."""
        try:
            key = UUID(message_id.strip("<> ").partition("@")[0])
            bounced = record_bounce(key=key, reason=reason, at=clock.now())
        except (ValueError, Refusal) as error:
            raise CommandError(getattr(error, "sentence", "This is no Message-ID of ours.")) from error
        self.stdout.write(f"Entered as bounced: {len(bounced)}.")
