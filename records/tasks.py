"""Doors that the scheduler knocks on."""

from celery import shared_task

from records import clock
from records.idempotency import KEPT_FOR, forget


@shared_task(name="records.forget_repeated_requests", ignore_result=True)
def forget_repeated_requests() -> None:
    """Delete the answers kept for requests that nobody will repeat any more."""
    forget(before=clock.now() - KEPT_FOR)
