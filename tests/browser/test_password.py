"""A lost password, from the page that logs in to the inbox, in each language."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail as outbox
from django.core.cache import cache

from members.actor import Actor
from members.models import Account
from notices.tasks import deliver
from tests.browser.walking import NARROW
from tests.factories.members import AccountFactory

pytestmark = pytest.mark.django_db(transaction=True)

PHRASE = "a long password of ours"


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
def test_a_person_who_lost_the_password_sets_a_new_one_and_logs_in(open_window, language):
    cache.clear()
    account = AccountFactory(username="aliya", participant_id="KZ", language=language)
    window = open_window(Actor.nobody(), width=NARROW)
    page = window.page
    window.open("/accounts/login/")
    choose_language(page, language)

    page.locator("main a[href*='/accounts/password/reset/']").click()
    page.fill("[name=email]", account.email)
    press(window)
    assert window.at == "/accounts/password/reset/done/"
    assert outbox.outbox == []

    deliver()  # as the courier does
    (letter,) = outbox.outbox
    link = re.search(r"^https?://.*$", letter.body, re.MULTILINE).group()
    window.open(urlsplit(link).path)
    page.fill("[name=password1]", PHRASE)
    page.fill("[name=password2]", PHRASE)
    press(window)
    assert window.at == "/accounts/password/reset/key/done/"

    page.locator("main a[href='/accounts/login/']").click()
    page.fill("[name=login]", "aliya")
    page.fill("[name=password]", PHRASE)
    press(window)

    assert window.at == "/inbox/"
    assert page.locator("html").get_attribute("lang") == language
    assert Account.objects.get().check_password(PHRASE)


def choose_language(page, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    page.reload()
    assert page.locator("html").get_attribute("lang") == language


def press(window) -> None:
    """Press the one button of the page's form."""
    window.page.locator("main form button").click()
    window.page.wait_for_load_state()
    window.look()
