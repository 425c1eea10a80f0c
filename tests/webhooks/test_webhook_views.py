"""The pages of an account's webhooks."""

import re

import pytest
from standardwebhooks import Webhook as Verifier

from notices.models import Delivery
from tests.factories.members import administrator, browser, delegate, viewer
from tests.factories.records import enter_act
from tests.factories.webhooks import do_a_round, webhook_of
from tests.receiver import answering, receiving
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db
PAGES = "/accounts/webhooks/"
URL = "https://hooks.example.org/cica"


@pytest.fixture
def client():
    return browser(delegate("TR"))


def secret_on(page) -> str:
    return re.search(r"whsec_[A-Za-z0-9+/=]+", page.text)[0]


def test_a_webhook_is_made_by_a_form_which_shows_its_secret(client):
    assert "New webhook" in client.get(PAGES).text
    page = client.post(f"{PAGES}new/", {"url": URL, "description": "Our archive", "actions": ["circulate"]})

    assert page["Cache-Control"] == "private, no-store"
    Verifier(secret_on(page))
    webhook = Webhook.objects.get()
    assert (webhook.url, webhook.description, webhook.actions) == (URL, "Our archive", ["circulate"])
    listed = client.get(PAGES).text
    assert "Our archive" in listed
    assert "whsec_" not in listed + client.get(f"{PAGES}{webhook.pk}/").text


def test_a_form_that_is_not_right_is_shown_again_with_what_was_typed(client):
    page = client.post(f"{PAGES}new/", {"url": "http://hooks.example.org/", "description": "Our archive"})

    assert page.status_code == 400
    assert "must begin with https://" in page.text
    assert "Our archive" in page.text
    assert not Webhook.objects.exists()


def test_whoever_has_not_logged_in_is_asked_to(client):
    nobody = type(client)()

    for page in (PAGES, f"{PAGES}new/"):
        answer = nobody.get(page)
        assert (answer.status_code, answer["Location"][:17]) == (302, "/accounts/login/?")


def test_a_viewer_is_told_why_not():
    page = browser(viewer("TR")).get(f"{PAGES}new/")

    assert page.status_code == 403
    assert "Your account or token reads only." in page.text


def test_those_of_others_are_not_found(client):
    webhook, _secret = webhook_of(delegate("KZ"))
    address = f"{PAGES}{webhook.pk}/"
    delivery = Delivery.objects.create(
        channel="webhook", webhook=webhook, created_at=webhook.created_at, due_at=webhook.created_at
    )

    assert str(webhook.pk) not in client.get(PAGES).text
    for page in ("", "change/", "rotate/", "replay/", "delete/"):
        assert client.get(address + page).status_code == 404
    for page in (
        "change/", "rotate/", "replay/", "delete/", "enable/", "disable/", "test/",
        f"deliveries/{delivery.pk}/replay/",
    ):  # fmt: skip
        assert client.post(address + page, {"url": URL, "after": 0}).status_code == 404
    assert list(Webhook.objects.values_list("revision", flat=True)) == [1]


def test_it_is_changed_and_shows_what_it_was(client):
    webhook, _secret = webhook_of(delegate("TR"), actions=["circulate"])
    address = f"{PAGES}{webhook.pk}/change/"

    form = client.get(address).text
    assert f'value="{webhook.url}"' in form
    assert re.search(r'value="circulate" checked', form)

    answer = client.post(address, {"url": "https://other.example.org/"})
    assert answer.status_code == 303
    webhook.refresh_from_db()
    assert (webhook.url, webhook.actions) == ("https://other.example.org/", [])


def test_another_secret_is_shown(client):
    webhook, old = webhook_of(delegate("TR"))
    address = f"{PAGES}{webhook.pk}/rotate/"
    assert 'value="24"' in client.get(address).text

    page = client.post(address, {"overlap_hours": "2"})

    assert secret_on(page) != old
    assert "The old secret signs until" in client.get(f"{PAGES}{webhook.pk}/").text


def test_buttons_switch_test_send_again_and_delete(client, settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        webhook, _secret = webhook_of(delegate("TR"), receiver.url())
        address = f"{PAGES}{webhook.pk}/"
        enter_act()
        assert client.post(f"{address}test/").status_code == 303
        do_a_round()
        delivery = Delivery.objects.get(act__isnull=False, webhook=webhook)
        receiver.behaviour = answering(503)
        client.post(f"{address}deliveries/{delivery.pk}/replay/")
        do_a_round()
        page = client.get(address).text
        assert "Test message" in page
        assert "answered 503" in page
        assert "next try" in page
        assert len(receiver.messages) == 3

        assert (
            "1 message is sent again." in client.post(f"{address}replay/", {"after": "0"}, follow=True).text
        )
        assert "The webhook is off." in client.post(f"{address}disable/", follow=True).text
        assert "its owner switched it off" in client.get(PAGES).text
        assert client.post(f"{address}test/").status_code == 409
        assert "The webhook is on." in client.post(f"{address}enable/", follow=True).text
    assert "cannot" not in client.get(f"{address}delete/").text
    assert client.post(f"{address}delete/").status_code == 303
    assert not Webhook.objects.exists()


def test_the_page_of_a_webhook_asks_a_fixed_number_of_queries(client, settings, django_assert_num_queries):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        webhook, _secret = webhook_of(delegate("TR"), receiver.url())
        client.get(f"{PAGES}{webhook.pk}/")
        for count in (1, 3):
            for _ in range(count):
                enter_act()
            do_a_round()
            with django_assert_num_queries(5):
                client.get(f"{PAGES}{webhook.pk}/")


def test_the_profile_leads_there(client):
    assert f'href="{PAGES}"' in client.get("/accounts/profile/").text


def test_the_operator_reads_of_a_dead_message_whose_it_is_and_why_and_not_what_it_is_on(settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        receiver.behaviour = answering(410)
        webhook_of(delegate("TR"), receiver.url())
        enter_act(object_key="UZ")
        do_a_round()

    page = browser(administrator()).get("/notices/undelivered/").text
    assert "answered 410" in page
    assert "delegate.tr" in page
    assert "/members/UZ/" not in page
    assert str(receiver.port) not in page
