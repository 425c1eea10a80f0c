"""What was made for one reader is kept by nobody else, whatever its address."""

import pytest
from django.conf import settings
from django.test import Client

from members.models import Account
from members.tokens import issue_token
from tests.addresses import routes_served
from tests.factories.exchange import compiled, views_of
from tests.factories.members import browser, delegate, secretariat

pytestmark = pytest.mark.django_db

KEYS = {
    "code": "KZ",
    "edition": "2007",
    "kind": "measures",
    "key": "ECO-2",
    "number": "1",
}


def wrong(client: Client, **headers: str) -> dict[str, str]:
    """Return the addresses whose answer to a reader might be kept, with what they say."""
    found = {}
    for route in routes_served():
        for method in ("get", "post"):
            answer = getattr(client, method)(route.filled(KEYS), headers=headers)
            said = answer.get("Cache-Control", "")
            is_checked = said == "private, no-cache" and "ETag" in answer
            is_alike = said.startswith("public") and not answer.cookies
            if not (said == "private, no-store" or is_checked or is_alike):
                found[f"{method} {route.filled(KEYS)}"] = said
    return found


def test_no_answer_to_who_has_logged_in_is_kept():
    client = browser(secretariat())
    client.raise_request_exception = False
    session = client.cookies[settings.SESSION_COOKIE_NAME].value

    assert wrong(client) == {}
    assert client.cookies[settings.SESSION_COOKIE_NAME].value == session


def test_no_answer_to_a_token_is_kept():
    account = Account.objects.get(public_id=delegate("KG").account)
    _token, key = issue_token(account=account, read_only=True)

    assert wrong(Client(raise_request_exception=False), Authorization=f"Token {key}") == {}


def test_the_table_of_views_is_never_kept():
    views_of("KG")
    reference = compiled().reference
    client = browser(secretariat())

    for address in (
        f"/api/v1/compilations/{reference}/table/csv/",
        f"/exchange/views/{reference}/table.docx",
    ):
        answer = client.get(address)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store"), address


def test_beginning_and_ending_a_session_is_never_kept(client):
    Account.objects.create_user("kg", password="a long enough password", participant_id="KG")

    entered = client.post("/accounts/login/", {"login": "kg", "password": "a long enough password"})
    left = client.post("/accounts/logout/")

    assert entered["Cache-Control"] == left["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/", "/members/", "/catalogue/", "/procedure/"])
def test_what_everyone_may_read_is_left_as_it_is_for_nobody_in_particular(client, address):
    assert "no-store" not in client.get(address).get("Cache-Control", "")
