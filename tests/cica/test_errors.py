"""What a reader or a program sees when no view could answer."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from cica import errors


@pytest.mark.django_db
def test_an_unknown_page_is_a_page(client):
    answer = client.get("/no-such-page/")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")
    assert b"Nothing is found here" in answer.content


@pytest.mark.django_db
def test_an_unknown_resource_is_a_problem(client):
    answer = client.get("/api/v1/no-such-resource/")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Not Found"
    assert answer.json()["status"] == 404


@pytest.mark.django_db
def test_a_form_without_its_token_is_explained():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "delegate.kz"})

    assert answer.status_code == 403
    assert b"The form has expired" in answer.content


def test_a_failure_is_shown_without_asking_the_database():
    answer = errors.server_error(RequestFactory().get("/proposals/"))

    assert answer.status_code == 500
    assert b"This went wrong on our side" in answer.content


@pytest.mark.parametrize(
    ("handler", "exception", "status"),
    [(errors.bad_request, SuspiciousOperation(), 400), (errors.permission_denied, PermissionDenied(), 403)],
)
def test_a_program_gets_every_refusal_as_a_problem(handler, exception, status):
    answer = handler(RequestFactory().get("/api/v1/"), exception)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def test_a_program_gets_a_failure_as_a_problem():
    answer = errors.server_error(RequestFactory().get("/api/v1/"))

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
