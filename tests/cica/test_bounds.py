"""One request holds the database for no longer than it may: searches are bounded, statements end."""

import os
import subprocess
import sys
from http import HTTPStatus

import pytest
from django import forms
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django_filters import FilterSet
from rest_framework.response import Response

from cica.urls import handler500  # noqa: F401 (a root names its own)
from cica.urls import urlpatterns as served
from members.models import Participant
from tests.addresses import Route, routes_served
from tests.factories.members import browser, secretariat
from web.api.views import APIView
from web.pages import ObjectPage
from web.search import LONGEST, MOST_WORDS

WORDS = [f"zq{number:03d}qz" for number in range(1000)]
"""None is found in a session's key by chance."""


def searched_by(route: Route) -> set[str]:
    """Return the parameters of an address that take free text."""
    names = {"q"} if route.text == "search/" else set()
    if getattr(route.view, "is_searchable", False):
        names.add("search")
    filterset = getattr(route.view, "filterset_class", None)
    if filterset:
        names |= {name for name, one in filterset.base_filters.items() if is_text(one.field)}
    return names


def is_text(field: object) -> bool:
    return isinstance(field, forms.CharField)


SEARCHES = [(route.filled(), name) for route in routes_served() for name in sorted(searched_by(route))]


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "name"), SEARCHES)
@pytest.mark.parametrize("text", [" ".join(WORDS), "y" * 10_000], ids=["1,000 words", "10,000 letters"])
def test_no_search_asks_the_database_for_more_than_ten_words_of_200_letters(address, name, text):
    client = browser(secretariat())

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, {name: text})

    sql = "".join(query["sql"] for query in asked.captured_queries)
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND}
    assert sum(word in sql for word in WORDS) <= MOST_WORDS
    assert "y" * (LONGEST + 1) not in sql


def test_the_searches_there_are_were_found():
    names = [name for _address, name in SEARCHES]

    assert (names.count("q"), names.count("search") > 8, len(SEARCHES) > 40) == (1, True, True)


def test_every_text_that_a_filter_takes_has_a_bound():
    filtersets = {one for route in routes_served() if (one := getattr(route.view, "filterset_class", None))}

    def unbounded(filterset: type[FilterSet]) -> list[str]:
        fields = {name: one.field for name, one in filterset.base_filters.items()}
        return [
            name for name, field in fields.items() if is_text(field) and (field.max_length or 999) > LONGEST
        ]

    assert {filterset: names for filterset in filtersets if (names := unbounded(filterset))} == {}


class SleepingPage(ObjectPage):
    """Reads for longer than the database lets it."""

    model = Participant
    template_name = "404.html"

    def context(self, found: Participant) -> dict[str, object]:
        return sleep()


class SleepingView(APIView):
    def get(self, request) -> Response:
        return Response(sleep())


def sleep() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '50ms'")
        cursor.execute("SELECT pg_sleep(5)")
    return {}


urlpatterns = [
    path("members/<str:code>/sleep/", SleepingPage.as_view()),
    path("api/v1/sleep/", SleepingView.as_view()),
    *served,
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/members/KZ/sleep/", "/api/v1/sleep/"])
def test_a_statement_that_takes_too_long_is_answered_with_503_and_when_to_come_again(address, settings):
    settings.ROOT_URLCONF = __name__

    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert int(answer["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("module", "limit"), [("cica.wsgi", "10s"), ("cica.celery", "0"), ("cica.settings.local", "0")]
)
def test_the_database_ends_the_statements_of_requests_alone(module, limit, database_address):
    """What `cica.wsgi` serves; a worker or a migration may take its time."""
    asked = (
        f"import {module}, django; django.setup(); from django.db import connection as c\n"
        "with c.cursor() as cursor: cursor.execute('SHOW statement_timeout'); print(cursor.fetchone()[0])"
    )
    environment = os.environ | {
        "DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": "cica.settings.local",
    }  # fmt: skip

    found = subprocess.run(
        [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
    )

    assert found.stdout.strip() == limit
