"""What a reader or a program sees when no view could answer."""

import json
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client, RequestFactory

from cica import errors
from tests.addresses import addresses_of_others, pages_served
from tests.pages import facts_of, sent


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
    assert answer.json()["detail"] == "There is nothing at this address."


@pytest.mark.django_db
def test_an_act_sent_to_an_address_without_its_slash_is_sent_on_as_it_is(client):
    answer = client.post("/api/v1/proposals", {"route": "A"}, content_type="application/json")

    assert (answer.status_code, answer["Location"]) == (308, "/api/v1/proposals/")


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
    assert json.loads(answer.content)["detail"]


def lose_the_database():
    raise OperationalError("the connection is lost")


def outage(path):
    """The answer where the database does not answer, as Django asks for it: while the error is handled."""
    try:
        lose_the_database()
    except OperationalError:
        return errors.server_error(RequestFactory().get(path))


def test_an_outage_of_the_database_is_said_to_pass():
    answer = outage("/proposals/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"not available for a moment" in answer.content


def test_a_program_is_told_of_an_outage_when_to_ask_again():
    answer = outage("/api/v1/proposals/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_a_view_that_loses_the_database_answers_with_503(client, monkeypatch):
    client.raise_request_exception = False
    lost = Mock(side_effect=OperationalError("the connection is lost"))
    monkeypatch.setattr("proposals.api.views.ProposalList.rows", lost)

    assert client.get("/api/v1/proposals/").status_code == 503


def test_a_program_gets_a_failure_as_a_problem():
    answer = errors.server_error(RequestFactory().get("/api/v1/"))

    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")


def outage_of_a_form(path, data):
    request = RequestFactory().post(path, data)
    assert request.POST  # read by the middleware before any view
    try:
        lose_the_database()
    except OperationalError:
        return errors.server_error(request)


def test_what_was_typed_before_an_outage_is_kept_and_can_be_sent_again():
    address = "/proposals/P-2026-001/actions/comment/"
    page = outage_of_a_form(
        address, {"csrfmiddlewaretoken": "token", "text": "<b>Our</b> view", "statement": ""}
    )

    assert facts_of(page) == {"text": "<b>Our</b> view"}
    assert sent(page, method="post", action=address)["csrfmiddlewaretoken"] == "token"


def test_a_form_with_files_is_shown_but_not_sent_again_without_them():
    file = SimpleUploadedFile("note.txt", b"words")

    page = outage_of_a_form("/exchange/new/", {"title": "Our note", "files": file}).text

    assert "Our note" in page
    assert "The files have to be chosen again" in page
    assert 'action="/exchange/new/"' not in page


def test_what_was_typed_into_any_form_of_ours_is_kept():
    addresses = {route.filled() for route in pages_served() if hasattr(route.view, "post")}
    lost = {
        address
        for address in addresses
        if "Our words" not in outage_of_a_form(address, {"text": "Our words"}).text
    }

    assert "/accounts/open/" in addresses
    assert lost == set()


def test_a_password_is_never_shown_again():
    typed = {"login": "delegate.kz", "password": "our-secret"}
    shown = [
        address for address in addresses_of_others() if "our-secret" in outage_of_a_form(address, typed).text
    ]

    assert len(addresses_of_others()) > 8
    assert shown == []
