"""A request repeated with its key shows what its caller may read now, whichever POST it was."""

import json

import pytest
from django.test import Client
from django.urls import resolve

from members.models import Account
from records import clock
from records.models import RepeatableRequest
from tests.addresses import routes_served
from tests.cbms.test_experts import EMAIL
from tests.cbms.test_experts import body as expert_body
from tests.factories.exchange import body, submit
from tests.factories.members import browser, delegate
from web.idempotency import fingerprint

pytestmark = pytest.mark.django_db

KEY = {"Idempotency-Key": "k-1"}


def posts() -> list[str]:
    """Return an address of every POST of the API, with something for each of its parameters."""
    return [route.filled() for route in routes_served() if route.is_api and hasattr(route.view, "post")]


def send(client: Client, address: str, data: dict | None = None):
    return client.post(address, data or {}, content_type="application/json", headers=KEY)


@pytest.mark.parametrize("address", posts())
def test_a_post_repeated_by_one_who_lost_the_right_shows_nothing_of_the_object(address):
    hidden, caller = submit("KZ"), delegate("TR")
    RepeatableRequest.objects.create(
        account=caller.account,
        key="k-1",
        fingerprint=fingerprint(method="POST", address=address, body={}),
        status=201,
        address=f"/api/v1/submissions/{hidden.reference}/",
        created_at=clock.now(),
    )

    answer = send(browser(caller), address)

    assert (answer.status_code, answer["Idempotency-Replayed"]) == (404, "true")
    assert hidden.reference not in answer.text + str(answer.headers)


@pytest.mark.parametrize("address", [address for address in posts() if "/actions/" in address])
def test_what_an_act_shows_is_read_before_its_name(address):
    """`ActEndpoint.shown_at` takes it from there."""
    assert hasattr(resolve(address.partition("actions/")[0]).func.cls, "get")


def test_an_erased_expert_does_not_come_back_by_repetition():
    client = browser(delegate("KG"))
    first = send(client, "/api/v1/experts/", expert_body(phone="+996 312 123456"))
    assert (first.status_code, EMAIL in first.text) == (201, True)

    client.post(f"{first['Location']}actions/erase-expert/", {}, content_type="application/json")
    again = send(client, "/api/v1/experts/", expert_body(phone="+996 312 123456"))

    assert again["Idempotency-Replayed"] == "true"
    for word in (EMAIL, "123456", "Geologist"):
        assert word not in again.text
        assert word not in json.dumps(list(RepeatableRequest.objects.values()), default=str)


def test_who_left_a_state_reads_none_of_its_papers_by_repetition():
    officer, client = delegate("KZ"), browser(delegate("KZ"))
    secret = body(title="zqsecret")
    assert "zqsecret" in send(client, "/api/v1/submissions/", secret).text

    Account.objects.filter(public_id=officer.account).update(participant_id="TR")
    ended, again = (send(who, "/api/v1/submissions/", secret) for who in (client, browser(officer)))

    assert ended.status_code == 401, "a session ends with the rights that it was begun with"
    assert (again.status_code, "zqsecret" in again.text) == (404, False)


@pytest.mark.parametrize(
    ("address", "kind"), [("/api/v1/submissions/", "information"), ("/api/v1/views/", "views")]
)
def test_what_was_made_is_read_where_its_answer_says(address, kind):
    client = browser(delegate("KZ"))
    made = send(client, address, body(audience="members", kind=kind))

    assert client.get(made["Location"]).json()["reference"] == made.json()["reference"]
