"""An account's webhooks in the API: whose they are, what is shown once, what is refused."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from standardwebhooks import Webhook as Verifier

from members.models import Account
from members.tokens import issue_token
from notices.models import Delivery
from records.models import RepeatableRequest
from tests.factories.members import administrator, browser, delegate, secretariat, viewer
from tests.factories.records import enter_act
from tests.factories.webhooks import do_a_round, let_all_be_due, webhook_of
from tests.receiver import answering, receiving
from webhooks.models import Webhook
from webhooks.subscriptions import MOST

pytestmark = pytest.mark.django_db
WEBHOOKS = "/api/v1/webhooks/"
URL = "https://hooks.example.org/cica"


@pytest.fixture
def client():
    return browser(delegate("TR"))


def post(client, address: str = WEBHOOKS, body: dict | None = None, **headers: str):
    return client.post(address, body or {}, content_type="application/json", headers=headers)


def made(client, **body: object) -> tuple[str, dict]:
    """Make a webhook; return its address and what was answered."""
    answer = post(client, body={"url": URL} | body)
    assert answer.status_code == 201, answer.text
    return answer["Location"], answer.json()


def test_a_webhook_is_made_and_its_secret_shown_this_once(client):
    address, body = made(client, description="Our archive", actions=["circulate", "admit", "admit"])

    assert body["secret"].startswith("whsec_")
    Verifier(body.pop("secret"))
    assert client.get(address).json() == body
    assert client.get(WEBHOOKS).json()["results"] == [body]
    assert body | {"id": "", "created_at": ""} == {
        "id": "",
        "url": URL,
        "description": "Our archive",
        "actions": ["admit", "circulate"],
        "is_active": True,
        "off_because": "",
        "off_since": None,
        "failing_since": None,
        "old_secret_until": None,
        "created_at": "",
        "revision": 1,
    }


def test_no_secret_lies_in_the_database(client):
    answer = post(client, body={"url": URL}, **{"Idempotency-Key": "once"})
    secret = answer.json()["secret"]

    webhook = Webhook.objects.values().get()
    assert not any(secret.removeprefix("whsec_") in str(value) for value in webhook.values())
    assert secret not in str(RepeatableRequest.objects.values().get())


def test_making_one_twice_with_one_key_makes_one(client):
    first, second = (post(client, body={"url": URL}, **{"Idempotency-Key": "once"}) for _ in range(2))

    assert first.json()["id"] == second.json()["id"]
    assert second["Idempotency-Replayed"] == "true"
    assert Webhook.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "http://hooks.example.org/"}, "url"),
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "https://user:secret@hooks.example.org/"}, "url"),
        ({"url": URL, "actions": ["dance"]}, "actions"),
        ({"url": URL, "actions": "admit"}, "actions"),
        ({"url": URL, "description": "x" * 201}, "description"),
        ({"url": URL, "secret": "whsec_mine"}, "secret"),
    ],
)
def test_what_is_not_right_is_named(client, body, field):
    answer = post(client, body=body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Webhook.objects.exists()


def test_the_public_has_none_and_may_make_none(db):
    nobody = browser(type(delegate("TR")).nobody())

    assert nobody.get(WEBHOOKS).json()["results"] == []
    assert post(nobody, body={"url": URL}).status_code == 401


@pytest.mark.parametrize("reader", [lambda: viewer("TR"), lambda: viewer("JP")])
def test_a_viewer_may_make_none(reader):
    answer = post(browser(reader()), body={})

    assert answer.status_code == 403
    assert "errors" not in answer.json()


def test_a_read_only_token_reads_and_makes_none(client, db):
    address, _body = made(client)
    account = Account.objects.get(webhooks__isnull=False)
    for read_only, status in ((True, 403), (False, 201)):
        _token, key = issue_token(account=account, read_only=read_only)
        headers = {"Authorization": f"Token {key}"}
        anonymous = type(client)()
        assert post(anonymous, body={"url": URL}, **headers).status_code == status
        assert anonymous.get(address, headers=headers).status_code == 200
    _token, key = issue_token(account=account, read_only=True)
    headers = {"Authorization": f"Token {key}"}
    for act in ("rotate", "enable", "disable", "test"):
        assert post(anonymous, f"{address}actions/{act}/", **headers).status_code == 403
    assert anonymous.delete(address, headers=headers).status_code == 403


def test_those_of_others_are_not_found_whatever_one_is(client):
    address, _body = made(client)
    enter_act()
    with receiving():
        Webhook.objects.update(url="https://nowhere.invalid/")
        do_a_round()
    delivery = Delivery.objects.get(webhook__isnull=False)
    places = ["", "deliveries/", f"deliveries/{delivery.pk}/"]
    acts = [f"actions/{name}/" for name in ("rotate", "enable", "disable", "test", "replay")]
    acts.append(f"deliveries/{delivery.pk}/actions/replay/")
    before = list(Webhook.objects.values())

    others = [delegate("KZ"), delegate("TR", role="head"), viewer("TR"), secretariat(), administrator()]
    for other in map(browser, [*others, type(others[0]).nobody()]):
        assert other.get(WEBHOOKS).json()["results"] == []
        for place in places:
            assert other.get(address + place).status_code == 404
        for place in acts:
            assert post(other, address + place, {"after": 0} if "/replay" in place else {}).status_code == 404
        assert other.delete(address).status_code == 404
        change = other.patch(
            address, {"url": URL}, content_type="application/json", headers={"If-Match": "*"}
        )
        assert change.status_code == 404
    assert list(Webhook.objects.values()) == before


def test_a_delivery_of_another_webhook_is_not_found_under_ones_own(client):
    own, _body = made(client)
    theirs, _secret = webhook_of(delegate("KZ"))
    delivery = Delivery.objects.create(
        channel="webhook", webhook=theirs, created_at="2026-01-01T00:00Z", due_at="2026-01-01T00:00Z"
    )

    assert client.get(f"{own}deliveries/{delivery.pk}/").status_code == 404
    assert post(client, f"{own}deliveries/{delivery.pk}/actions/replay/").status_code == 404


def test_a_change_names_the_state_it_was_made_from(client):
    address, _body = made(client)
    tag = client.get(address)["ETag"]

    def change(headers: dict[str, str], **body: object):
        return client.patch(address, body, content_type="application/json", headers=headers)

    assert change({}, description="New").status_code == 428
    answer = change({"If-Match": tag}, description="New")
    assert (answer.status_code, answer.json()["description"], answer.json()["url"]) == (200, "New", URL)
    assert answer["ETag"] != tag
    assert change({"If-Match": tag}, description="Newer").status_code == 412
    assert change({"If-Match": answer["ETag"]}, url="http://x.example.org/").status_code == 400
    assert client.delete(address, headers={"If-Match": tag}).status_code == 412
    assert post(client, f"{address}actions/rotate/", **{"If-Match": tag}).status_code == 412
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_rotation_shows_the_new_secret_this_once_and_says_how_long_the_old_one_signs(client):
    address, body = made(client)

    rotated = post(client, f"{address}actions/rotate/", {"overlap_hours": 2}).json()

    assert rotated["secret"] not in {body["secret"], ""}
    assert rotated["old_secret_until"] is not None
    assert "secret" not in client.get(address).json()
    assert post(client, f"{address}actions/rotate/", {"overlap_hours": 0}).json()["old_secret_until"] is None
    assert post(client, f"{address}actions/rotate/", {"overlap_hours": 169}).status_code == 400


def test_it_is_switched_off_and_on(client):
    address, _body = made(client)

    off = post(client, f"{address}actions/disable/").json()
    assert (off["is_active"], off["off_because"]) == (False, "owner")
    assert post(client, f"{address}actions/test/").status_code == 409
    assert post(client, f"{address}actions/replay/", {"after": 0}).status_code == 409

    on = post(client, f"{address}actions/enable/").json()
    assert (on["is_active"], on["off_because"], on["off_since"]) == (True, "", None)


def test_it_is_deleted_with_its_deliveries(client):
    address, _body = made(client)
    post(client, f"{address}actions/test/")

    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert not Delivery.objects.exists()


def test_an_account_has_at_most_so_many(client):
    for _ in range(MOST):
        made(client)

    assert post(client, body={"url": URL}).status_code == 409
    assert Webhook.objects.count() == MOST


def test_a_test_is_sent_and_its_address_says_what_became_of_it(client, settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        address, body = made(client, url=receiver.url())
        answer = post(client, f"{address}actions/test/")
        assert answer.status_code == 201
        again = post(client, f"{address}actions/test/")  # one test in some seconds
        assert (again.status_code, again["Retry-After"]) == (409, "5")
        do_a_round()

        (message,) = receiver.messages
        assert Verifier(body["secret"]).verify(message.body, message.headers)["type"] == "test"
    line = client.get(answer["Location"]).json()
    assert (line["type"], line["act"], line["status"]) == ("test", None, "handed_over")
    assert [attempt["detail"] for attempt in line["tries"]] == ["answered 204"]


def test_the_ledger_has_every_try_and_replaying_keeps_the_id(client, settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        address, _body = made(client, url=receiver.url())
        acts = [enter_act(at=datetime(2026, 3, day, tzinfo=UTC)) for day in (1, 2, 3)]
        do_a_round()
        lines = client.get(f"{address}deliveries/").json()["results"]
        assert [line["act"] for line in lines] == [act.number for act in reversed(acts)]
        assert {line["type"] for line in lines} == {"participant.admit"}

        replayed = post(client, f"{address}deliveries/{lines[0]['id']}/actions/replay/").json()
        assert (replayed["id"], replayed["status"]) == (lines[0]["id"], "queued")
        do_a_round()
        assert len(client.get(f"{address}deliveries/{lines[0]['id']}/").json()["tries"]) == 2

        for body, count in (
            ({"after": acts[0].number}, 2), ({"since": "2026-03-02T00:00:00Z"}, 2), ({"after": 0}, 3),
        ):  # fmt: skip
            assert post(client, f"{address}actions/replay/", body).json() == {"queued": count}
        do_a_round()
        ids = [message.headers["webhook-id"] for message in receiver.messages]
        assert len(ids) == 3 + 1 + 3
        assert len(set(ids)) == 3
    no_instants = ["2026-11-10", "2026-11-10T10:00", "2026-W44", "20261101", "2026-11-01 10:00", ""]
    less = [{"since": text} for text in no_instants]
    for wrong in ({}, {"after": 0, "since": "2026-03-02T00:00:00Z"}, {"after": -1}, *less):
        assert post(client, f"{address}actions/replay/", wrong).status_code == 400


def test_the_ledger_leaves_out_what_its_owner_may_no_longer_see(client):
    address, _body = made(client)
    act = enter_act(object_kind="nobody's")
    Delivery.objects.create(
        channel="webhook", webhook=Webhook.objects.get(), act=act, created_at=act.at, due_at=act.at
    )

    assert client.get(f"{address}deliveries/").json()["results"] == []


def test_a_page_of_the_ledger_asks_a_fixed_number_of_queries(client, settings, django_assert_num_queries):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    with receiving() as receiver:
        receiver.behaviour = answering(500)
        address, _body = made(client, url=receiver.url())
        for count in (1, 3):
            for _ in range(count):
                enter_act()
            for _ in range(2):
                let_all_be_due()
                do_a_round()
            with django_assert_num_queries(5):
                client.get(f"{address}deliveries/")


def test_an_address_that_is_no_key_is_not_found(client):
    assert client.get(f"{WEBHOOKS}{uuid4()}/").status_code == 404
