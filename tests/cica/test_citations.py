"""What each act cites, on each route and kind of what it is done on, held apart from the tables in a CSV.

The CSV was read against the Cooperative Approach, the Rules of Procedure and the Statute, as far as they were
found: an act for which they have no rule rests on practice, and says so. `legs.csv` says so of the parts
of a proposal's way, which its forecast lays.
"""

import csv
from pathlib import Path

import pytest

from cbms.models import Provision
from exchange.enums import SubmissionKind
from exchange.transitions import ExchangeAct
from meetings.enums import OTHER_MEETINGS, SESSIONS
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, MeetingAct
from proposals.citations import ACT_OF, OF_NO_ACT, rule_of
from proposals.enums import Body, Leg, Route, Stage
from proposals.forecast import LEGS_OF_ROUTE
from proposals.procedure import is_of
from proposals.row import Transition
from records.citations import PRACTICE
from records.known_acts import acts_by_room
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import other_proposal_at, proposal_at

pytestmark = pytest.mark.django_db
IN_WORDS = "practice of the secretariat, no written rule"
OF_THE_DEADLINE = ("remind", "escalate")
"""Acts of the procedure itself, which cite what the deadline rests on."""


def varieties_of(act_type):
    """Return the routes or kinds of what an act can be done on; "any" where it depends on neither."""
    if isinstance(act_type, Transition):
        return [route for route in Route if is_of(act_type, route)]
    if isinstance(act_type, MeetingAct):
        kinds = {CONVENE_SESSION.name: SESSIONS, CONVENE_MEETING.name: OTHER_MEETINGS}
        return list(kinds.get(act_type.name, (*SESSIONS, *OTHER_MEETINGS)))
    return list(SubmissionKind) if isinstance(act_type, ExchangeAct) else ["any"]


def cited():
    """Return `(act, variety, rule)` of every act on everything that it can be done on."""
    return {
        (str(act_type.name), str(variety), act_type.of(variety).rule)
        for _room, acts in acts_by_room()
        for act_type in acts
        for variety in varieties_of(act_type)
        if act_type.rule or act_type.name not in OF_THE_DEADLINE
    }


def expected():
    """Return the same from the CSV."""
    with (Path(__file__).parent / "citations.csv").open(encoding="utf-8") as file:
        return {
            (row["act"], variety, row["rule"])
            for row in csv.DictReader(file)
            for variety in row["of"].split()
        }


def test_every_act_cites_what_the_texts_say_of_it_on_its_route_and_kind():
    assert sorted(cited()) == sorted(expected())


def test_every_citation_stands_in_the_reference_record_or_says_practice():
    known = set(Provision.objects.values_list("citation", flat=True)) | {PRACTICE}

    assert {rule for _act, _variety, rule in cited()} <= known


def test_a_route_or_kind_cites_no_sentence_about_another():
    about = {"A": ("CA (b)", "CA review"), "B": ("CA (a)", "CA review"), "C": ("CA (a)", "CA (b)"),
             "D": ("CA (a)", "CA (b)", "CA review"), "swg": ("CA (a)", "CA review"),
             "soc": ("CA (a)", "CA review"), "expert": ("CA (a)", "CA review")}  # fmt: skip

    strange = [
        (act, variety, rule)
        for act, variety, rule in cited()
        if rule.startswith(about.get(variety, ("none",)))
    ]
    of_the_chair = {act for act, _variety, rule in cited() if rule == "RoP 14.1.4"}

    assert strange == []
    assert of_the_chair == {"hand-over-chairmanship"}


def asked_for():
    """Return `(part of the way, route, body, rule)` of everything that a forecast can lay."""
    before_a_body = (Leg.NOTICE, Leg.SILENCE)
    return {
        (str(leg), str(route), "", rule_of(leg, route=route))
        for route, legs in LEGS_OF_ROUTE.items()
        for leg in (*legs, *before_a_body)
    } | {
        (str(Leg.SESSION), str(route), str(body), rule_of(Leg.SESSION, route=route, body=body))
        for route in Route
        for body in Body
    }


def test_a_forecast_cites_what_the_texts_say_of_each_part_of_the_way():
    with (Path(__file__).parent / "legs.csv").open(encoding="utf-8") as file:
        said = {
            (row["part"], route, row["body"], row["rule"])
            for row in csv.DictReader(file)
            for route in row["of"].split()
        }

    assert sorted(asked_for()) == sorted(said)
    assert {leg for leg, _route, _body, _rule in said} == set(Leg)


def test_a_part_that_no_act_of_a_proposal_ends_cites_what_stands_elsewhere():
    of_compilations = {rule for act, _variety, rule in cited() if act == "compile-views"}
    known = set(Provision.objects.values_list("citation", flat=True))

    assert {rule_of(Leg.VIEWS, route=Route.B)} == of_compilations
    assert set(OF_NO_ACT.values()) <= known
    assert not set(OF_NO_ACT) & set(ACT_OF)


def at(stage, route):
    """Return a proposal of a route in a stage."""
    return proposal_at(stage) if route == Route.A else other_proposal_at(route, stage)


@pytest.mark.parametrize(
    ("route", "label", "rule"),
    [
        (Route.A, "Submit the concept paper", "CA (a)2"),
        (Route.B, "Submit the working paper", "CA (b)4"),
        (Route.C, "Submit the amendment", "CA review"),
    ],
)
def test_the_paper_is_named_and_cited_by_its_route_wherever_it_is_awaited(route, label, rule):
    proposal = at(Stage.DRAFTING, route)
    state = proposal.designations.filter(ended_at=None).first().state_id
    actor = delegate(state)
    address = f"/proposals/{proposal.reference}/"

    pages = [
        browser(actor).get(place).content.decode() for place in (address, f"{address}actions/submit-paper/")
    ]
    client = browser(actor)
    (open_here,) = [
        act
        for act in client.get(f"/api/v1/proposals/{proposal.reference}/").json()["available_actions"]
        if act["name"] == "submit-paper"
    ]
    waiting = [
        line for line in client.get("/api/v1/inbox/").json()["waiting"] if line["act"] == "submit-paper"
    ]

    assert [label in page and rule in page for page in pages] == [True, True]
    assert (open_here["label"], open_here["rule"]) == (label, rule)
    assert [line["rule"] for line in waiting] == [rule]
    assert label.lower() in waiting[0]["sentence"].lower()


def test_what_rests_on_practice_says_so_on_pages_and_in_the_api():
    proposal = at(Stage.EDITORIAL, Route.C)
    officer = secretariat()
    address = f"/proposals/{proposal.reference}/"

    pages = [browser(officer).get(place).content.decode() for place in
             (address, f"{address}actions/circulate/", "/procedure/?route=C", "/notices/rules/", "/inbox/",
              "/deadlines/")]  # fmt: skip
    acts = browser(officer).get(f"/api/v1/proposals/{proposal.reference}/").json()["available_actions"]

    assert [IN_WORDS in page for page in pages] == [True] * len(pages)
    assert {act["rule"] for act in acts if act["name"] in ("circulate", "return-to-drafters")} == {PRACTICE}
