"""What the worker polls. Deadlines are rows in the database; nothing is scheduled in a broker."""

from celery import shared_task

from exchange.actions import ask_due_authors, settle_due_widenings


@shared_task(name="exchange.widen_due_audiences", ignore_result=True)
def widen_due_audiences() -> None:
    """Settle the questions to authors whose deadline has come, and ask those whose day has come."""
    settle_due_widenings()
    ask_due_authors()
