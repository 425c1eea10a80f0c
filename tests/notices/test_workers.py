"""Workers at the same time, killed ones, a broker that is down: late at worst, never lost."""

import threading
import time

import pytest
from celery.app.base import Celery
from django.db import connection, transaction

from notices import bell, channels
from notices.channels import AttemptOutcome, Channel
from notices.delivery import deliver_due, fan_out
from notices.enums import ChannelName
from notices.models import Delivery
from tests.factories.members import AccountFactory
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = 20


class Post:
    """A channel that takes a moment, so that workers meet."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.account = AccountFactory(participant_id="TR")

    def recipients(self, act, told, at) -> list[Delivery]:
        return [Delivery(channel=ChannelName.MAIL, act=act, account=self.account, created_at=at, due_at=at)]

    def hand_over(self, delivery: Delivery) -> AttemptOutcome:
        time.sleep(0.01)
        self.sent.append(str(delivery.pk))
        return AttemptOutcome.handed_over()


@pytest.fixture
def post(monkeypatch, supplied) -> Post:
    monkeypatch.setattr(bell, "publish", lambda: True)
    post = Post()
    channel = Channel(
        name=ChannelName.MAIL,
        label="Post",
        recipients=post.recipients,
        is_entitled=lambda delivery: True,
        hand_over=post.hand_over,
        waits=(),
    )
    supplied(channels.CHANNELS.of(channel))
    return post


def at_once(work, *, workers: int = 2) -> None:
    """Let several workers do the same, each on its own connection."""

    def do() -> None:
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=do) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_workers_share_the_work_and_nothing_goes_out_twice(post):
    for _ in range(ACTS):
        enter_act(told=["TR"])

    at_once(lambda: (fan_out(), deliver_due()))
    fan_out(), deliver_due()

    assert len(post.sent) == len(set(post.sent)) == ACTS
    assert set(Delivery.objects.values_list("status", "attempts")) == {("handed_over", 1)}


def test_a_worker_killed_between_sending_and_its_commit_sends_again_under_the_same_id(post):
    enter_act(told=["TR"])
    fan_out()

    def die_before_the_commit() -> None:
        with transaction.atomic():
            deliver_due()
            with connection.cursor() as cursor:  # as a kill of its process does: the server drops the session
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    def worker() -> None:
        with pytest.raises(Exception, match=r"terminat|closed"):
            die_before_the_commit()

    at_once(worker, workers=1)
    assert Delivery.objects.get().status == "queued"
    deliver_due()

    assert len(post.sent) == 2
    assert len(set(post.sent)) == 1
    assert Delivery.objects.get().status == "handed_over"


def test_a_worker_leaves_alone_what_another_is_sending(post):
    enter_act(told=["TR"])
    fan_out()
    with transaction.atomic():
        Delivery.objects.select_for_update().get()
        at_once(deliver_due, workers=1)
        assert post.sent == []

    deliver_due()
    assert len(post.sent) == 1


def test_two_workers_send_a_daily_mail_once(post):
    for _ in range(5):
        enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(digest_at="2026-01-01T08:00Z", due_at="2026-01-01T08:00Z")

    at_once(deliver_due)

    first = Delivery.objects.order_by("act").first()
    assert post.sent == [str(first.pk)]
    assert set(Delivery.objects.values_list("status", "attempts")) == {("handed_over", 1)}


def test_a_broker_that_is_down_neither_fails_nor_slows_an_act(monkeypatch, caplog):
    asked = threading.Event()

    def hang(*args, **options):
        asked.set()
        time.sleep(1)
        raise ConnectionError("no broker")

    monkeypatch.setattr(Celery, "send_task", hang)
    monkeypatch.setattr(bell, "_ringer", None)
    monkeypatch.setattr(bell, "PAUSE", 0.01)

    started = time.monotonic()
    with transaction.atomic():
        enter_act(told=["TR"])
    took = time.monotonic() - started

    assert asked.wait(5)
    assert took < 0.9
    deadline = time.monotonic() + 5
    while "The broker did not take a message" not in caplog.text and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "The broker did not take a message; the worker will look by itself: no broker" in caplog.text


def test_an_act_rings_once_it_is_committed_and_not_before(monkeypatch):
    rung = []
    monkeypatch.setattr(bell, "ring", lambda: rung.append(True))

    with transaction.atomic():
        enter_act(told=["TR"])
        assert rung == []
    assert rung
