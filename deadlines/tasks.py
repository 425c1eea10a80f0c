"""What the worker polls: a deadline is read from the database, and nothing is scheduled in a broker."""

from celery import shared_task

from deadlines.reminding import remind_due
from records import clock


@shared_task(name="deadlines.remind_of_deadlines", ignore_result=True)
def remind_of_deadlines() -> None:
    """Remind those who have not acted of the deadlines whose rung has been reached."""
    remind_due(at=clock.now())
