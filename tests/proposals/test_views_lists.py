"""The lists of proposals and decisions: what each reader finds, how, and at what cost."""

import re

import pytest
from django.test import Client

from members.actor import Actor
from proposals.enums import Action, Stage
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import act, open_proposal, proposal_at, silence_at
from tests.pages import texts

pytestmark = pytest.mark.django_db


def references(page):
    return texts(page, "th", "a")


@pytest.mark.parametrize("reader", [lambda: delegate("UZ"), lambda: viewer("UZ"), chair, secretariat])
def test_members_chair_and_secretariat_see_every_proposal_newest_first(reader):
    first, second = open_proposal(measure="ECO-2"), open_proposal(measure="ECO-3")

    page = browser(reader()).get("/proposals/")

    assert references(page) == [second.reference, first.reference]


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP"), administrator])
def test_others_see_no_proposal_and_are_told_why(reader):
    proposal = open_proposal()

    page = browser(reader()).get("/proposals/")

    assert page.status_code == 200
    assert references(page) == []
    assert proposal.reference not in page.content.decode()
    assert "open to the member states" in page.content.decode()


def test_a_row_says_what_is_awaited_from_whom():
    open_proposal()

    page = browser(delegate("UZ")).get("/proposals/").content.decode()

    assert "Awaited from the Chair: open the consultation on the coordinators." in page
    assert "Kyrgyzstan" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=consultation", ["ECO-3"]),
        ("stage=interest", ["ECO-2"]),
        ("area=ECO", ["ECO-3", "ECO-2"]),
        ("area=ENV", []),
        ("measure=eco-2", ["ECO-2"]),
        ("state=TJ", ["ECO-3"]),
        ("state=KG", ["ECO-3", "ECO-2"]),
        ("open=true", ["ECO-3", "ECO-2"]),
        ("open=false", []),
        ("route=B", []),
        ("search=ECO-3", ["ECO-3"]),
        ("search=nothing-like-it", []),
        ("state=KG&stage=interest", ["ECO-2"]),
    ],
)
def test_filters_and_search_narrow_the_list(query, found):
    open_proposal(measure="ECO-2")
    proposal_at(Stage.CONSULTATION, measure="ECO-3")

    page = browser(delegate("UZ")).get(f"/proposals/?{query}").content.decode()

    rows = re.findall(r'class="nowrap" href="/catalogue/([^/]+)/"', page)
    assert rows == found


def test_a_reference_and_a_symbol_are_found():
    proposal, _other = proposal_at(Stage.CIRCULATION), open_proposal(measure="ECO-3")
    symbol = proposal.paper.base_symbol
    client = browser(delegate("UZ"))

    assert references(client.get(f"/proposals/?search={proposal.reference.lower()}")) == [proposal.reference]
    assert references(client.get("/proposals/", {"search": symbol})) == [proposal.reference]


def test_a_filter_that_is_no_choice_is_refused():
    assert browser(delegate("UZ")).get("/proposals/?stage=nonsense").status_code == 400


def test_the_list_costs_the_same_queries_with_one_row_and_with_many(django_assert_max_num_queries):
    silence_at(Stage.WORKING_GROUP, measure="ECO-2")
    client = browser(delegate("UZ"))
    with django_assert_max_num_queries(18) as one:
        client.get("/proposals/")
    for measure, stage in [("ECO-3", Stage.WORKING_GROUP), ("ECO-4", Stage.WORKING_GROUP)]:
        silence_at(stage, measure=measure)

    with django_assert_max_num_queries(18) as many:
        assert len(references(client.get("/proposals/"))) == 3
    assert len(many) == len(one)


@pytest.mark.parametrize(
    ("reader", "may"),
    [(lambda: delegate("UZ"), True), (secretariat, True), (lambda: viewer("UZ"), False)],
)
def test_the_way_to_a_new_proposal_is_shown_to_those_who_may_open_one(reader, may):
    page = browser(reader()).get("/proposals/").content.decode()

    assert ("/proposals/new/" in page) == may


def decision_numbers(page):
    return texts(page, "th", "a")


@pytest.mark.parametrize(
    ("audience", "sees"),
    [
        (None, {"public": False, "observer": False, "member": True}),
        ("participants", {"public": False, "observer": True, "member": True}),
        ("public", {"public": True, "observer": True, "member": True}),
    ],
)
def test_a_decision_is_listed_and_opens_for_its_audience_alone(audience, sees):
    proposal = proposal_at(Stage.APPROVED)
    number = proposal.decisions.get().number
    if audience:
        act(Action.PUBLISH_DECISION, proposal, secretariat(), audience=audience, consent="SOC, by consensus.")
    readers = {"public": Client(), "observer": browser(delegate("JP")), "member": browser(delegate("UZ"))}

    assert {
        name: decision_numbers(client.get("/decisions/")) == [number] for name, client in readers.items()
    } == sees
    assert {
        name: client.get(f"/decisions/{number}/").status_code == 200 for name, client in readers.items()
    } == sees


def test_decisions_are_filtered_by_body_year_and_measure():
    proposal = proposal_at(Stage.APPROVED)
    decision = proposal.decisions.get()
    client = browser(delegate("UZ"))

    found = {
        query: decision_numbers(client.get(f"/decisions/?{query}"))
        for query in (
            "body=SOC",
            "body=SWG",
            f"year={decision.adopted_at.year}",
            "year=1999",
            "measure=ECO-2",
        )
    }

    assert found == {
        "body=SOC": [decision.number],
        "body=SWG": [],
        f"year={decision.adopted_at.year}": [decision.number],
        "year=1999": [],
        "measure=ECO-2": [decision.number],
    }
