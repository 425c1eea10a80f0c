"""The list of running deadlines: on the page and in the API, filtered, page by page, for whoever may see
it.
"""

import re
from datetime import timedelta

import pytest

from deadlines.ladder import BY_NAME, KINDS
from deadlines.running import all_for, deadlines_for
from deadlines.sentences import age, away, in_names
from deadlines.waiting import owed_by
from members.actor import Actor
from records import clock
from tests.factories.deadlines import deadline
from tests.factories.members import browser, chair, delegate, secretariat, viewer

pytestmark = pytest.mark.django_db
API = "/api/v1/deadlines/"


def listed(client, query: str = "") -> list[str]:
    return [row["uid"] for row in client.get(f"{API}?{query}").json()["results"]]


def titles(client, query: str = "") -> list[str]:
    """Return the keys of the objects on the page, in its order."""
    return re.findall(r"Do it, (\w+)\.", client.get(f"/deadlines/?{query}").text)


@pytest.fixture
def several(running):
    running += [
        deadline(days=30, key="KZ", kind="draft", measure="ECO-2"),
        deadline(days=-2, key="TR", kind="call", owed_by=("TR",)),
        deadline(days=3, key="UZ", kind="stage", owed_by=("chair",), measure="ECO-2, NCT-1"),
    ]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ("", ["TR", "UZ", "KZ"]),
        ("kind=draft", ["KZ"]),
        ("owed_by=TR", ["TR", "KZ"]),
        ("owed_by=chair", ["UZ"]),
        ("measure=eco-2", ["UZ", "KZ"]),
        ("measure=NCT-1", ["UZ"]),
        ("object=uz", ["UZ"]),
        ("when=overdue", ["TR"]),
        ("when=soon", ["UZ"]),
        ("when=later", ["KZ"]),
        ("is_goal=true", ["UZ"]),
        ("is_goal=false&owed_by=KZ", ["KZ"]),
    ],
)
def test_page_and_api_filter_alike_the_earliest_first(several, query, keys):
    reader = browser(delegate("KZ"))

    assert titles(reader, query) == keys
    assert [uid.partition("/")[2] for uid in listed(reader, query)] == keys


@pytest.mark.parametrize("query", ["kind=nothing", "when=never", "owed_by=" + "X" * 41])
def test_a_filter_that_means_nothing_is_refused_by_name(several, query):
    answer = browser(delegate("KZ")).get(f"{API}?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0] in answer.json()["errors"]


def test_both_go_on_by_cursor_and_come_back(running):
    running += [deadline(days=1 + index, key=f"K{index}") for index in range(7)]
    reader = browser(delegate("KZ"))

    first = reader.get(f"{API}?page_size=3").json()
    second = reader.get(first["next"]).json()
    third = reader.get(second["next"]).json()
    back = reader.get(third["previous"]).json()

    keys = [row["object"]["key"] for page in (first, second, third) for row in page["results"]]
    assert keys == [f"K{index}" for index in range(7)]
    assert (first["previous"], third["next"]) == (None, None)
    assert back["results"] == second["results"]
    assert reader.get(f"{API}?cursor=made-up").status_code == 400


def test_a_row_says_what_on_what_who_until_when_by_which_rule_and_for_how_long(running):
    now = clock.now()
    running.append(deadline(days=-3, since=now - timedelta(days=31), goal_days=14, measure="ECO-2"))
    reader = browser(delegate("UZ"))

    [row] = reader.get(API).json()["results"]
    page = reader.get("/deadlines/").text

    assert row["object"] == {"kind": "participant", "key": "KZ", "url": "/members/KZ/"}
    assert (row["kind"], row["owed_by"], row["rule"]) == ("draft", ["KZ", "TR"], "CA (a)2")
    assert (row["is_overdue"], row["days_in_stage"], row["goal_days"], row["is_over_goal"]) == (
        True, 31, 14, True,
    )  # fmt: skip
    assert "for 31 days, goal 14" in page
    assert "Kazakhstan, Türkiye" in page
    assert "3 days late" in page
    assert "over its goal" in page
    assert page.count("Astana time") == 1


def test_the_page_shows_the_ladder_and_the_goals_it_rests_on():
    page = browser(secretariat()).get("/deadlines/").text

    for kind in KINDS:
        assert str(kind.label).replace("'", "&#39;") in page
    assert "7 days before, 1 day before, at the deadline, 3 days after, 7 days after" in page
    assert "The secretariat reads it once." in page


def test_a_reader_is_led_to_what_it_owes(several):
    assert 'href="/deadlines/?owed_by=TR"' in browser(delegate("TR")).get("/deadlines/").text
    assert 'href="/deadlines/?owed_by=chair"' in browser(chair()).get("/deadlines/").text
    assert "What we owe" not in browser(delegate("MN")).get("/deadlines/").text


def test_the_public_sees_what_it_may_see_and_no_more(client):
    assert "Nothing runs that you may see." in client.get("/deadlines/").text
    assert client.get(API).json()["results"] == []


def test_a_calendar_gets_deadlines_and_no_goals(several):
    now = clock.now()

    assert [one.kind for one in deadlines_for(Actor.nobody(), at=now)] == ["call", "draft"]
    assert len(all_for(Actor.nobody(), at=now)) == 3


def test_the_inbox_holds_what_the_reader_owes_once_it_is_asked_for(running):
    running += [
        deadline(days=40, key="A", owed_by=("TR",)),
        deadline(days=59, key="B", kind="expert_term", owed_by=("TR",)),
        deadline(days=61, key="C", kind="expert_term", owed_by=("TR",)),
        deadline(days=5, key="D", kind="stage", owed_by=("chair", "TR"), act_url="/do/"),
        deadline(days=5, key="E", owed_by=("KZ",)),
    ]
    now = clock.now()

    found = owed_by(delegate("TR"), at=now)

    assert [one.sentence for one in found] == ["Do it, D.", "Do it, A.", "Do it, B."]
    assert (found[0].due_at, found[0].url) == (None, "/do/")  # a goal presses nobody
    assert found[1].due_at == running[0].due_at
    assert owed_by(viewer("TR"), at=now) == []


def test_who_owes_it_is_a_participant_of_today_or_an_office(running):
    due = deadline(days=1, owed_by=("TR", "chair", "secretariat"))

    owing = [one for one in (delegate("TR"), chair(), secretariat(), delegate("UZ")) if due.is_owed_by(one)]
    assert owing == [delegate("TR"), chair(), secretariat()]
    assert not due.is_owed_by(Actor(participant="TR"))  # it has left
    assert due.states == ("TR",)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("address", ["/deadlines/", API])
def test_the_list_takes_as_many_queries_for_one_as_for_three(
    running, rows, address, django_assert_num_queries
):
    running += [deadline(days=3, key=f"K{index}") for index in range(rows)]
    reader = browser(delegate("KZ"))

    # session, account, clock; on a page also the names
    with django_assert_num_queries(4 if address == "/deadlines/" else 3):
        reader.get(address)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2.5, "2 days late"),
        (-1.5, "1 day late"),
        (-0.5, "just past"),
        (0.5, "within a day"),
        (3.5, "in 3 days"),
    ],
)
def test_how_far_off_is_said_in_whole_days(days, words):
    now = clock.now()

    assert away(now + timedelta(days=days), now) == words


def test_age_and_names_are_said_briefly():
    assert (age(None, 14), age(1, None), age(31, 14)) == ("", "for 1 day", "for 31 days, goal 14")
    assert in_names(("chair", "KZ"), {"KZ": "Kazakhstan"}) == "the Chair, Kazakhstan"
    assert in_names(tuple("ABCDEF"), {}) == "A, B, C, D and 2 more"


def test_every_kind_is_found_by_its_name():
    assert all(BY_NAME[kind.name] is kind for kind in KINDS)
