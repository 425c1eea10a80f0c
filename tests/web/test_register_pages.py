"""The register as a reader sees it."""

import pytest

from tests import pages
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db


def listed(page) -> list[int]:
    return [int(number) for number in pages.texts(page, "td", class_="num")]


def test_an_act_has_a_page_of_its_own(client):
    act = enter_act(payload={"decision": "Summit 2026", "members": ["KZ", "TR"]})

    page = client.get(f"/register/{act.number}/")

    assert page.status_code == 200
    assert "Summit 2026" in page.text
    assert act.hash in page.text


def test_an_act_on_what_the_reader_may_not_see_is_not_found(client):
    act = enter_act(object_kind="a kind of nobody's")

    assert client.get(f"/register/{act.number}/").status_code == 404


def test_the_list_shows_the_newest_act_first(client):
    numbers = [enter_act().number for _ in range(3)]

    assert listed(client.get("/register/")) == sorted(numbers, reverse=True)


def test_the_list_goes_on_at_the_next_page(client):
    numbers = [enter_act().number for _ in range(51)]

    first = client.get("/register/")
    address = pages.one(first, "a", rel="next").get("href")

    assert listed(first) == sorted(numbers, reverse=True)[:50]
    assert listed(client.get(address)) == numbers[:1]


def test_a_filter_in_force_is_named_and_can_be_taken_away(client):
    enter_act(state="KZ")
    other = enter_act(state="TR")

    page = client.get("/register/?state=TR")

    assert listed(page) == [other.number]
    taken_away = pages.texts(page, "li", "a", href="/register/")
    assert any(words.startswith("State: TR") for words in taken_away)


def test_a_filter_that_is_no_day_is_refused_by_name(client):
    page = client.get("/register/?since=yesterday")

    assert page.status_code == 400
    assert "“yesterday” is not a day, such as 2007-10-04." in page.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_act_as_for_three(client, rows, django_assert_num_queries):
    for _ in range(rows):
        enter_act()

    with django_assert_num_queries(3):  # the acts, the head, the names of participants
        client.get("/register/")
