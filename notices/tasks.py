"""What the worker polls. Notices are rows in the database; nothing is scheduled in a broker."""

from celery import shared_task

from deadlines.reminding import remind_due
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


@shared_task(name="deadlines.remind_of_deadlines", ignore_result=True)
def remind_of_deadlines() -> None:
    """Remind those who have not acted of the deadlines whose rung has been reached."""
    remind_due(at=clock.now())


@shared_task(name="notices.forget_old_messages", ignore_result=True)
def forget_old_messages() -> None:
    """Delete what webhooks were told long ago; twice at once is harmless."""
    actions.forget_old_messages(at=clock.now())
