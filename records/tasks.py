"""Doors that the scheduler knocks on."""

from celery import shared_task

from records import clock, uploads
from records.idempotency import KEPT_FOR, forget


@shared_task(name="records.forget_repeated_requests", ignore_result=True)
def forget_repeated_requests() -> None:
    """Delete what is kept for requests and forms that nobody will send again."""
    at = clock.now()
    forget(before=at - KEPT_FOR)
    uploads.forget(before=at - uploads.KEPT_FOR)
