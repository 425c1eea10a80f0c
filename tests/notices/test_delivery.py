"""The engine: acts become deliveries, deliveries are tried, and what fails is tried again, so often."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from notices import channels, delivery
from notices.channels import AttemptOutcome, Channel
from notices.delivery import deliver_due, fan_out
from notices.enums import ChannelName, DeliveryStatus
from notices.models import Attempt, Delivery, OutboxEntry
from tests.factories.members import AccountFactory
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db
WAITS = (timedelta(minutes=1), timedelta(hours=1))


class Post:
    """A channel to one person, which answers as the test says."""

    def __init__(self) -> None:
        self.account = AccountFactory(participant_id="TR")
        self.answer: AttemptOutcome | Exception = AttemptOutcome.handed_over("accepted")
        self.may_see = True
        self.unreadable: set[int] = set()
        self.sent: list[Delivery] = []

    def recipients(self, act, told, at) -> list[Delivery]:
        if "ZZ" in told:
            raise LookupError
        return [
            Delivery(channel=ChannelName.MAIL, act=act, account=self.account, created_at=at, due_at=at)
            for _addressee in told
        ]

    def is_entitled(self, delivery: Delivery) -> bool:
        if delivery.act_id in self.unreadable:
            raise LookupError
        return self.may_see

    def hand_over(self, delivery: Delivery) -> AttemptOutcome:
        self.sent.append(delivery)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def post(supplied) -> Post:
    post = Post()
    channel = Channel(
        name=ChannelName.MAIL,
        label="Post",
        recipients=post.recipients,
        is_entitled=post.is_entitled,
        hand_over=post.hand_over,
        waits=WAITS,
    )
    supplied(channels.CHANNELS.of(channel))
    return post


def deliver() -> Delivery:
    """Let the worker do a round, and return the only delivery."""
    fan_out()
    deliver_due()
    return Delivery.objects.get()


def let_it_be_due() -> None:
    Delivery.objects.update(due_at="2026-01-01T00:00Z")


def test_an_act_is_handed_over_once(post):
    enter_act(told=["TR"])

    deliver()
    delivery = deliver()

    assert (delivery.status, delivery.attempts, delivery.detail) == ("handed_over", 1, "accepted")
    assert delivery.handed_over_at is not None
    assert len(post.sent) == 1


def test_an_act_told_to_nobody_leaves_no_delivery(post):
    act = enter_act(told=[])

    assert fan_out() == 1
    assert not Delivery.objects.exists()
    assert OutboxEntry.objects.get(act=act).fanned_out_at is not None


def test_what_cannot_be_turned_into_deliveries_waits_and_holds_nobody_up(post, caplog):
    bad, good = enter_act(told=["ZZ"]), enter_act(told=["TR"])

    assert fan_out() == 2
    assert [delivery.act_id for delivery in Delivery.objects.all()] == [good.number]
    assert [entry.act_id for entry in OutboxEntry.objects.waiting()] == [bad.number]
    assert f"Act {bad.number} could not be turned into deliveries." in caplog.text


def test_what_fails_is_tried_again_later(post):
    post.answer = AttemptOutcome.later("try again")
    act = enter_act(told=["TR"])

    delivery = deliver()

    assert (delivery.status, delivery.attempts, delivery.detail) == ("queued", 1, "try again")
    assert timedelta(seconds=48) <= delivery.due_at - act.at <= timedelta(seconds=80)
    assert deliver().attempts == 1


def test_after_the_last_wait_it_is_a_dead_letter(post):
    post.answer = AttemptOutcome.later("try again")
    enter_act(told=["TR"])
    for _ in WAITS:
        assert deliver().status == DeliveryStatus.QUEUED
        let_it_be_due()

    delivery = deliver()

    assert (delivery.status, delivery.attempts) == ("refused", 3)
    assert list(Attempt.objects.order_by("id").values_list("outcome", flat=True)) == [
        "queued",
        "queued",
        "refused",
    ]


def test_what_is_refused_is_not_tried_again(post):
    post.answer = AttemptOutcome.refused("no such mailbox")
    enter_act(told=["TR"])
    deliver()
    let_it_be_due()

    delivery = deliver()

    assert (delivery.status, delivery.attempts, len(post.sent)) == ("refused", 1, 1)


def test_an_error_in_a_channel_is_a_failed_attempt(post, caplog):
    post.answer = ConnectionError("reset")
    enter_act(told=["TR"])

    delivery = deliver()

    assert (delivery.status, delivery.detail) == ("queued", "ConnectionError: reset")


def test_many_mails_and_one_slow_target_keep_nobody_waiting(monkeypatch):
    seconds_each = {"mail": 1.0, "webhook": 5.0}
    served, passed = [], [0.0]

    def serve(channel: str) -> bool:
        served.append(channel)
        passed[0] += seconds_each[channel]
        return True

    monkeypatch.setattr(delivery, "known_channels", lambda: ["mail", "webhook"])
    monkeypatch.setattr(delivery, "_deliver_next", serve)
    monkeypatch.setattr(delivery, "time", SimpleNamespace(monotonic=lambda: passed[0]))

    delivery.deliver_due(seconds=20)

    assert served == ["mail", "webhook", *["mail"] * 5, "webhook", *["mail"] * 5][: len(served)]
    assert served.count("webhook") == 2


def test_permission_is_asked_again_at_delivery(post):
    enter_act(told=["TR"])
    fan_out()
    post.may_see = False

    delivery = deliver()

    assert (delivery.status, post.sent) == ("not_entitled", [])


def test_one_whose_reader_cannot_be_found_out_does_not_hold_up_the_others(post):
    first, second = enter_act(told=["TR"]), enter_act(told=["TR"])
    post.unreadable = {first.number}

    fan_out()
    deliver_due()

    assert [delivery.act_id for delivery in post.sent] == [second.number]
    waiting = Delivery.objects.get(act=first)
    assert (waiting.status, waiting.attempts, waiting.detail) == ("queued", 1, "LookupError: ")
