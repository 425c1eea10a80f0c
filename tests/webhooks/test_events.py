"""The event stream: what happened, in the order in which it was committed, as far as one may see it."""

import threading

import pytest
from django.db import connection, transaction
from django.test import Client

from proposals.enums import Action, Stage
from records.epochs import epochs
from records.models import Act
from records.telling import Teller
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import COORDINATOR, UNINVOLVED, act, proposal_at
from tests.factories.records import enter_act
from webhooks.events import envelope_columns, envelope_of

pytestmark = pytest.mark.django_db
EVENTS = "/api/v1/events/"


def numbers(client: Client, query: str = "") -> list[int]:
    return [event["data"]["act"] for event in client.get(f"{EVENTS}{query}").json()["results"]]


def test_an_envelope_says_what_happened_and_where_to_read_it(client):
    act = enter_act(state="KZ", capacity="member", action="hand-over-chairmanship")

    assert client.get(EVENTS).json()["results"] == [
        {
            "id": f"evt_{act.hash[:32]}",
            "type": "participant.hand_over_chairmanship",
            "timestamp": act.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "data": {
                "act": act.number,
                "epoch": "1",
                "action": "hand-over-chairmanship",
                "object": {"kind": "participant", "key": "KZ", "url": "http://testserver/members/KZ/"},
                "state": "KZ",
                "capacity": "member",
                "entered_by": "",
                "rule": "CA intro 1",
                "summary": "Kazakhstan entered the next Chair: Kazakhstan.",
                "url": f"http://testserver/api/v1/register/{act.number}/",
            },
        }
    ]


def test_events_come_oldest_first_after_the_number_that_one_has(client):
    entered = [enter_act().number for _ in range(5)]

    assert numbers(client) == entered
    assert numbers(client, f"?after={entered[2]}") == entered[3:]
    assert numbers(client, f"?after={entered[-1]}") == []


def test_a_long_stream_goes_on_by_cursor(client):
    entered = [enter_act().number for _ in range(5)]

    first = client.get(f"{EVENTS}?after={entered[0]}&page_size=2").json()
    second = client.get(first["next"]).json()

    assert [event["data"]["act"] for event in first["results"] + second["results"]] == entered[1:]
    assert second["next"] is None


def test_events_can_be_kept_to_one_act_or_object(client):
    enter_act()
    enter_act(object_key="TR", action="hand-over-chairmanship")

    assert numbers(client, "?action=hand-over-chairmanship") == numbers(client, "?object_key=TR") == [2]


def test_an_envelope_but_for_its_summary_is_the_same_in_every_language(client):
    enter_act()

    in_english, in_russian = (
        client.get(EVENTS, headers={"Accept-Language": language}).json() for language in ("en", "ru")
    )
    told = [answer["results"][0]["data"].pop("summary") for answer in (in_english, in_russian)]
    assert in_english == in_russian
    assert told == [
        "The secretariat entered that a participant was admitted: Kazakhstan.",
        "Секретариат внес запись о приеме участника: Казахстан.",
    ]


def test_the_stream_shows_each_reader_what_the_register_shows():
    """A canary: the stage before circulation is the coordinators' and the offices' alone."""
    proposal = proposal_at(Stage.EDITORIAL)
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")
    everything = list(Act.objects.order_by("number").values_list("number", flat=True))

    for actor in (delegate(COORDINATOR), delegate(UNINVOLVED), delegate("JP"), secretariat()):
        seen = Act.objects.visible_to(actor).order_by("number").values_list("number", flat=True)
        assert numbers(browser(actor), "?page_size=200") == list(seen)
    assert numbers(browser(secretariat()), "?page_size=200") == everything
    assert numbers(Client(), "?page_size=200") == numbers(browser(delegate("JP")), "?page_size=200") == []


def test_what_is_not_ones_own_leaves_no_trace(client):
    enter_act(object_kind="nobody's", object_key="CANARY")

    assert "CANARY" not in client.get(EVENTS).text
    assert numbers(client) == []


def test_a_page_of_events_asks_a_fixed_number_of_queries(django_assert_num_queries):
    client = browser(delegate("TR"))
    enter_act()
    client.get(EVENTS)
    with django_assert_num_queries(5):
        assert len(numbers(client)) == 1
    for _ in range(3):
        enter_act()
    with django_assert_num_queries(5):
        assert len(numbers(client)) == 4


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_being_entered_never_slips_in_behind_a_reader():
    """Numbers follow commits: the register's head is locked until then, so the second act waits."""
    entered, go_on = threading.Event(), threading.Event()

    def enter_slowly() -> None:
        with transaction.atomic():
            enter_act(object_key="TR")
            entered.set()
            go_on.wait(10)
        connection.close()

    def enter() -> None:
        enter_act(object_key="UZ")
        connection.close()

    threads = [threading.Thread(target=enter_slowly), threading.Thread(target=enter)]
    threads[0].start()
    assert entered.wait(10)
    threads[1].start()
    client = Client()
    assert numbers(client) == []

    go_on.set()
    for thread in threads:
        thread.join()

    rows = envelope_columns(Act.objects.order_by("number"))
    assert [envelope_of(row, epochs(), Teller())["data"]["object"]["key"] for row in rows] == ["TR", "UZ"]
    assert numbers(client) == [1, 2]
