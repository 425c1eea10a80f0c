"""What the worker polls. Deadlines are rows in the database; nothing is scheduled in a broker."""

from celery import shared_task

from proposals.actions import settle_all


@shared_task(name="proposals.close_due_silences", ignore_result=True)
def close_due_silences() -> None:
    """Close the silence procedures whose deadline has come."""
    settle_all()
