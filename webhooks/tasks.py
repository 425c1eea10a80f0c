"""What the worker does for webhooks beside handing over, which is the courier's."""

from celery import shared_task

from records import clock
from webhooks import subscriptions


@shared_task(name="webhooks.forget_old_messages", ignore_result=True)
def forget_old_messages() -> None:
    """Delete what webhooks were told long ago; twice at once is harmless."""
    subscriptions.forget_old_messages(at=clock.now())
