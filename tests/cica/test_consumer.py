"""A worker whose broker is gone goes on."""

from celery.utils.imports import symbol_by_name

from cica.celery import app


class ForgottenConnection:
    """What kombu makes of a connection that is lost with a task at hand."""

    connection_errors = channel_errors = (OSError,)
    transport = None

    def collect(self, socket_timeout=None):
        raise OSError("the broker is gone")

    def close(self):
        raise AttributeError("'NoneType' object has no attribute 'hostname'")


def test_a_worker_lets_go_of_a_broker_that_is_gone_whatever_fails_in_that(caplog):
    consumer = object.__new__(symbol_by_name(app.conf.worker_consumer))
    consumer.connection = ForgottenConnection()

    consumer.on_connection_error_after_connected(OSError("the broker is gone"))

    assert consumer.connection is None
    assert "could not be let go of" in caplog.text
