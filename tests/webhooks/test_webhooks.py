"""Webhooks on their way out: to whom, signed how, and what each answer leads to."""

import threading
from datetime import timedelta
from email.utils import format_datetime

import orjson
import pytest
from django.db import connection
from django.test import Client
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from members.models import Account
from notices.channels import known_channels
from notices.delivery import deliver_due, fan_out
from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery
from proposals.enums import Action, Stage
from records import clock
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import COORDINATOR, UNINVOLVED, act, proposal_at
from tests.factories.records import enter_act
from tests.factories.webhooks import do_a_round, let_all_be_due, webhook_of
from tests.receiver import answering, closing, dripping, receiving
from webhooks import subscriptions
from webhooks.channel import FAILING_FOR, WAITS, not_before
from webhooks.enums import OffBecause
from webhooks.models import Webhook
from webhooks.outbound import Reply
from webhooks.subscriptions import KEPT
from webhooks.tasks import forget_old_messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as running:
        yield running


@pytest.fixture
def subscribed(receiver):
    """A delegate's webhook to the receiver, and its secret."""
    return webhook_of(delegate("TR"), receiver.url())


def bodies(receiver) -> list[dict]:
    return [orjson.loads(message.body) for message in receiver.messages]


def acts_told(receiver) -> list[int]:
    return [body["data"]["act"] for body in bodies(receiver)]


def only_delivery() -> Delivery:
    return Delivery.objects.get(webhook__isnull=False)


def test_an_act_arrives_signed_and_is_what_the_event_stream_shows(receiver, subscribed):
    enter_act(state="KZ")

    do_a_round()

    (message,) = receiver.messages
    verified = Verifier(subscribed[1]).verify(message.body, message.headers)
    assert [verified] == Client().get("/api/v1/events/").json()["results"]
    assert message.headers["webhook-id"] == str(only_delivery().pk)
    assert message.headers["content-type"] == "application/json"
    assert only_delivery().status == DeliveryStatus.HANDED_OVER


def test_webhook_and_stream_bring_the_same_in_the_same_order(receiver):
    """N16: of everything that a coordinator may see, in a proposal that others see only in part."""
    owner = delegate(COORDINATOR)
    webhook_of(owner, receiver.url())
    proposal = proposal_at(Stage.EDITORIAL)
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")

    do_a_round()

    stream = browser(owner).get("/api/v1/events/?page_size=200").json()["results"]
    assert bodies(receiver) == stream
    assert len(stream) > 5


def test_what_its_owner_may_not_see_does_not_go_out(receiver):
    webhook_of(delegate("JP"), receiver.url())
    proposal_at(Stage.CIRCULATION)
    enter_act(object_kind="nobody's", object_key="CANARY")
    public = enter_act()

    do_a_round()

    assert acts_told(receiver) == [public.number]
    assert Delivery.objects.filter(webhook__isnull=False).count() == 1


def test_only_the_acts_that_were_asked_for_go_out(receiver):
    webhook_of(delegate("TR"), receiver.url(), actions=["hand-over-chairmanship"])
    enter_act()
    wanted = enter_act(action="hand-over-chairmanship")

    do_a_round()

    assert acts_told(receiver) == [wanted.number]


def test_permission_is_asked_again_when_it_goes_out(receiver, subscribed, monkeypatch):
    proposal_at(Stage.CIRCULATION)
    receiver.behaviour = answering(500)
    do_a_round()
    webhook_of_now = len(receiver.messages)
    Account.objects.filter(webhooks__isnull=False).update(participant_id="JP")

    let_all_be_due()
    do_a_round()

    assert len(receiver.messages) == webhook_of_now
    statuses = set(Delivery.objects.filter(webhook__isnull=False).values_list("status", flat=True))
    assert statuses == {DeliveryStatus.NOT_ENTITLED}


def test_nothing_goes_out_for_an_account_that_was_closed(receiver, subscribed):
    enter_act()
    Account.objects.filter(webhooks=subscribed[0]).update(is_active=False)
    do_a_round()

    assert receiver.messages == []


def test_several_webhooks_of_one_owner_are_told_each(receiver):
    owner = delegate("TR")
    for path in ("/one", "/two"):
        webhook_of(owner, receiver.url(path=path))
    enter_act()

    do_a_round()

    assert sorted(message.path for message in receiver.messages) == ["/one", "/two"]
    assert len({message.headers["webhook-id"] for message in receiver.messages}) == 2


def test_a_failure_is_tried_again_under_the_same_id(receiver, subscribed):
    receiver.behaviour = answering(500)
    enter_act()
    do_a_round()
    assert (only_delivery().status, only_delivery().detail) == (DeliveryStatus.QUEUED, "answered 500")

    receiver.behaviour = answering(200)
    let_all_be_due()
    do_a_round()

    first, second = receiver.messages
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    Verifier(subscribed[1]).verify(second.body, second.headers)
    assert only_delivery().status == DeliveryStatus.HANDED_OVER
    assert list(Attempt.objects.order_by("pk").values_list("outcome", "detail")) == [
        ("queued", "answered 500"),
        ("handed_over", "answered 200"),
    ]


@pytest.mark.parametrize("status", [301, 302, 308, 400, 404, 500, 502])
def test_any_answer_but_success_is_tried_again(receiver, subscribed, status):
    receiver.behaviour = answering(status, location="https://elsewhere.example.org/")
    enter_act()

    do_a_round()

    assert only_delivery().status == DeliveryStatus.QUEUED
    assert only_delivery().detail == f"answered {status}"
    assert len(receiver.messages) == 1


def test_a_target_that_hangs_up_is_tried_again(receiver, subscribed):
    receiver.behaviour = closing
    enter_act()
    do_a_round()

    assert (only_delivery().status, only_delivery().detail) == (DeliveryStatus.QUEUED, "broken_off")


def test_a_slow_target_is_left_and_tried_again(receiver, subscribed, monkeypatch):
    monkeypatch.setattr("webhooks.channel.SECONDS", 0.3)
    receiver.behaviour = dripping
    enter_act()
    do_a_round()

    assert (only_delivery().status, only_delivery().detail) == (DeliveryStatus.QUEUED, "too_slow")
    assert Attempt.objects.get().milliseconds < 2_000


def test_the_tries_go_on_for_three_days_and_then_it_is_refused(receiver, subscribed):
    assert timedelta(days=3) < sum(WAITS, timedelta(0)) < timedelta(days=4)
    receiver.behaviour = answering(500)
    enter_act()
    for _wait in WAITS:
        do_a_round()
        assert only_delivery().status == DeliveryStatus.QUEUED
        let_all_be_due()

    do_a_round()

    assert (only_delivery().status, only_delivery().attempts) == (DeliveryStatus.REFUSED, 10)
    assert len(receiver.messages) == 10


def test_a_target_that_is_gone_is_not_called_again(receiver, subscribed):
    receiver.behaviour = answering(410)
    enter_act()
    do_a_round()
    enter_act()
    do_a_round()

    webhook = Webhook.objects.get()
    assert (webhook.is_active, webhook.off_because) == (False, OffBecause.GONE)
    assert only_delivery().status == DeliveryStatus.REFUSED
    assert len(receiver.messages) == 1


def test_a_target_that_fails_for_days_is_switched_off(receiver, subscribed):
    receiver.behaviour = answering(500)
    enter_act()
    do_a_round()
    assert Webhook.objects.get().failing_since is not None

    Webhook.objects.update(failing_since=clock.now() - FAILING_FOR)
    let_all_be_due()
    do_a_round()

    assert Webhook.objects.get().off_because == OffBecause.FAILING
    assert only_delivery().status == DeliveryStatus.REFUSED


def test_one_success_and_the_failures_are_forgotten(receiver, subscribed):
    receiver.behaviour = answering(500)
    enter_act()
    do_a_round()
    receiver.behaviour = answering(204)
    let_all_be_due()
    do_a_round()

    assert Webhook.objects.get().failing_since is None


def test_the_owners_inbox_says_what_was_switched_off_until_it_is_dealt_with(receiver, subscribed):
    receiver.behaviour = answering(410)
    enter_act()
    do_a_round()
    owner, other = browser(delegate("TR")), browser(delegate("KZ"))

    assert "Your webhook to localhost was switched off" in owner.get("/inbox/").text
    assert owner.get("/api/v1/inbox/").json()["waiting"][0]["url"].startswith("/accounts/webhooks/")
    assert "webhook" not in other.get("/inbox/").text

    subscriptions.enable(key=subscribed[0].pk, actor=delegate("TR"), at=clock.now())
    assert "was switched off" not in owner.get("/inbox/").text


def test_a_failing_target_does_not_keep_the_worker_busy(receiver, subscribed):
    receiver.behaviour = answering(500)
    for _ in range(5):
        enter_act()

    do_a_round()

    assert len(receiver.messages) == 1
    assert Delivery.objects.filter(status=DeliveryStatus.QUEUED, due_at__gt=clock.now()).count() == 5


def test_mail_does_not_wait_for_webhooks():
    assert [channel.name for channel in known_channels()][-1] == "webhook"


@pytest.mark.parametrize("status", [429, 503])
def test_a_target_that_asks_for_peace_is_left_alone_for_so_long(receiver, subscribed, status):
    receiver.behaviour = answering(status, retry_after="7200")
    enter_act()
    do_a_round()

    assert only_delivery().due_at - clock.now() > timedelta(minutes=119)


def test_retry_after_is_read_as_seconds_or_as_a_date_and_for_a_day_at_most():
    at = clock.now().replace(microsecond=0)
    later = at + timedelta(hours=3)
    day = at + timedelta(days=1)

    assert not_before(Reply(503, "10800"), at=at) == later
    assert not_before(Reply(429, format_datetime(later, usegmt=True)), at=at) == later
    assert not_before(Reply(503, "999999999"), at=at) == day
    assert not_before(Reply(503, "Fri, 31 Dec 9999 23:59:59 GMT"), at=at) == day
    for nonsense in ("", "soon", "-5", "99999999999999999999", "Fri, 99 Dec 2026 00:00:00 GMT"):
        assert not_before(Reply(503, nonsense), at=at) is None
    assert not_before(Reply(500, "10800"), at=at) is None


def test_a_webhook_that_is_off_is_told_nothing(receiver, subscribed):
    subscriptions.disable(key=subscribed[0].pk, actor=delegate("TR"), at=clock.now())
    enter_act()
    do_a_round()

    assert receiver.messages == []
    assert not Delivery.objects.filter(webhook__isnull=False).exists()


def test_what_was_queued_when_it_was_switched_off_is_refused_and_may_be_replayed(receiver, subscribed):
    receiver.behaviour = answering(500)
    sent = enter_act()
    do_a_round()
    mine = {"key": subscribed[0].pk, "actor": delegate("TR"), "at": clock.now()}
    subscriptions.disable(**mine)
    let_all_be_due()
    do_a_round()
    assert (only_delivery().status, only_delivery().detail) == (DeliveryStatus.REFUSED, "switched_off")

    receiver.behaviour = answering(204)
    subscriptions.enable(**mine)
    subscriptions.replay_from(**mine, after=sent.number - 1)
    deliver_due()

    assert only_delivery().status == DeliveryStatus.HANDED_OVER
    assert len({message.headers["webhook-id"] for message in receiver.messages}) == 1


def test_during_a_rotation_both_secrets_verify_and_afterwards_one(receiver, subscribed):
    webhook, old = subscribed
    _webhook, new = subscriptions.rotate(
        key=webhook.pk, actor=delegate("TR"), overlap=timedelta(hours=1), at=clock.now()
    )
    enter_act()
    do_a_round()
    Webhook.objects.update(previous_until=clock.now())
    enter_act()
    do_a_round()

    during, afterwards = receiver.messages
    for secret in (old, new):
        Verifier(secret).verify(during.body, during.headers)
    Verifier(new).verify(afterwards.body, afterwards.headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(afterwards.body, afterwards.headers)


def test_a_secret_that_became_known_ends_at_once(receiver, subscribed):
    webhook, old = subscribed
    subscriptions.rotate(key=webhook.pk, actor=delegate("TR"), overlap=timedelta(0), at=clock.now())
    enter_act()
    do_a_round()

    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(receiver.messages[0].body, receiver.messages[0].headers)


def test_a_host_that_the_operator_has_taken_off_the_list_is_not_called(receiver, subscribed, settings):
    settings.WEBHOOK_LOCAL_HOSTS = []
    settings.WEBHOOK_HOSTS = ["hooks.example.org"]
    enter_act()
    do_a_round()

    assert receiver.messages == []
    assert only_delivery().detail == "no_public_address"


def test_a_test_message_goes_out_once_and_is_of_no_act(receiver, subscribed):
    webhook, secret = subscribed
    receiver.behaviour = answering(500)
    subscriptions.send_test(key=webhook.pk, actor=delegate("TR"), at=clock.now())
    deliver_due()

    (message,) = receiver.messages
    body = Verifier(secret).verify(message.body, message.headers)
    assert (body["type"], body["data"]) == ("test", {"webhook": str(webhook.pk)})
    assert (only_delivery().status, only_delivery().detail) == (DeliveryStatus.REFUSED, "answered 500")
    assert Webhook.objects.get().failing_since is None


def test_a_test_message_does_not_wait_with_what_failed(receiver, subscribed):
    webhook, _secret = subscribed
    receiver.behaviour = answering(500)
    enter_act()
    fan_out()
    subscriptions.send_test(key=webhook.pk, actor=delegate("TR"), at=clock.now())
    deliver_due()

    assert {body["type"] for body in bodies(receiver)} == {"participant.admit", "test"}


def test_what_was_told_long_ago_is_forgotten_and_what_waits_is_not(receiver, subscribed):
    for _ in range(3):
        enter_act()
    do_a_round()
    first, second, third = Delivery.objects.order_by("act").values_list("pk", flat=True)
    Delivery.objects.exclude(pk=third).update(created_at=clock.now() - KEPT - timedelta(minutes=1))
    Delivery.objects.filter(pk=second).update(status=DeliveryStatus.QUEUED)

    forget_old_messages()

    assert set(Delivery.objects.values_list("pk", flat=True)) == {second, third}
    assert not Attempt.objects.filter(delivery=first).exists()


def test_a_missed_message_is_in_the_stream(receiver, subscribed):
    receiver.behaviour = answering(410)
    missed = [enter_act().number for _ in range(2)]
    do_a_round()

    stream = Client().get(f"/api/v1/events/?after={missed[0] - 1}").json()["results"]
    assert [event["data"]["act"] for event in stream] == missed
    assert len(receiver.messages) == 1


def test_another_members_webhook_sees_no_draft(receiver):
    webhook_of(delegate(UNINVOLVED), receiver.url())
    proposal = proposal_at(Stage.EDITORIAL)
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")
    do_a_round()

    stream = browser(delegate(UNINVOLVED)).get("/api/v1/events/?page_size=200").json()["results"]
    assert bodies(receiver) == stream


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["delete", "disable", "rotate", "replay", "enable"])
def test_an_owner_may_change_a_webhook_while_a_message_is_on_its_way(receiver, change):
    """The worker has the delivery and then wants the webhook: whoever comes between must not deadlock."""
    owner = delegate("TR")
    webhook, _secret = webhook_of(owner, receiver.url())
    arrived, go_on = threading.Event(), threading.Event()

    def answer_slowly(handler) -> None:
        arrived.set()
        go_on.wait(10)
        answering(410)(handler)

    receiver.behaviour = answer_slowly
    enter_act()
    mine = {"key": webhook.pk, "actor": owner, "at": clock.now()}
    changes = {
        "delete": lambda: subscriptions.unsubscribe(key=webhook.pk, actor=owner),
        "disable": lambda: subscriptions.disable(**mine),
        "enable": lambda: subscriptions.enable(**mine),
        "rotate": lambda: subscriptions.rotate(overlap=timedelta(hours=1), **mine),
        "replay": lambda: subscriptions.replay_from(after=0, **mine),
    }
    failed: list[Exception] = []

    def run(work) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  whatever it is, the test wants to see it
            failed.append(error)
        finally:
            connection.close()

    worker = threading.Thread(target=run, args=(do_a_round,))
    worker.start()
    assert arrived.wait(10)
    page = threading.Thread(target=run, args=(changes[change],))
    page.start()
    page.join(0.3)  # deleting waits for the worker, the rest does not
    assert page.is_alive() == (change == "delete")
    go_on.set()
    for thread in (worker, page):
        thread.join(10)

    assert failed == []
    left = Webhook.objects.values_list("off_because", flat=True)
    expected = {"delete": [], "disable": [OffBecause.OWNER]}
    assert list(left) == expected.get(change, [OffBecause.GONE])
