"""A worker's link to its broker."""

from collections.abc import Callable
from logging import Logger
from typing import Any

from celery.utils.log import get_logger
from celery.worker.consumer import Consumer

logger = get_logger(__name__)


class LastingConsumer(Consumer):
    """Celery's, but one that outlives the broker's end in the middle of a task.

    kombu 5.7 closes the connection by way of what it has forgotten by then, and so does the task at hand
    when it ends and tells the broker of before: an AttributeError, by which the worker would end. Nothing is
    lost without either, since what is due is asked for again, and each task may run twice.
    """

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Let go of a broker that is gone, whatever fails in that; the caller connects anew."""
        try:
            super().on_connection_error_after_connected(exc)
        except Exception as failure:  # noqa: BLE001  of whatever kind: the connection is of no more use
            logger.warning("The lost broker could not be let go of in order: %r", failure)

    def call_soon_ack(
        self, p: Callable[..., Any], log: Logger, errors: tuple[type[Exception], ...], *args: Any
    ) -> Any:
        """Tell the broker that a task has ended, with no more than a line of `log` if it cannot be told.

        Not only for the `errors` of a connection: those of one that is forgotten are of any kind. A pipe that
        breaks is still raised, by which the worker connects anew.
        """
        return super().call_soon_ack(p, log, (*errors, Exception), *args)
