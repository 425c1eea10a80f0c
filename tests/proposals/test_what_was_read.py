"""An act rests on what its author read: the version that goes out, the paper that is commented on."""

import re

import pytest

from members.models import Account, Token
from papers.models import Version
from proposals.enums import Action, Stage
from proposals.models import Consideration, Position, Proposal
from records.models import Act, RepeatableRequest
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import COORDINATOR, FAR, act, everybody, proposal_at, silence_at, submit
from tests.pages import words
from tests.sending import confirmed, form_on, sent

pytestmark = pytest.mark.django_db


def address(proposal, action):
    return f"/proposals/{proposal.reference}/actions/{action}/"


def api(client, who, path, body=None, **headers):
    _token, key = Token.objects.create(user=Account.objects.get(public_id=who.account))
    headers = {"Authorization": f"Token {key}", **headers}
    address = f"/api/v1/{path}"
    if body is None:
        return client.get(address, headers=headers)
    return client.post(address, body, content_type="application/json", headers=headers)


def digest_of(proposal):
    return Version.objects.filter(paper__proposal=proposal).latest("number").digest


def test_a_version_that_was_not_seen_does_not_go_out():
    """The secretariat has the last look at version 1 open when version 2 comes in."""
    proposal = proposal_at(Stage.EDITORIAL)
    client = browser(secretariat())
    form = form_on(client.get(address(proposal, Action.CIRCULATE)), address(proposal, Action.CIRCULATE))
    check = client.post(
        form.action, form.filled({"comments_until": "2998-01-01T00:00", "message": "An hour's work."})
    )
    assert "No. 1: Concept paper" in words(check)
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="Say more.")
    submit(proposal, [{"en": "Version two."}])

    page = client.post(form.action, form_on(check, form.action).filled({"step": "confirm"}))

    assert page.status_code == 412
    assert Proposal.objects.get().stage == Stage.EDITORIAL
    assert re.search(r"returned version 1 .*: “Say more.”.*submitted version 2", words(page))
    again = form_on(page, form.action)
    assert again.fields["message"] == ["An hour's work."]
    second = client.post(form.action, again.filled({"step": "check"}))
    assert "No. 2: Concept paper" in words(second)
    assert (
        client.post(form.action, form_on(second, form.action).filled({"step": "confirm"})).status_code == 303
    )
    assert Proposal.objects.get().stage == Stage.CIRCULATION


def test_comments_of_two_states_do_not_hinder_each_other():
    proposal = proposal_at(Stage.CIRCULATION)
    first, second = browser(delegate("UZ")), browser(delegate("KZ"))
    forms = [
        (client, form_on(client.get(address(proposal, Action.COMMENT)), address(proposal, Action.COMMENT)))
        for client in (first, second)
    ]

    answers = [client.post(form.action, form.filled({"text": "Good."})) for client, form in forms]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_a_comment_is_on_the_version_that_was_read():
    proposal = proposal_at(Stage.CIRCULATION)
    client = browser(delegate("UZ"))
    form = form_on(client.get(address(proposal, Action.COMMENT)), address(proposal, Action.COMMENT))
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take comments in.")
    submit(proposal, [{"en": "Version two."}])
    act(Action.CIRCULATE, proposal, secretariat(), comments_until=FAR)

    page = client.post(form.action, form.filled({"text": "Paragraph 2 is unclear."}))

    assert page.status_code == 412
    assert "Paragraph 2 is unclear." in page.text


@pytest.mark.parametrize(
    ("stage", "action", "who", "body"),
    [
        (Stage.EDITORIAL, Action.CIRCULATE, secretariat, {"comments_until": FAR}),
        (Stage.WORKING_GROUP, Action.CONCLUDE_SWG, chair, {"outcome": "returned", "reason": "No."}),
        (Stage.SENIOR_OFFICIALS, Action.CONCLUDE_SOC, chair, {"outcome": "returned", "reason": "No."}),
    ],
)
def test_a_program_says_which_version_it_means(client, stage, action, who, body):
    proposal = proposal_at(stage)
    path = f"proposals/{proposal.reference}/actions/{action}/"

    assert api(client, who(), path, body).status_code == 428
    assert api(client, who(), path, body, **{"If-Match": "*"}).status_code == 428, "“*” names no version"
    assert api(client, who(), path, body | {"digest": "0" * 64}).status_code == 409
    assert api(client, who(), path, body, **{"If-Match": '"1"'}).status_code == 412
    assert Proposal.objects.get().stage == stage
    assert api(client, who(), path, body | {"digest": digest_of(proposal)}).status_code == 200


def test_a_program_may_mean_what_it_read_instead(client):
    proposal = proposal_at(Stage.EDITORIAL)
    path = f"proposals/{proposal.reference}/"
    tag = api(client, secretariat(), path)["ETag"]

    answer = api(
        client, secretariat(), f"{path}actions/circulate/", {"comments_until": FAR}, **{"If-Match": tag}
    )

    assert answer.status_code == 200


def test_whose_act_it_is_not_learns_nothing_of_versions(client):
    proposal = proposal_at(Stage.EDITORIAL)

    answer = api(
        client, delegate("UZ"), f"proposals/{proposal.reference}/actions/circulate/", {"comments_until": FAR}
    )

    assert answer.status_code == 403


def test_a_dry_run_checks_everything_and_records_nothing(client):
    proposal = proposal_at(Stage.WORKING_GROUP)
    path = f"proposals/{proposal.reference}/actions/conclude-swg/?dry_run=true"
    body = {"outcome": "agreed", "digest": digest_of(proposal)}
    before = Act.objects.count()

    refused = api(client, chair(), path, body | {"present": everybody()[:3]})
    told = api(client, chair(), path, body | {"present": everybody()}, **{"Idempotency-Key": "k"})

    assert (refused.status_code, "no quorum" in refused.json()["detail"]) == (409, True)
    assert (told.status_code, told.json()["to"]) == (200, "agreed")
    assert (Act.objects.count(), Proposal.objects.get().stage) == (before, Stage.WORKING_GROUP)
    assert not RepeatableRequest.objects.exists()


def test_no_quorum_is_said_before_the_last_look():
    proposal = proposal_at(Stage.WORKING_GROUP)

    page = sent(
        browser(chair()),
        address(proposal, Action.CONCLUDE_SWG),
        {"outcome": "agreed", "present": everybody()[:3], "step": "check"},
    )

    assert page.status_code == 409
    assert "There is no quorum" in words(page)
    assert "This cannot be undone" not in words(page)


@pytest.mark.parametrize("kind", ["objection", "amendment"])
def test_who_breaks_a_silence_is_asked_twice(kind):
    proposal = silence_at(Stage.WORKING_GROUP)
    client, where = browser(delegate("UZ")), address(proposal, Action.TAKE_POSITION)
    typed = {"position": kind, "statement": "The survey should be voluntary."}

    asked = sent(client, where, typed)
    assert (asked.status_code, "This cannot be undone" in words(asked)) == (200, True)
    assert Consideration.objects.get().outcome == "open"
    assert not Position.objects.exists()

    assert confirmed(client, where, typed).status_code == 303
    assert Consideration.objects.get().outcome != "open"


@pytest.mark.parametrize("kind", ["support", "no_objection", "dissociation"])
def test_other_positions_are_taken_at_once(kind):
    proposal = silence_at(Stage.WORKING_GROUP)

    page = sent(browser(delegate("UZ")), address(proposal, Action.TAKE_POSITION), {"position": kind})

    assert page.status_code == 303


@pytest.mark.parametrize("kind", ["objection", "amendment", "reservation", "interpretative_statement"])
def test_what_stands_against_a_text_says_why(client, kind):
    proposal = silence_at(Stage.WORKING_GROUP)
    considered = Consideration.objects.get()

    page = sent(browser(delegate("UZ")), address(proposal, Action.TAKE_POSITION), {"position": kind})
    answer = api(client, delegate("UZ"), f"considerations/{considered.pk}/positions/", {"position": kind})

    assert (page.status_code, answer.status_code) == (400, 400)
    assert "statement" in answer.json()["errors"]
    assert not Position.objects.exists()
