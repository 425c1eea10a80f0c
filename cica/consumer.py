"""A worker's link to its broker."""

from celery.utils.log import get_logger
from celery.worker.consumer import Consumer

logger = get_logger(__name__)


class LastingConsumer(Consumer):
    """Celery's, but one that outlives the broker's end in the middle of a task."""

    def on_connection_error_after_connected(self, exc: Exception) -> None:
        """Let go of a broker that is gone, whatever fails in that; the caller connects anew.

        kombu 5.7 gives the task at hand back to the broker as it closes the connection, by way of what it has
        forgotten by then: an AttributeError, by which the worker would end. Nothing is lost without it, since
        what is due is asked for again, and each task may run twice.
        """
        try:
            super().on_connection_error_after_connected(exc)
        except Exception as failure:  # noqa: BLE001  of whatever kind: the connection is of no more use
            logger.warning("The lost broker could not be let go of in order: %r", failure)
