"""What somebody said stands on the page of its object, and beside the form of the act that answers it."""

import pytest

from exchange.enums import Action, Stage
from proposals.enums import Action as ProposalAct
from proposals.enums import Stage as ProposalStage
from records.acts import acts_by_room
from records.fields import TextField
from tests.factories.exchange import CO_AUTHOR, LEAD, act, call_for_information, disseminated, submission_at
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import COORDINATOR, proposal_at
from tests.factories.proposals import act as take
from tests.forms import drawn

pytestmark = pytest.mark.django_db

OF_THE_OBJECT = {
    "submit-information": {"text"},
    "resubmit-submission": {"text"},
    "correct-submission": {"text", "changes"},
    "decline-submission": {"reason"},
    "widen-audience": {"reason"},
    "open-call": {"mandate", "question"},
    "plan-activity": {"description"},
    "report-held": {"outcome"},
    "enter-action-plan": {"text"},
    "amend-action-plan": {"text"},
    "conclude-action-plan": {"conclusions"},
    "submit-report": {"text"},
    "conclude-review": {"conclusions"},
    "add-task": {"note"},
}
"""Texts that the register does not keep: they are part of the object, and its page shows them as that."""


def test_every_other_text_of_every_act_is_shown_from_the_register():
    kept_by_the_object = {
        act_type.name: names
        for _room, acts in acts_by_room()
        for act_type in acts
        if (
            names := {
                name
                for name, one in act_type.fields().fields.items()
                if isinstance(one, TextField) and not one.read_by.in_register and not one.read_by.kind
            }
        )
    }

    assert kept_by_the_object == OF_THE_OBJECT


def test_the_reason_of_a_return_stands_on_the_page_and_beside_submitting_again():
    submission = submission_at(Stage.RETURNED)
    address, client = submission.get_absolute_url(), browser(delegate(LEAD))

    pages = [client.get(address), client.get(f"{address}acts/resubmit/")]

    assert ["The year is missing." in page.content.decode() for page in pages] == [True, True]


def test_the_reason_of_a_return_stands_on_a_proposals_page_and_beside_the_paper():
    proposal = proposal_at(ProposalStage.EDITORIAL)
    take(ProposalAct.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The third part is missing.")
    address, client = f"/proposals/{proposal.reference}/", browser(delegate(COORDINATOR))

    pages = [client.get(address), client.get(f"{address}actions/submit-paper/")]

    assert ["The third part is missing." in page.content.decode() for page in pages] == [True, True]


@pytest.mark.parametrize(("name", "other"), [("consent", "refuse"), ("refuse", "consent")])
def test_who_asks_for_a_wider_audience_and_why_stands_beside_both_answers(name, other):
    submission = disseminated(CO_AUTHOR)
    reason = "Others asked for it."
    act(Action.WIDEN, submission, delegate(LEAD), audience="members", reason=reason)
    address = submission.get_absolute_url()

    page = browser(delegate(CO_AUTHOR)).get(f"{address}acts/{name}/").content.decode()

    _before, _id, panel = page.partition('id="question"')
    question = panel.partition("</section>")[0]
    assert reason in question
    assert "Kyrgyz" in question
    assert f"{address}acts/{other}/" in question


def test_an_answer_to_a_call_begins_with_its_measures_and_audience_beside_the_question():
    call = call_for_information(measures=["ECO-2", "ECO-3"])
    client = browser(delegate(LEAD))
    address = f"/exchange/new/?call={call.reference}"

    sent = drawn(client, address).sent

    assert [code for code in sent["measures"] if code] == ["ECO-2", "ECO-3"]
    assert sent["audience"] == ["members"]
    assert call.question in client.get(address).content.decode()
