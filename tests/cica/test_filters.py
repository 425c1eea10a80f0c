"""Every filter of every list, pages and API, finds a code or word in letters of either size."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import pytest
from django import forms
from django.test import Client
from django_filters import CharFilter, ChoiceFilter
from django_filters.fields import ChoiceField, MultipleChoiceField

from deadlines import views as deadline_views
from deadlines.api import deadlines
from deadlines.filters import DeadlineFilter
from tests.addresses import Route, routes_served
from tests.factories.members import browser, delegate, secretariat
from tests.pages import chosen, options
from web import filters
from web.api.views import ListView
from web.list_pages import ListPage

CODES = {
    "state": ("KG", "KZ"), "owed_by": ("secretariat", "KG"), "participant": ("JP",), "host": ("KZ",),
    "measure": ("ECO-2", "ECO-3", "NCT-4"), "area": ("ECO", "NCT"), "parent": ("E", "ECO"),
    "reference": ("P-",), "proposal": ("P-2026-001",), "submission": ("S-2026-001",), "call": ("C-2026-001",),
    "object": ("C-2026-001",), "object_key": ("P-2026-001",), "edition": ("2007",), "prepared_by": ("KZ",),
}  # fmt: skip
UNPLANTED = {"object_key", "parent", "edition", "host"}
"""Codes by which no list keeps a row here, or none among the first choices."""
MOST_TRIED = 4
OF_EITHER_SIZE = (filters.CodeFilter, filters.TextFilter, filters.ChoiceFilter, filters.ChoicesFilter)


def filters_of(view: Any) -> Mapping[str, forms.Field]:
    """Return the fields of a list's filters by name."""
    if view in (deadlines.DeadlineList, deadline_views.DeadlineList):
        return DeadlineFilter.base_fields
    filterset = getattr(view, "filterset_class", None)
    return {name: one.field for name, one in filterset.base_filters.items()} if filterset else {}


def lists() -> list[Route]:
    """Return every list that has filters."""
    return [
        route
        for route in routes_served()
        if isinstance(route.view, type)
        and (issubclass(route.view, ListView | ListPage) or route.view is deadlines.DeadlineList)
        and filters_of(route.view)
    ]


def values_of(name: str, field: forms.Field) -> list[str]:
    """Return what may be asked by a code or word; nothing where a filter asks for neither."""
    if isinstance(field, ChoiceField | MultipleChoiceField):
        return [str(key) for key, _label in field.choices if re.search("[A-Za-z]", str(key))][:MOST_TRIED]
    return list(CODES[name]) if isinstance(field, forms.CharField) else []


def rows_of(client: Client, address: str, asked: Mapping[str, str]) -> Any:
    """Return what a list shows beside what was asked."""
    answer = client.get(address, asked)
    if address.startswith("/api/"):
        return answer.json().get("results")
    page = re.sub(
        r'<search>.*?</search>|nonce="[^"]+"|value="\w{64}"', "", answer.content.decode(), flags=re.DOTALL
    )
    return page.lower() if answer.status_code == HTTPStatus.OK else None


@pytest.mark.django_db
def test_a_code_or_word_keeps_the_same_rows_in_letters_of_either_size(one_of_each):
    client, wrong, kept = browser(secretariat()), [], set()

    for route in lists():
        address = route.filled({"reference": "C-2026-001"})
        for name, field in filters_of(route.view).items():
            for value in values_of(name, field):
                rows = rows_of(client, address, {name: value})
                if rows != rows_of(client, address, {name: value.swapcase()}):
                    wrong.append(f"{address}?{name}={value.swapcase()}")
                if rows and route.is_api:
                    kept.add(name)

    assert wrong == []
    assert kept >= set(CODES) - UNPLANTED | {"stage", "kind", "body", "route", "mode"}


def test_no_list_has_a_filter_by_another_base():
    bare = [
        f"{route.text}?{name}"
        for route in lists()
        for name, one in getattr(getattr(route.view, "filterset_class", None), "base_filters", {}).items()
        if isinstance(one, CharFilter | ChoiceFilter) and not isinstance(one, OF_EITHER_SIZE)
    ]

    assert bare == []
    assert len(lists()) > 25


@pytest.mark.django_db
def test_a_choice_in_small_letters_is_shown_as_the_choice_that_it_means():
    page = browser(delegate("KZ")).get("/meetings/", {"host": "jp"})

    assert chosen(page, "host") == ["JP"]
    assert "jp" not in options(page, "host")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/procedure/?route=b", "/catalogue/eco-2/?edition=2007"])
def test_a_choice_of_a_page_is_found_in_letters_of_either_size(address):
    assert browser(secretariat()).get(address, follow=True).status_code == HTTPStatus.OK
