"""The way to a new password: asked for in a request, made and sent by the courier, and void soon."""

from datetime import timedelta

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from members.models import Account
from notices.delivery import deliver_due
from notices.models import Attempt, Delivery, PasswordRequest
from notices.password_links import take_requests
from notices.tasks import deliver
from tests.factories.members import AccountFactory

pytestmark = pytest.mark.django_db

PHRASE = "a long password of ours"
SUBJECTS = {
    "en": "CICA CBM: set a new password",
    "ru": "СВМДА, меры доверия: задайте новый пароль",
    "fr": "MDC de la CIMCA : définir un nouveau mot de passe",
}


@pytest.fixture(autouse=True)
def counted_from_nothing():
    cache.clear()


@pytest.fixture
def aliya() -> Account:
    account = AccountFactory(username="aliya", participant_id="KZ", language="en")
    account.set_password("the first password of hers")
    account.save(update_fields=["password"])
    return account


def ask(address: str, **headers: str):
    return Client().post("/accounts/password/reset/", {"email": address}, headers=headers)


def link_in(letter) -> str:
    return next(line for line in letter.body.splitlines() if "/password/reset/key/" in line)


def page_behind(link: str, settings):
    browser = Client()
    return browser, browser.get(link.removeprefix(settings.BASE_URL), follow=True)


def is_void(link: str, settings) -> bool:
    _browser, page = page_behind(link, settings)
    return "too old" in page.content.decode()


def test_the_link_is_made_of_the_setting_by_whatever_name_the_site_was_asked(settings, aliya):
    settings.BASE_URL = "https://cbm.example.org"
    ask(aliya.email, host="localhost:6666")
    deliver()

    (letter,) = outbox.outbox
    assert letter.to == [aliya.email]
    assert link_in(letter).startswith("https://cbm.example.org/accounts/password/reset/key/")
    assert "6666" not in letter.body
    assert "aliya" in letter.body


@pytest.mark.parametrize("language", SUBJECTS)
def test_the_mail_is_in_the_language_of_the_person_not_of_who_asks(aliya, language):
    Account.objects.filter(pk=aliya.pk).update(language=language)
    browser = Client(headers={"accept-language": "fr"})
    browser.post("/accounts/password/reset/", {"email": aliya.email})
    deliver()

    (letter,) = outbox.outbox
    assert letter.subject == SUBJECTS[language]


def test_who_has_the_link_sets_the_password_once(settings, aliya):
    ask(aliya.email.upper())
    deliver()
    link = link_in(outbox.outbox[0])
    browser, page = page_behind(link, settings)

    browser.post(page.redirect_chain[-1][0], {"password1": PHRASE, "password2": PHRASE})

    assert Client().login(username="aliya", password=PHRASE)
    assert is_void(link, settings)


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"password": "another"}, {"email": "elsewhere@example.org"}]
)
def test_a_link_ends_with_what_it_was_made_for(settings, aliya, change):
    ask(aliya.email)
    deliver()
    link = link_in(outbox.outbox[0])
    assert not is_void(link, settings)

    Account.objects.filter(pk=aliya.pk).update(**change)

    assert is_void(link, settings)


@pytest.mark.parametrize("address", ["nobody@example.org", "closed@example.org"])
def test_no_mail_goes_to_an_address_that_nobody_uses(address):
    AccountFactory(username="closed", participant_id="KZ", is_active=False)
    ask(address)
    deliver()

    assert outbox.outbox == []
    assert not Delivery.objects.exists()
    assert not PasswordRequest.objects.exists()


def test_the_answer_and_its_work_are_the_same_for_every_address(aliya):
    seen = []
    for address in [aliya.email, "nobody@example.org"]:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = ask(address)
        statements = [query["sql"].replace(address, "") for query in asked if "SAVEPOINT" not in query["sql"]]
        shapes = [statement.split("VALUES")[0] for statement in statements]
        seen.append((answer.status_code, answer["Location"], answer.content, shapes))

    assert seen[0] == seen[1]
    assert outbox.outbox == []


def test_no_secret_lies_in_the_database(aliya):
    ask(aliya.email)
    deliver()
    key = link_in(outbox.outbox[0]).rstrip("/").rpartition("-")[2]

    kept = [list(model.objects.values()) for model in (Delivery, Attempt, PasswordRequest)]
    assert key not in str(kept)


def test_asking_again_before_it_is_sent_sends_one_mail(aliya):
    for _time in range(3):
        ask(aliya.email)
    deliver()

    assert len(outbox.outbox) == 1


def test_what_the_mail_server_does_not_take_is_tried_again(settings, aliya):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(aliya.email)
    deliver()
    assert Delivery.objects.get().status == "queued"

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Delivery.objects.update(due_at="2026-01-01T00:00Z")
    deliver()

    assert Delivery.objects.get().status == "handed_over"
    assert len(outbox.outbox) == 1


def test_an_account_closed_meanwhile_gets_no_link(aliya):
    ask(aliya.email)
    take_requests()
    Account.objects.update(is_active=False)
    deliver_due()

    assert Delivery.objects.get().status == "not_entitled"
    assert outbox.outbox == []


def test_two_people_who_share_an_address_get_a_link_each(aliya):
    AccountFactory(username="second", email=aliya.email, participant_id="KZ")
    ask(aliya.email)
    deliver()

    assert sorted(letter.body.partition("User name: ")[2].split()[0] for letter in outbox.outbox) == [
        "aliya",
        "second",
    ]


def test_the_link_says_until_when_it_works(settings, aliya):
    settings.PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())
    ask(aliya.email)
    deliver()

    assert "only until" in outbox.outbox[0].body
