"""Doors that the scheduler knocks on."""

from datetime import timedelta

from celery import shared_task

from records import clock
from records.idempotency import KEPT_FOR, forget
from records.models import KeptUpload

UPLOADS_KEPT_FOR = timedelta(days=1)


@shared_task(name="records.forget_repeated_requests", ignore_result=True)
def forget_repeated_requests() -> None:
    """Delete what is kept for requests and forms that nobody will send again."""
    at = clock.now()
    forget(before=at - KEPT_FOR)
    KeptUpload.objects.filter(kept_at__lt=at - UPLOADS_KEPT_FOR).delete()
