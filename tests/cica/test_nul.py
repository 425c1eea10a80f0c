"""An address with a NUL is not found, on pages and in the API; it must never be an error of ours."""

import inspect
import re
import sys

import pytest

from tests.addresses import routes_served
from tests.factories.members import browser, secretariat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/members/%00/",
        "/catalogue/%00/",
        "/decisions/%00/",
        "/api/v1/participants/%00/",
        "/api/v1/decisions/%00/",
    ],
)
def test_an_address_with_a_nul_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/members/?search=%00", "/search/?q=%00", "/api/v1/decisions/?measure=%00"]
)
def test_a_question_with_a_nul_is_refused(client, address):
    assert client.get(address).status_code == 400


READ = re.compile(r"(?:GET|POST|posted)(?:\.get(?:list)?\(|\[)\"(\w+)\"")


def asked_for() -> list[tuple[str, str]]:
    """Return each page that names no object, with each name that the module of its view reads by itself.

    Where an object is named, nothing else is read before it is found.
    """
    pages = [route for route in routes_served() if not route.is_api and "<" not in route.text]
    return [
        (f"/{route.text}", name)
        for route in pages
        for name in sorted(set(READ.findall(inspect.getsource(sys.modules[route.view.__module__]))))
    ]


def test_no_page_fails_on_a_nul_in_what_it_is_asked_or_sent(settings):
    settings.DEMO = True
    client, told = browser(secretariat()), {}

    for page, name in asked_for():
        told[f"GET {page}?{name}"] = client.get(page, {name: "\0"}).status_code
        told[f"POST {page} {name}"] = client.post(page, {name: "\0"}).status_code

    assert {one: status for one, status in told.items() if status >= 500} == {}
    assert {told["GET /exchange/new/?call"], told["GET /demo/mail/?to"]} == {400}
