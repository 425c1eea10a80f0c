"""Choosing mail on the page and in the API; the mailbox of the demonstration."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from members.models import Account
from notices.models import MailboxMessage, MailPreference
from tests.factories.members import browser, delegate, viewer
from tests.pages import one, texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return browser(delegate("TR"))


def chosen() -> tuple[str, int]:
    return MailPreference.objects.values_list("mode", "digest_hour").get()


def test_a_choice_is_kept_and_shown(reader):
    answer = reader.post("/accounts/mail/", {"mode": "digest", "digest_hour": "7"})

    assert (answer.status_code, answer["Location"]) == (303, "/accounts/mail/")
    assert chosen() == ("digest", 7)
    page = reader.get("/accounts/mail/")
    assert texts(page, "option", selected=True) == ["07:00"]
    assert "delegate.tr@example.org" in page.text


@pytest.mark.parametrize("wrong", [{"mode": "pigeon"}, {"mode": "digest", "digest_hour": "24"}, {}])
def test_a_choice_that_is_none_is_refused(reader, wrong):
    assert reader.post("/accounts/mail/", wrong).status_code == 400
    assert not MailPreference.objects.exists()


def test_an_account_without_an_address_is_told_so(reader):
    Account.objects.update(email="")

    assert "Your account has no address for e-mail" in reader.get("/accounts/mail/").text


def test_the_public_has_nothing_to_choose(client):
    assert client.get("/accounts/mail/")["Location"] == "/accounts/login/?next=/accounts/mail/"
    assert client.get("/api/v1/me/mail/").status_code == 401


def test_the_api_chooses_too_also_for_one_who_only_reads():
    client = browser(viewer("TR"))
    assert client.get("/api/v1/me/mail/").json() == {"mode": "at_once", "digest_hour": 8}

    answer = client.post("/api/v1/me/mail/", {"mode": "none"}, content_type="application/json")

    assert answer.json() == {"mode": "none", "digest_hour": 8}
    assert chosen() == ("none", 8)


@pytest.fixture
def mailbox(settings) -> MailboxMessage:
    """A demonstration in which one mail was sent."""
    settings.DEMO = True
    settings.EMAIL_BACKEND = "notices.mailbox.MailboxBackend"
    mail = EmailMultiAlternatives("Hello", "Text", to=["aliya@example.org"], headers={"Message-ID": "<1@x>"})
    mail.attach_alternative("<p>Bold <script>alert(1)</script></p>", "text/html")
    mail.send()
    return MailboxMessage.objects.get()


def test_mail_of_a_demonstration_is_shown_and_sent_to_nobody(client, mailbox):
    listed = client.get("/demo/mail/").text
    page = client.get(f"/demo/mail/{mailbox.pk}/").text

    assert "aliya@example.org" in listed
    assert f'href="/demo/mail/{mailbox.pk}/"' in listed
    assert ("Text" in page, "&lt;1@x&gt;" in page) == (True, True)
    assert "<script>alert" not in page


def test_the_mail_of_one_person_is_shown_alone(client, mailbox):
    assert "Hello" in client.get("/demo/mail/?to=aliya@example.org").text
    assert "Hello" not in client.get("/demo/mail/?to=berik@example.org").text


def test_the_html_of_a_mail_can_do_nothing_in_its_frame(client, mailbox):
    answer = client.get(f"/demo/mail/{mailbox.pk}/html/")
    policy = {part.strip() for part in answer["Content-Security-Policy"].split(";")}

    assert answer.text == mailbox.html
    assert policy == {"default-src 'none'", "frame-ancestors 'self'", "sandbox"}
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert one(client.get(f"/demo/mail/{mailbox.pk}/"), "iframe").get("sandbox") == ""


def test_there_is_no_mailbox_anywhere_else(client, mailbox, settings):
    settings.DEMO = False

    for address in ("/demo/mail/", f"/demo/mail/{mailbox.pk}/", f"/demo/mail/{mailbox.pk}/html/"):
        assert client.get(address).status_code == 404
