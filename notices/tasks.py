"""What the worker polls. Notices are rows in the database; nothing is scheduled in a broker."""

from celery import shared_task

from notices import actions
from notices.delivery import deliver_due, fan_out
from notices.password_links import take_requests
from records import clock


@shared_task(name="notices.deliver", ignore_result=True)
def deliver() -> None:
    """Turn acts and requests into deliveries and hand over what is due; twice at once is harmless."""
    fan_out()
    take_requests()
    deliver_due()


@shared_task(name="notices.forget_old_mail", ignore_result=True)
def forget_old_mail() -> None:
    """Delete former addresses and a demonstration's mail of long ago; twice at once is harmless."""
    actions.forget_old_mail(at=clock.now())
