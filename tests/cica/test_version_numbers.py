"""The number by which a reader names a version does not count those that it never saw."""

import json

import pytest

from exchange.enums import ExchangeAction
from exchange.proof import submissions_differ
from exchange.tables import rows_of
from members.actor import Actor
from papers.models import Version
from proposals.enums import Action, Stage
from records.models import Act
from tests.factories.exchange import act as on_submission
from tests.factories.exchange import compiled, submit, views_of
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import act as on_proposal
from tests.factories.proposals import circulate, conclude, consider, proposal_at
from tests.factories.proposals import submit as submit_paper
from tests.factories.taking import act_on_compilation

pytestmark = pytest.mark.django_db

LEAD, RECIPIENT = "KG", "JP"


def adopted_after_drafts():
    """Return a published proposal whose adopted paper was the third version."""
    proposal = proposal_at(Stage.EDITORIAL)
    for words in ("Two.", "Three."):
        on_proposal(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")
        submit_paper(proposal, [{"en": words}])
    circulate(proposal)
    consider(proposal, Action.OPEN_SWG)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")
    consider(proposal, Action.OPEN_SOC)
    conclude(proposal, Action.CONCLUDE_SOC, "approved")
    on_proposal(Action.PUBLISH_DECISION, proposal, secretariat(), audience="public", consent="All agreed.")
    return proposal


def test_an_adopted_paper_does_not_tell_of_its_drafts():
    adopted_after_drafts()
    paper = Version.objects.get(number=3).paper.public_id
    address = f"/api/v1/papers/{paper}/"

    def numbers_to(reader):
        read = browser(reader)
        listed = [row["number"] for row in read.get(f"{address}versions/").json()["results"]]
        each = [read.get(f"{address}versions/{number}/").status_code for number in (1, 2, 3)]
        latest, compared = read.get(address).json(), read.get(f"{address}diff/?from={listed[0]}").json()
        return listed, each, latest["number"], compared["from"]["number"], compared["to"]["number"]

    for outsider in (Actor.nobody(), delegate(RECIPIENT)):
        assert numbers_to(outsider) == ([1], [200, 404, 404], 1, 1, 1)
    assert numbers_to(delegate("UZ")) == ([3], [404, 404, 200], 3, 3, 3)
    assert numbers_to(secretariat()) == ([1, 2, 3], [200, 200, 200], 3, 1, 3)


def returned(submission):
    """Let a submission be returned and submitted again, as it was."""
    on_submission(ExchangeAction.RETURN, submission, secretariat(), reason="The year is missing.")
    return on_submission(ExchangeAction.RESUBMIT, submission, delegate(LEAD))


def answers_to(reader, reference):
    """Return what the API says to a reader of the versions of a submission."""
    read, address = browser(reader), f"/api/v1/submissions/{reference}/"
    whole = read.get(address).json()
    listed = read.get(f"{address}versions/").json().get("results", [])
    versions = [row["version"] for row in listed]
    ledger = read.get(f"/api/v1/submissions/deliveries/?submission={reference}").json()["results"]
    pages = [
        read.get(f"{base}{reference}/versions/{number}/").status_code
        for base in ("/exchange/", "/api/v1/submissions/")
        for number in (1, 2, 3)
    ]
    return whole["version"], versions, [line["version"] for line in ledger], pages


def test_what_went_out_does_not_tell_of_what_was_returned():
    submission = returned(submit(audience="named", recipients=[RECIPIENT]))
    on_submission(ExchangeAction.DISSEMINATE, submission, secretariat())
    recipient, page = delegate(RECIPIENT), submission.get_absolute_url()

    assert answers_to(recipient, submission.reference) == (1, [1], [1], [200, 404, 404] * 2)
    for handling in (delegate(LEAD), secretariat(), chair()):
        assert answers_to(handling, submission.reference) == (2, [1, 2], [2], [200, 200, 404] * 2)

    on_submission(ExchangeAction.ACKNOWLEDGE, submission, recipient)
    on_submission(ExchangeAction.CORRECT, submission, delegate(LEAD), changes="Nothing but this.")
    on_submission(ExchangeAction.ACKNOWLEDGE, submission, recipient)

    assert answers_to(recipient, submission.reference) == (2, [1, 2], [2, 1], [200, 200, 404] * 2)
    assert f"{page}versions/3/" not in browser(recipient).get(page).content.decode()
    told = Act.objects.visible_to(recipient).values_list("action", "payload")
    seen = {ExchangeAction.DISSEMINATE, ExchangeAction.CORRECT, ExchangeAction.ACKNOWLEDGE}
    assert seen <= {action for action, _payload in told}
    assert not [action for action, payload in told if "version" in json.loads(payload)]
    assert list(submissions_differ()) == []

    on_submission(ExchangeAction.WITHDRAW, submission, delegate(LEAD), reason="Wrong.")
    assert answers_to(recipient, submission.reference)[2] == [2, 1]


def test_compiled_views_do_not_tell_of_what_was_returned():
    returned(views_of(LEAD))
    compilation = compiled()
    act_on_compilation(
        ExchangeAction.DISSEMINATE_VIEWS, reference=compilation.reference, actor=secretariat(), data={}
    )

    shown = {code: rows_of(compilation, actor=delegate(code))[0].version for code in (LEAD, "UZ")}

    assert shown == {LEAD: 2, "UZ": 1}
