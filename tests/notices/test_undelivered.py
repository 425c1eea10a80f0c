"""The operator's page: what could not be delivered, without a word of what it is on, and sending it again."""

import uuid

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from members.enums import Post
from notices.delivery import deliver_due, fan_out
from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery, OutboxEntry
from records import clock
from tests.factories.members import AccountFactory, administrator, browser, delegate, secretariat
from tests.factories.records import enter_act
from tests.factories.webhooks import webhook_of

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def operator() -> Client:
    return browser(administrator())


@pytest.fixture
def dead() -> list[Delivery]:
    """Two mails that were refused for good."""
    AccountFactory(username="aliya", participant_id="TR")
    for _ in range(2):
        enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(status=DeliveryStatus.REFUSED, attempts=10, detail="550 No such mailbox")
    return list(Delivery.objects.order_by("act"))


def statuses() -> list[str]:
    return list(Delivery.objects.order_by("act").values_list("status", flat=True))


def test_the_operator_sees_who_did_not_get_which_act_and_why(operator, dead):
    page = operator.get("/notices/undelivered/").text

    assert page.count("550 No such mailbox") == 2
    assert "aliya" in page
    assert f"No. {dead[0].act_id}: Admit a participant" in page
    assert "/members/KZ/" not in page


@pytest.mark.parametrize("reader", [secretariat, lambda: delegate("TR")])
def test_nobody_else_does(reader, dead):
    client = browser(reader())

    assert client.get("/notices/undelivered/").status_code == 403
    assert client.post("/notices/undelivered/", {"channel": "mail", "step": "confirm"}).status_code == 403
    assert client.get("/api/v1/deliveries/").status_code == 403
    assert client.get("/api/v1/deliveries/backlog/").status_code == 403
    assert statuses() == ["refused", "refused"]


def test_one_is_sent_again_after_it_was_confirmed(operator, dead):
    chosen = {"deliveries": str(dead[0].pk)}

    asked = operator.post("/notices/undelivered/", chosen)
    assert "The delivery is queued again." in asked.text
    assert statuses() == ["refused", "refused"]

    operator.post("/notices/undelivered/", chosen | {"step": "confirm"})
    assert statuses() == ["queued", "refused"]
    deliver_due()
    sent = Delivery.objects.get(pk=dead[0].pk)
    assert (sent.status, sent.attempts) == ("handed_over", 1)


def test_all_of_a_channel_are_sent_again(operator, dead):
    operator.post("/notices/undelivered/", {"channel": "mail", "step": "confirm"})

    assert statuses() == ["queued", "queued"]


@pytest.mark.parametrize("chosen", [{}, {"channel": "pigeon"}, {"deliveries": "no-id"}])
def test_a_choice_that_is_none_changes_nothing(operator, dead, chosen):
    operator.post("/notices/undelivered/", chosen | {"step": "confirm"})

    assert statuses() == ["refused", "refused"]


def test_the_api_lists_and_queues_them_too(operator, dead):
    listed = operator.get("/api/v1/deliveries/").json()["results"]
    assert {(row["to"], row["reason"], row["status"]) for row in listed} == {
        ("aliya", "550 No such mailbox", "refused")
    }

    queued = operator.post(
        "/api/v1/deliveries/send-again/", {"channel": "mail"}, content_type="application/json"
    )

    assert queued.json() == {"queued": 2}
    assert statuses() == ["queued", "queued"]


def test_an_id_that_no_dead_letter_has_is_refused_and_nothing_is_queued(operator, dead):
    chosen = [str(dead[0].pk), UNKNOWN]

    answer = operator.post(
        "/api/v1/deliveries/send-again/", {"deliveries": chosen}, content_type="application/json"
    )
    page = operator.post("/notices/undelivered/", {"deliveries": chosen, "step": "confirm"})

    assert (answer.status_code, page.status_code) == (400, 400)
    assert UNKNOWN in answer.json()["errors"]["deliveries"][0]
    assert UNKNOWN in page.text
    assert statuses() == ["refused", "refused"]


def test_the_backlog_says_how_much_waits_and_since_when(operator):
    AccountFactory(username="aliya", participant_id="TR")
    enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(due_at=clock.now())
    enter_act(told=["TR"])

    found = operator.get("/api/v1/deliveries/backlog/").json()

    assert (found["acts"], found["deliveries"], found["undelivered"]) == (1, 1, {})
    assert found["oldest_seconds"] < 60
    assert OutboxEntry.objects.waiting().count() == 1


def test_the_page_costs_the_same_for_one_and_for_three(operator, dead, django_assert_num_queries):
    with django_assert_num_queries(8):
        operator.get("/notices/undelivered/")
    enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(status=DeliveryStatus.REFUSED)
    with django_assert_num_queries(8):
        operator.get("/notices/undelivered/")


def sent_mail() -> Delivery:
    AccountFactory(username="aliya", participant_id=None, post=Post.SECRETARIAT)
    enter_act(told=["secretariat"])
    fan_out()
    deliver_due()
    return Delivery.objects.get()


def test_a_mail_that_came_back_is_entered_by_its_message_id(capsys):
    delivery = sent_mail()

    call_command("record_bounce", f"<{delivery.pk}@cbm.example.org>", "550 Mailbox full")

    assert Delivery.objects.values_list("status", "detail").get() == ("bounced", "550 Mailbox full")
    assert Attempt.objects.order_by("-id").first().outcome == "bounced"


def test_only_what_was_handed_over_can_come_back():
    delivery = sent_mail()
    call_command("record_bounce", str(delivery.pk), "full")

    with pytest.raises(CommandError, match="Only what was handed over"):
        call_command("record_bounce", str(delivery.pk), "full")
    with pytest.raises(CommandError, match="No delivery has this id"):
        call_command("record_bounce", str(uuid.uuid4()), "full")
    with pytest.raises(CommandError, match="no Message-ID of ours"):
        call_command("record_bounce", "<hello@example.org>", "full")


def test_no_webhooks_message_comes_back_as_mail():
    webhook = webhook_of(delegate("TR"), "https://hooks.example.org/")[0]
    delivery = Delivery.objects.create(
        channel="webhook", webhook=webhook, created_at=clock.now(), due_at=clock.now(),
        status=DeliveryStatus.HANDED_OVER, handed_over_at=clock.now(),
    )  # fmt: skip

    with pytest.raises(CommandError, match="No delivery has this id"):
        call_command("record_bounce", str(delivery.pk), "full")
