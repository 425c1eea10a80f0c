"""What the worker polls. Notices are rows in the database; nothing is scheduled in a broker."""

from celery import shared_task

from notices.delivery import deliver_due, fan_out


@shared_task(name="notices.deliver", ignore_result=True)
def deliver() -> None:
    """Turn new acts into deliveries and hand over what is due; twice at once is harmless."""
    fan_out()
    deliver_due()
