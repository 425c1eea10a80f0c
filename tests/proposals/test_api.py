"""The API of proposals, papers and decisions: what is its own, beside the acts."""

import json

import pytest
from django.test import Client

from proposals.enums import Action, Stage
from proposals.models import Position, Proposal
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    considered,
    day,
    everybody,
    expert_of,
    in_days,
    opened,
    position,
    proposal_at,
    silence_at,
)

pytestmark = pytest.mark.django_db


def post(client, address, body, **headers):
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def published(audience="public"):
    """Return an approved proposal whose decision is published."""
    proposal = proposal_at(Stage.APPROVED)
    act(Action.PUBLISH_DECISION, proposal, secretariat(), audience=audience, consent="SOC, 14 December.")
    return proposal


@pytest.mark.parametrize(("client", "audience"), [(Client, "public"), ("JP", "participants")])
def test_who_reads_a_paper_by_its_decision_alone_learns_nothing_of_its_way(client, audience):
    proposal = published(audience)
    address = f"/api/v1/papers/{proposal.paper.public_id}/"
    reader = browser(delegate(client)) if isinstance(client, str) else client()

    (row,) = reader.get("/api/v1/papers/").json()["results"]
    (head,) = reader.get(f"{address}versions/").json()["results"]
    whole = reader.get(address).json()

    assert (row["symbol"], row["proposal"]) == (proposal.paper.base_symbol, None)
    assert whole["paragraphs"][0]["en"] == "Introduction"
    assert (whole["proposal"], whole["served"]) == (None, [])
    for version in (head, whole):
        on_the_way = ("submitted_by", "submitted_at", "circulated_at", "comments_until")
        assert [version[name] for name in on_the_way] == [None] * 4


def test_a_member_reads_how_a_paper_came_about():
    proposal = published()

    whole = browser(delegate("UZ")).get(f"/api/v1/papers/{proposal.paper.public_id}/").json()

    assert (whole["proposal"], whole["submitted_by"]) == (proposal.reference, COORDINATOR)
    assert [line["state"] for line in whole["served"]] == everybody()
    assert None not in (whole["submitted_at"], whole["circulated_at"], whole["comments_until"])


def test_a_position_is_taken_on_the_consideration_as_it_was_read_or_not_at_all():
    proposal = silence_at(Stage.WORKING_GROUP)
    address = f"/api/v1/considerations/{considered(proposal).pk}/"
    client = browser(delegate("UZ"))
    tag = client.get(address)["ETag"]

    position(proposal, "TR", "support")
    stale = post(client, f"{address}positions/", {"position": "support"}, **{"If-Match": tag})
    assert (stale.status_code, Position.objects.filter(state="UZ").count()) == (412, 0)

    tag = client.get(address)["ETag"]
    assert (
        post(client, f"{address}positions/", {"position": "support"}, **{"If-Match": tag}).status_code == 200
    )


def test_a_tag_is_no_way_to_learn_of_a_consideration():
    address = f"/api/v1/considerations/{considered(silence_at(Stage.WORKING_GROUP)).pk}/positions/"

    answer = post(browser(delegate("JP")), address, {"position": "support"}, **{"If-Match": '"x"'})

    assert answer.status_code == 404


@pytest.mark.parametrize(("year", "status"), [("0", 200), ("99999", 200), ("-5", 400), ("-1e5000", 400)])
@pytest.mark.parametrize("address", ["/decisions/", "/api/v1/decisions/"])
def test_a_year_that_is_none_has_no_decisions(address, year, status):
    published()

    page = Client().get(address, {"year": year})

    assert (page.status_code, "SOC-" in page.content.decode()) == (status, False)


def test_only_an_interested_state_is_supported():
    proposal = proposal_at(Stage.CONSULTATION)
    address = f"/api/v1/proposals/{proposal.reference}/actions/respond/"
    client = browser(delegate(COORDINATOR))

    for state, status in (("UZ", 409), ("JP", 409), (CO_COORDINATOR, 200)):
        assert post(client, address, {"answer": "support", "supports": state}).status_code == status


def test_a_decision_is_of_the_year_in_its_number_in_any_zone(stop_clock):
    """The Committee meets in December: in Astana the year may be over while it is not in UTC."""
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    now = considered(proposal).opened_at
    stop_clock(now.replace(month=12, day=31, hour=22))
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())

    client = browser(delegate("UZ"))
    client.cookies["zone"] = "Asia/Almaty"

    for year, number in ((now.year, 1), (now.year + 1, 0)):
        page = client.get("/decisions/", {"year": year})
        assert page.content.decode().count(f"/decisions/SOC-{now.year}-001/") == number


def test_the_list_names_other_drafters_apart_from_coordinators():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="x")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    expert = str(expert_of("KG").public_id)
    act(Action.CHARGE_EXPERTS, views, secretariat(), experts=[expert], draft_due=day(60))
    coordinated = proposal_at(Stage.DRAFTING)

    rows = browser(delegate("UZ")).get("/api/v1/proposals/").json()["results"]

    by_reference = {row["reference"]: row for row in rows}
    drafting, coordinating = by_reference[views.reference], by_reference[coordinated.reference]
    assert drafting["coordinators"] == []
    assert drafting["drafters"] == [{"state": "KG", "role": "responsible_expert"}]
    assert coordinating["coordinators"] == coordinating["drafters"] != []
    whole = browser(delegate("UZ")).get(f"/api/v1/proposals/{views.reference}/").json()
    assert [whole[name] for name in ("coordinators", "drafters")] == [[], drafting["drafters"]]


@pytest.mark.parametrize("parameters", ["?dry_run=1", "?dry_run=True", "?dryrun=true", "?stauts=x"])
def test_a_misspelt_rehearsal_is_no_act(parameters):
    proposal = proposal_at(Stage.DRAFTING)
    address = f"/api/v1/proposals/{proposal.reference}/actions/withdraw/"

    answer = post(browser(secretariat()), address + parameters, {"reason": "x"})

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [parameters[1:].partition("=")[0]]
    assert Proposal.objects.get(pk=proposal.pk).stage == Stage.DRAFTING
