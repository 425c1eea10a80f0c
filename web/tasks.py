"""Doors that the scheduler knocks on."""

from datetime import timedelta
from importlib import import_module

from celery import shared_task
from django.conf import settings

from records import clock, late
from records.models import KeptUpload
from web.idempotency import KEPT_FOR, forget

UPLOADS_KEPT_FOR = timedelta(days=1)


# The name by which schedulers of every release send it: a task keeps its name where its module moves.
@shared_task(name="records.forget_repeated_requests", ignore_result=True)
def forget_repeated_requests() -> None:
    """Delete what is kept for requests and forms that nobody will send again, also in sessions that ended."""
    at = clock.now()
    forget(before=at - KEPT_FOR)
    late.forget(before=at - KEPT_FOR)
    KeptUpload.objects.filter(kept_at__lt=at - UPLOADS_KEPT_FOR).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
