"""Every page under `/accounts/`, in each of its states and languages: theirs are views of others."""

import socket
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from members.enums import DelegationRole
from members.models import Account, Token
from members.tokens import issue_token
from notices.password_links import path_of_link
from tests.factories.members import AccountFactory, administrator, browser, delegate
from tests.pages import language_of

pytestmark = pytest.mark.django_db

PHRASE = "a long password of ours"
LANGUAGES = ["en", "ru", "fr"]


@pytest.fixture(autouse=True)
def counted_from_nothing():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def nothing_goes_out(monkeypatch):
    """Fail whatever sends a mail, or calls another machine, while it answers a request."""

    def refuse(*words, **names):
        pytest.fail("A request called out.")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


class Visitor:
    """A browser, and the account of the person before it."""

    def __init__(self, client) -> None:
        self.client = client
        self.account = AccountFactory(username="aliya", participant_id="KZ")
        self.account.set_password(PHRASE)
        self.account.save(update_fields=["password"])

    def logged_in(self):
        self.client.force_login(self.account)
        return self.client

    def link(self) -> str:
        return path_of_link(Account.objects.get(pk=self.account.pk))

    def opened(self) -> str:
        """Open the link, and return the address that it leads to, which does not hold the key."""
        return self.client.get(self.link())["Location"]

    def guess(self, times: int):
        for _time in range(times):
            answer = self.client.post(reverse("account_login"), {"login": "aliya", "password": "a guess"})
        return answer


def at(name: str, /, **data: str) -> Callable[[Visitor], object]:
    """Ask for a page, or send its form, as nobody."""
    return lambda visitor: _ask(visitor.client, name, data)


def inside(name: str, /, **data: str) -> Callable[[Visitor], object]:
    """The same, logged in."""
    return lambda visitor: _ask(visitor.logged_in(), name, data)


def _ask(client, name: str, data: dict[str, str]):
    return client.post(reverse(name), data) if data else client.get(reverse(name))


def ask_for(times: int) -> Callable[[Visitor], object]:
    def ask(visitor: Visitor):
        for _time in range(times):
            answer = at("account_reset_password", email="aliya@example.org")(visitor)
        return answer

    return ask


def close(visitor: Visitor):
    Account.objects.filter(pk=visitor.account.pk).update(is_active=False)


def closed(visitor: Visitor):
    close(visitor)
    return at("account_login", login="aliya", password=PHRASE)(visitor)


def used(visitor: Visitor):
    link = visitor.link()
    visitor.account.set_password("another password of ours")
    visitor.account.save(update_fields=["password"])
    return visitor.client.get(link)


def of_a_closed_account(visitor: Visitor):
    link = visitor.link()
    close(visitor)
    return visitor.client.get(link)


def set_by_link(first: str, second: str) -> Callable[[Visitor], object]:
    def send(visitor: Visitor):
        return visitor.client.post(visitor.opened(), {"password1": first, "password2": second})

    return send


def without_password(visitor: Visitor):
    visitor.account.set_unusable_password()
    visitor.account.save(update_fields=["password"])
    return visitor.logged_in().get(reverse("account_change_password"))


def name_office(method: str, **data: str) -> Callable[[Visitor], object]:
    """Say, as the head of the person's delegation, whether the person is of the Chair's office."""

    def ask(visitor: Visitor):
        window = browser(delegate("KZ", role=DelegationRole.HEAD))
        window.cookies["django_language"] = visitor.client.cookies["django_language"].value
        address = reverse("account-act", args=[visitor.account.public_id, "name-chairs-office"])
        return getattr(window, method)(address, data)

    return ask


def keeping(method: str, address: Callable[[Visitor], str], **data: str) -> Callable[[Visitor], object]:
    """Come to a page as the administrator."""

    def ask(visitor: Visitor):
        window = browser(administrator())
        window.cookies["django_language"] = visitor.client.cookies["django_language"].value
        return getattr(window, method)(address(visitor), data)

    return ask


def the_list(visitor: Visitor) -> str:
    return reverse("account-list")


def the_opening(visitor: Visitor) -> str:
    return reverse("account-open")


def the_change(visitor: Visitor) -> str:
    return reverse("account-act", args=[visitor.account.public_id, "change-account"])


def the_token(visitor: Visitor) -> str:
    made = Token.objects.first() or issue_token(account=visitor.account)[0]
    return reverse("account-token", args=[visitor.account.public_id, made.token_key])


def on_own(name: str, *, kind: str) -> Callable[[Visitor], object]:
    """Ask for the page of a thing that the account has made."""

    def ask(visitor: Visitor):
        client = visitor.logged_in()
        if kind == "feed":
            client.post(reverse("feed-addresses"), {"name": "my phone"})
            key = visitor.account.feed_addresses.get().pk
        else:
            client.post(reverse("webhook-new"), {"url": "https://receiver.example/"})
            key = visitor.account.webhooks.get().pk
        return client.get(reverse(name, args=[key]))

    return ask


DONE, SENT_ON, SEEN, GONE = HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND
BAD, OFTEN, MADE = HTTPStatus.BAD_REQUEST, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.CREATED
CHANGE = {
    "oldpassword": PHRASE,
    "password1": "another password of ours",
    "password2": "another password of ours",
}
OWN = {"name": "my phone"}
STATES = {  # {name of a page: {its state: (how to come to it, the answer)}}
    "account_login": {
        "asked": (at("account_login"), DONE),
        "wrong": (at("account_login", login="aliya", password="a guess"), DONE),
        "closed": (closed, SENT_ON),
        "right": (at("account_login", login="aliya", password=PHRASE), SENT_ON),
        "inside": (inside("account_login"), SENT_ON),
        "guessed": (lambda visitor: visitor.guess(7), OFTEN),
        "flooded": (lambda visitor: visitor.guess(40), OFTEN),
    },
    "account_logout": {
        "outside": (at("account_logout"), SENT_ON),
        "inside": (inside("account_logout"), DONE),
        "done": (inside("account_logout", really="1"), SENT_ON),
    },
    "account_signup": {"asked": (at("account_signup"), DONE), "sent": (at("account_signup", a="b"), DONE)},
    "account_inactive": {"asked": (at("account_inactive"), DONE)},
    "account_reauthenticate": {
        "outside": (at("account_reauthenticate"), SENT_ON),
        "asked": (inside("account_reauthenticate"), DONE),
        "wrong": (inside("account_reauthenticate", password="a guess"), DONE),
        "right": (inside("account_reauthenticate", password=PHRASE), SENT_ON),
    },
    "account_change_password": {
        "outside": (at("account_change_password"), SENT_ON),
        "asked": (inside("account_change_password"), DONE),
        "wrong": (inside("account_change_password", **CHANGE | {"oldpassword": "a guess"}), DONE),
        "weak": (inside("account_change_password", **CHANGE | {"password1": "short"}), DONE),
        "right": (inside("account_change_password", **CHANGE), SENT_ON),
        "without a password": (without_password, SENT_ON),
    },
    "account_set_password": {"asked": (inside("account_set_password"), SENT_ON)},
    "account_reset_password": {
        "asked": (at("account_reset_password"), DONE),
        "no address": (at("account_reset_password", email="nobody"), DONE),
        "known": (at("account_reset_password", email="aliya@example.org"), SENT_ON),
        "unknown": (at("account_reset_password", email="nobody@example.org"), SENT_ON),
        "often": (ask_for(6), OFTEN),
    },
    "account_reset_password_done": {"asked": (at("account_reset_password_done"), DONE)},
    "account_reset_password_from_key": {
        "fresh": (lambda visitor: visitor.client.get(visitor.link()), SENT_ON),
        "opened": (lambda visitor: visitor.client.get(visitor.opened()), DONE),
        "used": (used, DONE),
        "closed": (of_a_closed_account, DONE),
        "another's": (lambda visitor: visitor.client.get(visitor.link().replace("key/", "key/zz")), DONE),
        "two passwords": (set_by_link("one password of ours", "another password of ours"), DONE),
        "weak": (set_by_link("short", "short"), DONE),
        "set": (set_by_link("another password of ours", "another password of ours"), SENT_ON),
    },
    "account_reset_password_from_key_done": {"asked": (at("account_reset_password_from_key_done"), DONE)},
    "account": {
        "own": (lambda visitor: visitor.logged_in().get(f"/accounts/{visitor.account.public_id}/"), DONE),
        "outside": (lambda visitor: visitor.client.get(f"/accounts/{visitor.account.public_id}/"), GONE),
    },
    "account-act": {
        "named by the head": (name_office("get"), DONE),
        "done": (name_office("post", is_chairs_office="true"), SEEN),
        "nothing new": (name_office("post"), HTTPStatus.CONFLICT),
        "asked by the administrator": (keeping("get", the_change), DONE),
        "closing": (keeping("post", the_change, username="aliya"), DONE),
        "closed": (keeping("post", the_change, username="aliya", step="confirm"), SEEN),
    },
    "account-list": {
        "outside": (at("account-list"), SENT_ON),
        "own": (inside("account-list"), DONE),
        "all": (keeping("get", the_list), DONE),
    },
    "account-open": {
        "outside": (at("account-open"), SENT_ON),
        "asked": (keeping("get", the_opening), DONE),
        "wrong": (keeping("post", the_opening, participant="KZ"), BAD),
        "right": (keeping("post", the_opening, username="new", participant="KZ"), SEEN),
    },
    "account-token": {
        "outside": (lambda visitor: visitor.client.get(the_token(visitor)), GONE),
        "asked": (keeping("get", the_token), DONE),
        "revoked": (keeping("post", the_token), SEEN),
    },
    "account_profile": {
        "outside": (at("account_profile"), SENT_ON),
        "asked": (inside("account_profile"), DONE),
        "wrong": (inside("account_profile", language="xx"), BAD),
        "right": (inside("account_profile", language="fr", time_zone="UTC"), SEEN),
    },
    "account_mail": {
        "outside": (at("account_mail"), SENT_ON),
        "asked": (inside("account_mail"), DONE),
        "wrong": (inside("account_mail", mode="never"), BAD),
        "right": (inside("account_mail", mode="none"), SEEN),
    },
    "feed-addresses": {
        "asked": (inside("feed-addresses"), DONE),
        "made": (inside("feed-addresses", **OWN), MADE),
    },
    "feed-address": {"asked": (on_own("feed-address", kind="feed"), DONE)},
    "webhook-list": {"asked": (inside("webhook-list"), DONE)},
    "webhook-new": {
        "asked": (inside("webhook-new"), DONE),
        "wrong": (inside("webhook-new", url="nowhere"), BAD),
        "made": (inside("webhook-new", url="https://receiver.example/"), DONE),
    },
} | {
    name: {"asked": (on_own(name, kind="webhook"), DONE)}
    for name in ("webhook", "webhook-change", "webhook-rotate", "webhook-replay", "webhook-delete")
}
POSTED_ONLY = {"webhook-enable", "webhook-disable", "webhook-test", "webhook-delivery-replay"}
"""Buttons on the page of a webhook, with no page of its own (`tests/webhooks/test_webhook_views.py`)."""


def names_under(prefix: str, found: list[URLPattern | URLResolver], so_far: str = "") -> set[str]:
    """Return the names of all addresses that begin with `prefix`."""
    names = set()
    for entry in found:
        whole = so_far + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLResolver):
            names |= names_under(prefix, entry.url_patterns, whole)
        elif whole.startswith(prefix):
            names.add(entry.name)
    return names


def test_every_page_of_accounts_is_tested_here():
    assert names_under("accounts/", get_resolver().url_patterns) == STATES.keys() | POSTED_ONLY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("come", "answer"),
    [pytest.param(*state, id=f"{page}-{name}") for page in STATES for name, state in STATES[page].items()],
)
def test_a_page_in_one_of_its_states(client, nothing_goes_out, language, come, answer):
    client.cookies["django_language"] = language

    found = come(Visitor(client))

    assert found.status_code == answer
    if answer not in (SENT_ON, SEEN):
        assert language_of(found) == language
    assert ("Retry-After" in found) == (answer == OFTEN)


OF_OTHERS = [
    "http://[::1", "//evil.example", "/\\evil.example", "javascript:alert(1)", "https:evil.example",
    "http://testserver@evil.example/", "///evil.example", "/\t/evil.example", "data:text/html,x", "inbox/",
]  # fmt: skip
"""What `next` may not lead to; the first cannot even be read as an address."""


@pytest.mark.parametrize("address", OF_OTHERS)
@pytest.mark.parametrize("page", ["account_login", "account_logout", "account_reset_password"])
def test_what_is_no_address_of_ours_is_not_gone_on_to(client, address, page):
    visitor = Visitor(client)
    if page == "account_logout":
        visitor.logged_in()
    typed = {"login": "aliya", "password": PHRASE, "next": address}

    drawn = client.get(reverse(page), {"next": address})
    sent = client.post(reverse(page), typed)

    assert drawn.status_code == 200
    assert sent.get("Location", "/") in {"/", reverse("inbox")}
