"""A request sent twice acts once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver
from rest_framework.test import APIRequestFactory, force_authenticate

from members.actor import Actor
from members.models import Account
from records import clock
from records.models import Act, RepeatableRequest
from tests.records.conftest import logged_in
from tests.web import example
from web import idempotency, tasks

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_urls")]

NOTE = "/api/v1/participants/KZ/note/"


def send(client: Client, key: str | None = "k-1", body: dict | None = None, address: str = NOTE):
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(address, body or {"text": "Hello"}, content_type="application/json", headers=headers)


def client_reads(client: Client, address: str) -> dict[str, Any]:
    return client.get(address).json()


def test_a_repeated_request_is_answered_again_and_acts_once(officer_client):
    first = send(officer_client)
    again = send(officer_client)

    assert first.status_code == 201
    assert (again.status_code, again.content) == (first.status_code, first.content)
    headers = ("Content-Type", "ETag", "Location", "Content-Location", "Cache-Control")
    assert {name: again[name] for name in headers} == {name: first[name] for name in headers}
    assert ("Idempotency-Replayed" in first, again["Idempotency-Replayed"]) == (False, "true")
    assert Act.objects.count() == 1


def test_the_order_of_a_bodys_fields_does_not_make_it_another(officer_client):
    send(officer_client, body={"text": "Hello", "kind": "loud"})

    assert send(officer_client, body={"kind": "loud", "text": "Hello"})["Idempotency-Replayed"] == "true"


def test_without_a_key_every_request_acts(officer_client):
    send(officer_client, key=None)
    send(officer_client, key=None)

    assert Act.objects.count() == 2


def test_a_key_that_is_shown_once_does_not_lie_in_the_database(officer_client):
    body = {"label": "registry", "read_only": True, "days": 30}
    first = send(officer_client, address="/api/v1/tokens/", body=body)
    again = send(officer_client, address="/api/v1/tokens/", body=body)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == {name: value for name, value in first.json().items() if name != "token"}
    assert client_reads(officer_client, first["Location"]) == again.json()


@pytest.mark.parametrize(
    "change",
    [
        {"body": {"text": "Other"}},
        {"address": "/api/v1/participants/TR/note/"},
        {"address": f"{NOTE}?dry_run=false"},
    ],
)
def test_the_same_key_with_another_request_is_refused(officer_client, change):
    send(officer_client)

    answer = send(officer_client, **change)

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:problem-type:cica:key-reused")
    assert Act.objects.count() == 1


def test_another_account_may_use_the_same_key(officer_client, delegate_client):
    send(officer_client)

    assert send(delegate_client).status_code == 201
    assert Act.objects.count() == 2


def test_a_refusal_is_not_kept(officer_client):
    refused = send(officer_client, body={"text": "taken"})
    granted = send(officer_client, body={"text": "free"})

    assert (refused.status_code, granted.status_code) == (409, 201)


def test_a_refusal_that_a_view_returns_is_not_kept_either(db):
    def refuse() -> idempotency.KeptAnswer:
        return idempotency.KeptAnswer(status=409, response="no")

    request = {"account": "a", "key": "k", "fingerprint": "f", "at": clock.now()}

    assert idempotency.answer_once(**request, act=refuse) == (refuse(), False)
    assert not RepeatableRequest.objects.exists()


def test_an_answer_that_shows_no_object_is_repeated_by_its_counts(officer_client):
    first = send(officer_client, address="/api/v1/counted/")
    again = send(officer_client, address="/api/v1/counted/")

    assert first.json() == again.json() == {"letters": 5}
    assert (first.status_code, again.status_code) == (200, 200)


def test_nothing_of_an_answer_is_kept(officer_client):
    """No column could hold it: what is kept is who asked what, when, the status, and where to read."""
    send(officer_client, body={"text": "Top secret"})

    columns = {field.name: field.value_from_object(RepeatableRequest.objects.get())
               for field in RepeatableRequest._meta.get_fields()}  # fmt: skip
    assert columns.keys() == {
        "id", "account", "key", "fingerprint", "status", "address", "counts", "created_at",
    }  # fmt: skip
    assert (columns["address"], columns["counts"]) == ("/api/v1/notes/KZ/", {})


def test_who_may_no_longer_read_what_came_of_it_reads_nothing_of_it(officer_client, monkeypatch):
    first = send(officer_client)
    monkeypatch.setattr(example.NoteDetail, "visible", lambda view: view.model.objects.none())

    again = send(officer_client)

    assert (again.status_code, again["Idempotency-Replayed"]) == (404, "true")
    assert again.json()["detail"].startswith("This request was carried out before")
    assert first["Location"] not in again.text + str(again.headers)
    assert Act.objects.count() == 1


def test_the_conditions_of_a_post_are_not_those_of_reading_it_again(officer_client):
    headers = {"Idempotency-Key": "k-1", "If-Match": "*", "If-None-Match": "*"}
    first, again = (
        officer_client.post(NOTE, {"text": "Hello"}, content_type="application/json", headers=headers)
        for _ in range(2)
    )

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)


def test_the_public_has_no_keys(client):
    assert send(client).status_code == 401
    assert not RepeatableRequest.objects.exists()


@pytest.mark.parametrize("key", ["", "x" * 101, "clé", "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(officer_client, key):
    answer = send(officer_client, key=key)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["Idempotency-Key"])


def test_the_longest_key_is_kept(officer_client):
    assert send(officer_client, key="x" * 100).status_code == 201


def test_old_answers_are_forgotten(officer_client):
    send(officer_client)
    now = clock.now()

    assert idempotency.forget(before=now - timedelta(days=1)) == 0
    assert idempotency.forget(before=now + timedelta(days=1)) == 1
    assert "Idempotency-Replayed" not in send(officer_client)


@pytest.mark.parametrize(
    "forget", [tasks.forget_repeated_requests, lambda: call_command("forget_repeated_requests")]
)
def test_the_worker_and_the_operator_forget_what_is_a_week_old(officer_client, forget, capsys):
    send(officer_client, key="old")
    send(officer_client, key="new")
    RepeatableRequest.objects.filter(key="old").update(created_at=clock.now() - timedelta(days=7, seconds=1))

    forget()

    assert list(RepeatableRequest.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_of_two_requests_at_the_same_moment_one_acts_and_both_hear_the_same(round_):
    account = Account.objects.create_user(f"officer-{round_}", post="secretariat")
    clients = [logged_in(account) for _ in range(4)]
    start = threading.Barrier(len(clients))
    answers = []

    def post(client: Client) -> None:
        start.wait()
        answers.append(send(client))
        connection.close()

    threads = [threading.Thread(target=post, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert (
        sorted(answer.get("Idempotency-Replayed", "false") for answer in answers) == ["false"] + ["true"] * 3
    )
    assert Act.objects.count() == 1


def patterns(
    resolver: URLResolver, prefix: str = "", names: tuple[str, ...] = ()
) -> list[tuple[str, Any, dict]]:
    """Return `(address, view, something for each name in it)` of every address of the API."""
    found = []
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        held = (*names, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            found += patterns(entry, address, held)
        elif address.startswith("api/v1/"):
            found.append((address, entry.callback, dict.fromkeys(held, 1)))
    return found


def test_every_post_of_the_api_heeds_the_key(officer, settings):
    settings.ROOT_URLCONF = "cica.urls"
    actor = Actor.of(Account.objects.with_standing().get(pk=officer.pk))
    careless = []

    for address, view, names in patterns(get_resolver()):
        if hasattr(view.cls, "post"):
            request = APIRequestFactory().post("/", {}, format="json", headers={"Idempotency-Key": "x" * 101})
            request.actor = actor
            force_authenticate(request, officer)
            answer = view(request, **names)
            if answer.status_code != 400 or list(answer.data["errors"]) != ["Idempotency-Key"]:
                careless.append(address)

    assert careless == []
