"""`manage.py forget_repeated_requests`: delete answers kept for requests that might be repeated."""

from typing import Any

from django.core.management.base import BaseCommand

from records import clock
from web.idempotency import KEPT_FOR, forget


class Command(BaseCommand):
    """Prints how many answers it deleted. The worker does that once a day, and more (`web.tasks`)."""

    help = f"Delete the answers of requests with an Idempotency-Key that are older than {KEPT_FOR.days} days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete what is old enough."""
        self.stdout.write(f"{forget(before=clock.now() - KEPT_FOR)} answers forgotten")
