"""Whatever goes wrong is answered with a problem document."""

import json

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DataError, IntegrityError, InterfaceError, InternalError, OperationalError
from django.http import Http404
from rest_framework.exceptions import Throttled, ValidationError

from records.refusals import Invalid, NoRoom, NotNow, NotVisible, NotYours, PreconditionRequired, Stale
from tests.web import example
from web import races

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example_urls")]

NOTE = "/api/v1/participants/KZ/note/"


def database_error(kind: type[Exception], cause: type[Exception]) -> Exception:
    error = kind("the database says no")
    error.__cause__ = cause("the server's words")
    return error


def answer_to(error: Exception, client, monkeypatch):
    monkeypatch.setattr(example.FailingView, "error", error, raising=False)
    return client.get("/api/v1/fail/")


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (NotVisible("Nothing here."), 404, "not-found"),
        (NotYours("Not yours.", rule="CA (a)2"), 403, "not-yours"),
        (NotNow("Not now.", rule="CA (a)3"), 409, "not-now"),
        (Invalid({"field": ["Wrong."]}), 400, "invalid"),
        (Stale("It changed."), 412, "stale"),
        (PreconditionRequired("Say what you read."), 428, "precondition-required"),
        (Http404("gone"), 404, "not-found"),
        (PermissionDenied("no"), 403, "not-yours"),
        (RequestDataTooBig("much"), 413, "too-large"),
        (Throttled(wait=7), 429, "too-many-requests"),
        (ValidationError(["Not together."]), 400, "invalid"),
        (database_error(IntegrityError, psycopg.errors.UniqueViolation), 409, "not-now"),
        (database_error(IntegrityError, psycopg.errors.ForeignKeyViolation), 409, "not-now"),
        (database_error(IntegrityError, psycopg.errors.ExclusionViolation), 409, "not-now"),
        (database_error(OperationalError, psycopg.errors.SerializationFailure), 409, "not-now"),
        (database_error(OperationalError, psycopg.errors.DeadlockDetected), 409, "not-now"),
        (NoRoom({"files": ["No room."]}), 507, "no-room"),
        (database_error(DataError, psycopg.errors.NumericValueOutOfRange), 400, "invalid"),
    ],
)
def test_a_refusal_has_its_status_and_its_kind(error, status, kind, officer_client, monkeypatch):
    answer = answer_to(error, officer_client, monkeypatch)

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["type"] == f"urn:problem-type:cica:{kind}"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_problem_has_the_rule_and_no_empty_members(officer_client, monkeypatch):
    assert answer_to(NotNow("Not now.", rule="CA (a)3"), officer_client, monkeypatch).json() == {
        "type": "urn:problem-type:cica:not-now",
        "title": "Conflict",
        "status": 409,
        "detail": "Not now.",
        "rule": "CA (a)3",
    }


def test_who_was_not_first_is_told_when_to_try_again_and_who_came_at_the_wrong_time_is_not(
    officer_client, monkeypatch
):
    lost = answer_to(races.lost(), officer_client, monkeypatch)
    too_early = answer_to(NotNow("Not now."), officer_client, monkeypatch)

    assert (lost.status_code, lost["Retry-After"]) == (409, "1")
    assert "Retry-After" not in too_early


def test_one_who_asks_too_often_is_told_how_long_to_wait(officer_client, monkeypatch):
    assert answer_to(Throttled(wait=7), officer_client, monkeypatch)["Retry-After"] == "7"


def test_what_is_wrong_with_no_field_alone_has_a_name_too(officer_client, monkeypatch):
    answer = answer_to(ValidationError(["Not together."]), officer_client, monkeypatch)

    assert answer.json()["errors"] == {"non_field_errors": ["Not together."]}


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("ours"),
        database_error(IntegrityError, psycopg.errors.CheckViolation),
        database_error(InternalError, psycopg.errors.InFailedSqlTransaction),
    ],
)
def test_a_mistake_of_ours_is_a_failure_without_particulars(error, officer_client, monkeypatch):
    officer_client.raise_request_exception = False

    answer = answer_to(error, officer_client, monkeypatch)

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert "ours" not in answer.text


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("the server is gone"),
        InterfaceError("the connection is closed"),
        database_error(OperationalError, psycopg.errors.AdminShutdown),
        database_error(OperationalError, psycopg.errors.TooManyConnections),
        database_error(OperationalError, psycopg.errors.LockNotAvailable),
        database_error(OperationalError, psycopg.errors.QueryCanceled),
        database_error(OperationalError, psycopg.errors.DiskFull),
        database_error(InternalError, psycopg.errors.IdleInTransactionSessionTimeout),
    ],
)
def test_an_outage_of_the_database_is_no_mistake_and_no_particulars_either(
    error, officer_client, monkeypatch
):
    officer_client.raise_request_exception = False

    answer = answer_to(error, officer_client, monkeypatch)

    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5"
    assert str(error) not in answer.text


def test_a_file_without_room_is_asked_for_again_later(officer_client, monkeypatch):
    answer = answer_to(NoRoom({"files": ["No room."]}), officer_client, monkeypatch)

    assert (answer.json()["errors"], answer["Retry-After"]) == ({"files": ["No room."]}, "60")


def test_the_public_is_asked_to_authenticate_for_an_act(client):
    answer = client.post(NOTE, {"text": "Hello"}, content_type="application/json")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["rule"] == example.RULE


def test_the_public_finds_nothing_where_it_may_see_nothing(client):
    assert client.get("/api/v1/register/1/").status_code == 404


def test_a_bad_token_is_not_authenticated(client):
    answer = client.get("/api/v1/register/", headers={"Authorization": "Token nonsense"})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Token")
    assert answer.json()["type"] == "urn:problem-type:cica:not-authenticated"


def test_a_read_only_token_does_not_act(client, officer, token_of):
    headers = token_of(officer, read_only=True)

    answer = client.post(NOTE, {"text": "Hello"}, content_type="application/json", headers=headers)

    assert (answer.status_code, answer.json()["detail"]) == (403, "Your account or token reads only.")


def test_a_token_acts(client, officer, token_of):
    answer = client.post(NOTE, {"text": "Hello"}, content_type="application/json", headers=token_of(officer))

    assert answer.status_code == 201


@pytest.mark.parametrize("address", ["/api/v1/nothing/", "/api/nothing"])
def test_an_unknown_address_of_the_api_is_a_problem_too(client, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["type"] == "urn:problem-type:cica:not-found"


def test_a_method_that_is_not_there_is_a_problem(client):
    answer = client.delete("/api/v1/register/")

    assert (answer.status_code, answer.json()["type"]) == (405, "urn:problem-type:cica:method-not-allowed")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_only_json_is_spoken(client):
    assert client.get("/api/v1/register/", headers={"Accept": "text/html"}).status_code == 406


def post(client, body: bytes, content_type: str = "application/json"):
    return client.post(NOTE, body, content_type=content_type)


def test_a_body_that_is_no_json_is_refused(officer_client):
    answer = post(officer_client, b'{"text": ')

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("The body is not JSON: ")


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null", b"3"])
def test_a_body_that_is_no_object_is_refused(officer_client, body):
    assert (post(officer_client, body).status_code, post(officer_client, body).json()["detail"]) == (
        400,
        "The body must be a JSON object.",
    )


def test_a_body_of_another_kind_is_refused(officer_client):
    assert post(officer_client, b"text=Hello", "application/x-www-form-urlencoded").status_code == 415


def test_a_body_that_is_too_large_is_refused(officer_client, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20

    answer = post(officer_client, json.dumps({"text": "x" * 20}).encode())

    assert (answer.status_code, answer.json()["detail"]) == (413, "The body may have at most 20 bytes.")


def test_no_body_at_all_lacks_the_fields(officer_client):
    answer = post(officer_client, b"")

    assert answer.json()["errors"] == {"text": ["This field is required."]}


def test_each_field_at_fault_is_named_nested_as_the_body_is(officer_client):
    body = {"text": "Hello", "tone": "x", "parts": [{"name": "one"}, {}], "kind": "quiet"}

    answer = post(officer_client, json.dumps(body).encode())
    known = post(officer_client, json.dumps({k: v for k, v in body.items() if k != "tone"}).encode())

    assert answer.json()["errors"] == {"tone": ["This act has no such field."]}
    assert known.json()["errors"] == {
        "kind": ['"quiet" is not a valid choice.'],
        "parts": {"1": {"name": ["This field is required."]}},
    }
