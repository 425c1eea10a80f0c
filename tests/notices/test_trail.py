"""Whatever goes out, the courier says for which request: beside the answer that is kept, and in the log."""

import logging

import pytest
from django.test import Client

from members.models import Account
from members.transitions import SEND_PASSWORD_LINK
from notices.channels import known_channels
from notices.models import Delivery
from notices.tasks import deliver
from records import clock, trace
from tests.factories.members import AccountFactory, delegate
from tests.factories.records import enter_act
from tests.factories.webhooks import webhook_of
from webhooks.subscriptions import send_test

pytestmark = pytest.mark.django_db

REQUEST = "from-the-proxy"


@pytest.fixture
def trail():
    """What the courier says of its deliveries, each line with the request that it follows."""
    lines: list[tuple[str, str]] = []
    handler = logging.Handler(logging.INFO)
    handler.emit = lambda record: lines.append((record.getMessage(), trace.current()))
    logger = logging.getLogger("cica.trail")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lines
    logger.setLevel(before)
    logger.removeHandler(handler)


def follow_an_act() -> None:
    AccountFactory(username="aliya", participant_id="TR")
    with trace.following(REQUEST):
        enter_act(told=["TR"])


def have_a_link_sent() -> None:
    account = AccountFactory(username="aliya", participant_id="TR")
    key = str(account.public_id)
    with trace.following(REQUEST):
        enter_act(action=SEND_PASSWORD_LINK.name, object_kind="account", object_key=key, told=[key])


def leave_an_address() -> None:
    account = AccountFactory(username="aliya", participant_id="TR", former_email="before@example.org")
    key = str(account.public_id)
    with trace.following(REQUEST):
        enter_act(object_kind="account", object_key=key, payload={"also": ["email"]}, told=[key])


def forget_ones_password() -> None:
    account = AccountFactory(username="aliya", participant_id="TR")
    Account.objects.filter(pk=account.pk).update(password="another")
    Client().post("/accounts/password/reset/", {"email": account.email}, headers={"X-Request-ID": REQUEST})


def try_a_webhook() -> None:
    actor = delegate("TR")
    webhook, _secret = webhook_of(actor)
    with trace.following(REQUEST):
        send_test(key=webhook.pk, actor=actor, at=clock.now())


def tell_a_webhook() -> None:
    webhook_of(delegate("TR"))
    with trace.following(REQUEST):
        enter_act()


WAYS = {
    follow_an_act: {"mail"},
    have_a_link_sent: {"mail", "link"},
    leave_an_address: {"mail", "former"},
    forget_ones_password: {"link"},
    try_a_webhook: {"webhook"},
    tell_a_webhook: {"webhook"},
}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_message_names_the_request_that_it_goes_out_for(settings, trail, way):
    settings.BEHIND_PROXY = True
    way()

    deliver()

    said = {(line, request) for line, request in trail if line.startswith("Delivery")}
    assert {delivery.channel for delivery in Delivery.objects.all()} == WAYS[way]
    assert set(Delivery.objects.values_list("request", flat=True)) == {REQUEST}
    assert {request for _line, request in said} == {REQUEST}
    assert all(any(str(delivery.pk) in line for line, _r in said) for delivery in Delivery.objects.all())


def test_no_channel_is_left_out():
    assert {channel.name for channel in known_channels()} == set().union(*WAYS.values())
