"""What an account writes besides acts is refused where the account was closed since its request came in.

A page or an address of that kind has a case, or `test_every_…_has_a_case` fails.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
import pytest
from django.db import connection, transaction

from deadlines.calendars.addresses import make_address
from deadlines.models import FeedAddress
from members import actions, middleware
from members.models import Account, Token
from members.standing import as_it_stands
from members.tokens import issue_token
from notices.delivery import fan_out
from notices.enums import DeliveryStatus
from notices.models import Delivery, MailPreference, Notice
from records import clock
from records.models import Act
from records.refusals import NotYours
from tests.addresses import routes_served
from tests.cica.test_sent_forms import CASES, drawn, pages_with_a_form
from tests.factories import taking
from tests.factories.members import AccountFactory, actor_of, administrator, browser, delegate
from tests.factories.records import enter_act
from tests.factories.webhooks import webhook_of
from tests.members.test_standing import wait_until_somebody_waits
from web.act_pages import ActPage
from webhooks.models import Webhook
from webhooks.subscriptions import send_test, subscribe

pytestmark = pytest.mark.django_db

WRITTEN = (Act, Webhook, FeedAddress, Token, MailPreference, Notice, Delivery)
UNSAFE = ("post", "put", "patch", "delete")


@dataclass(frozen=True)
class Call:
    """What is sent to an address of the API, and who sends it."""

    address: str
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    who: Callable = lambda: delegate("KG")


def on_webhook(path: str = "", **body: Any) -> Call:
    found, _secret = webhook_of(delegate("KG"))
    delivery = send_test(key=found.pk, actor=delegate("KG"), at=clock.now())
    tag = browser(delegate("KG")).get(f"/api/v1/webhooks/{found.pk}/")["ETag"]
    return Call(f"webhooks/{found.pk}/{path.format(delivery=delivery.pk)}", body, {"If-Match": tag})


def own_token() -> Call:
    account = Account.objects.get(public_id=delegate("KG").account)
    return Call(f"tokens/{issue_token(account=account)[0].token_key}/")


def own_feed() -> Call:
    made, _secret = make_address(actor=delegate("KG"), name="Phone", at=clock.now())
    return Call(f"feeds/{made.pk}/")


def told() -> Call:
    enter_act(told=["KG"])
    return Call("inbox/read/", {"all": True})


def undelivered() -> Call:
    AccountFactory(username="aliya", participant_id="TR")
    enter_act(told=["TR"])
    fan_out()
    Delivery.objects.update(status=DeliveryStatus.REFUSED, attempts=10, detail="550 No such mailbox")
    return Call("deliveries/send-again/", {"channel": "mail"}, who=administrator)


CALLS: dict[tuple[str, str], Callable[[], Call]] = {
    ("post", "tokens/"): lambda: Call("tokens/", {"label": "A"}),
    ("delete", "tokens/<slug:key>/"): own_token,
    ("post", "inbox/read/"): told,
    ("post", "me/mail/"): lambda: Call("me/mail/", {"mode": "digest", "digest_hour": 7}),
    ("post", "deliveries/send-again/"): undelivered,
    ("post", "webhooks/"): lambda: Call("webhooks/", {"url": "https://hooks.example.org/a"}),
    ("patch", "webhooks/<uuid:key>/"): lambda: on_webhook(description="New"),
    ("delete", "webhooks/<uuid:key>/"): on_webhook,
    **{
        ("post", f"webhooks/<uuid:key>/actions/{name}/"): partial(on_webhook, f"actions/{name}/")
        for name in ("rotate", "enable", "disable", "test")
    },
    ("post", "webhooks/<uuid:key>/actions/replay/"): lambda: on_webhook("actions/replay/", after=0),
    ("post", "webhooks/<uuid:key>/deliveries/<uuid:delivery>/actions/replay/"): lambda: on_webhook(
        "deliveries/{delivery}/actions/replay/"
    ),
    ("post", "feeds/"): lambda: Call("feeds/", {"name": "Phone"}),
    ("delete", "feeds/<uuid:pk>/"): own_feed,
}
MAKING = {
    "participants/", "chairmanships/", "experts/", "submissions/", "views/", "calls/",
    "calls/<str:reference>/answers/", "compilations/", "proposals/", "considerations/<int:pk>/positions/",
    "activities/", "action-plans/", "reports/", "reviews/", "meetings/",
}  # fmt: skip
"""Acts that make what they are on, or say what is in their address: `perform` asks."""
OWN_PAGES = [
    address for address, view in pages_with_a_form() if address in CASES and not issubclass(view, ActPage)
]


def test_every_address_of_the_api_has_a_case():
    served = {
        (method, route.text.removeprefix("api/v1/"))
        for route in routes_served()
        if route.is_api and not hasattr(route.view, "act_type")
        for method in UNSAFE
        if hasattr(route.view, method)
    }

    assert {one for one in served if one[1] not in MAKING} == set(CALLS)
    assert {address for _method, address in served} >= MAKING


def test_every_page_has_a_case():
    assert len(OWN_PAGES) > 12
    assert {"accounts/profile/", "inbox/", "accounts/webhooks/new/", "accounts/feeds/"} <= set(OWN_PAGES)


@pytest.fixture
def closing(monkeypatch):
    """Let the account of every request that writes be closed as soon as the request knows who acts."""

    def actor_then_closed(request):
        actor = known(request)
        if request.method not in {"GET", "HEAD"} and actor.account:
            Account.objects.filter(public_id=actor.account).update(is_active=False)
        return actor

    known = middleware.actor_of
    return lambda: monkeypatch.setattr(middleware, "actor_of", actor_then_closed)


def written() -> list[Any]:
    habits = list(Account.objects.order_by("pk").values("language", "time_zone", "password"))
    return [habits, *(list(model.objects.order_by("pk").values()) for model in WRITTEN)]


@pytest.mark.parametrize("address", OWN_PAGES)
def test_a_form_of_an_account_that_is_closed_meanwhile_writes_nothing(address, closing):
    case = CASES[address]()
    client = browser(case.who)
    form = drawn(case, client)
    before = written()
    closing()

    answer = client.post(form.action, form.filled(case.typed | {"step": "confirm"}))

    assert answer.status_code == 403, answer.text
    assert written() == before


@pytest.mark.parametrize("one", CALLS, ids=" ".join)
def test_a_call_of_an_account_that_is_closed_meanwhile_writes_nothing(one, closing):
    call = CALLS[one]()
    client = browser(call.who())
    before = written()
    closing()

    answer = getattr(client, one[0])(
        f"/api/v1/{call.address}",
        orjson.dumps(call.body),
        content_type="application/json",
        headers=call.headers,
    )

    assert answer.status_code == 403, answer.text
    assert written() == before


def test_a_password_that_is_set_writes_back_nothing_else_of_the_account():
    read = Account.objects.get(pk=AccountFactory(participant_id="KZ").pk)
    Account.objects.filter(pk=read.pk).update(participant_id="KG", role="viewer")

    actions.set_password(account=read, password="a long password of ours")

    stands = Account.objects.get(pk=read.pk)
    assert (stands.participant_id, stands.role) == ("KG", "viewer")
    assert stands.check_password("a long password of ours")


@pytest.mark.parametrize("is_open", [True, False])
def test_a_link_opens_no_account_that_is_closed_while_its_password_is_set(client, is_open, monkeypatch):
    account = AccountFactory(username="aliya", participant_id="KZ")
    account.set_password("a long password of ours")
    account.save()
    client.force_login(account)
    change = "/accounts/password/change/"
    typed = {
        "oldpassword": "a long password of ours",
        "password1": "another long one",
        "password2": "another long one",
    }
    monkeypatch.setattr("members.adapters.set_password", partial(_closing, is_open))
    status = client.post(change, typed).status_code

    stands = Account.objects.get(pk=account.pk)
    assert (status, stands.is_active) == ((302, True) if is_open else (403, False))
    assert stands.check_password("another long one") is is_open


def _closing(is_open: bool, *, account: Account, password: str) -> None:
    if not is_open:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    actions.set_password(account=account, password=password)


@pytest.mark.django_db(transaction=True)
def test_an_account_is_not_closed_while_it_writes():
    person = AccountFactory(username="aliya", participant_id="KZ")
    done = []

    def close():
        taking.act_on_account(
            key=person.public_id, name="change-account", actor=administrator(), data={"is_active": False},
            at=clock.now(),
        )  # fmt: skip
        done.append("closed")
        connection.close()

    closing = threading.Thread(target=close)
    with as_it_stands(actor_of(person)) as (now, account):
        closing.start()
        wait_until_somebody_waits()
        assert (done, now.participant, account.pk) == ([], "KZ", person.pk)
        subscribe(actor=now, url="https://hooks.example.org/a", at=clock.now())
    closing.join(timeout=20)

    assert done == ["closed"]
    assert not Webhook.objects.get().is_active, "what was made before is switched off by the closing"


@pytest.mark.django_db(transaction=True)
def test_what_waited_while_its_account_was_closed_is_refused():
    person = AccountFactory(username="aliya", participant_id="KZ")
    actor, found = actor_of(person), []

    def make():
        try:
            subscribe(actor=actor, url="https://hooks.example.org/a", at=clock.now())
        except NotYours as refusal:
            found.append(refusal)
        finally:
            connection.close()

    waiting = threading.Thread(target=make)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=person.pk)
        waiting.start()
        wait_until_somebody_waits()
        Account.objects.filter(pk=person.pk).update(is_active=False)
    waiting.join(timeout=20)

    assert len(found) == 1
    assert not Webhook.objects.exists()
