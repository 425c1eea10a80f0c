"""A worker whose broker is gone goes on."""

import logging

import pytest
from celery.concurrency.prefork import _is_ack_callback
from celery.utils.imports import symbol_by_name
from kombu.asynchronous import Hub
from kombu.message import Message

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


class ChannelOfBefore:
    """A channel of a connection that is lost."""

    no_ack_consumers = None

    def __init__(self, failure):
        self.failure = failure

    def basic_ack(self, delivery_tag, **options):
        raise self.failure

    basic_reject = basic_ack


@pytest.fixture
def consumer():
    consumer = object.__new__(symbol_by_name(app.conf.worker_consumer))
    consumer.hub = Hub()
    yield consumer
    consumer.hub.close()


@pytest.mark.parametrize(
    "word", [lambda message: message.ack_log_error, lambda message: message.reject_log_error]
)
def test_a_task_that_ends_after_its_broker_is_heard_out(consumer, caplog, word):
    message = Message(
        channel=ChannelOfBefore(AttributeError("'NoneType' object has no attribute 'hostname'"))
    )
    told = consumer.call_soon_ack(word(message), logging.getLogger(), (ConnectionError,), False)

    assert _is_ack_callback(told), "a pool that ends would not tell it"
    consumer.hub.run_once()

    assert "has no attribute 'hostname'" in caplog.text


def test_a_link_that_breaks_as_a_task_ends_is_made_anew(consumer):
    message = Message(channel=ChannelOfBefore(BrokenPipeError()))
    consumer.call_soon_ack(message.ack_log_error, logging.getLogger(), (ConnectionError,))

    with pytest.raises(BrokenPipeError):
        consumer.hub.run_once()
