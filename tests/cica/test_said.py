"""What somebody said stands on the page of its object, and beside the form of the act that answers it."""

import pytest
from django.test import RequestFactory
from django.urls import resolve

from exchange.enums import ExchangeAction, SubmissionStage
from meetings.models import Task
from proposals.enums import Action as ProposalAct
from proposals.enums import Stage as ProposalStage
from records.fields import TextField
from records.known_acts import acts_by_room
from tests.addresses import addresses_served
from tests.cica.test_sent_forms import CASES
from tests.factories.exchange import CO_AUTHOR, LEAD, act, call_for_information, disseminated, submission_at
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import COORDINATOR, proposal_at
from tests.factories.proposals import act as take
from tests.factories.records import enter_act
from tests.forms import drawn
from tests.pages import chosen, links, one, options, texts, words
from web.act_pages import ActPage

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


def is_of_an_act(address):
    """Whether an address is the form of an act on an object that is there."""
    views = {str(pattern.pattern): pattern.callback for pattern in addresses_served()}
    view = getattr(views[address], "view_class", object)
    return issubclass(view, ActPage) and "<" in address


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
    submission = submission_at(SubmissionStage.RETURNED)
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
    act(ExchangeAction.WIDEN, submission, delegate(LEAD), audience="members", reason=reason)
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


MAKING = {"meetings/convene/<slug:word>/"}
"""Forms on nothing that is there yet, although their address has a part that varies."""
ON_OBJECTS = sorted(address for address in CASES if is_of_an_act(address) and address not in MAKING)


def test_acts_on_objects_of_every_kind_have_a_case():
    assert len(ON_OBJECTS) == 14


@pytest.mark.parametrize("address", ON_OBJECTS)
def test_what_was_said_with_an_act_stands_beside_every_form_on_the_same_object(address):
    case = CASES[address]()
    found = resolve(case.page)
    view = found.func.view_class(**found.func.view_initkwargs)
    request = RequestFactory().get(case.page)
    request.actor = case.who
    view.setup(request, **found.kwargs)
    kinds, key = view.subject(**found.kwargs).filed_under
    client = browser(case.who)
    before = client.get(case.page).content.decode()

    enter_act(action="return-to-drafters", object_kind=kinds[0], object_key=key, state="UZ",
              capacity="member", payload={"reason": "The third part is missing."})  # fmt: skip
    page = client.get(case.page).content.decode()

    assert "The third part is missing." not in before
    panel = page.partition('id="said"')[2].partition("</section>")[0]
    assert "The third part is missing." in panel
    assert "Uzbekistan" in panel


def test_what_was_said_on_a_proposal_stands_beside_the_conclusion_of_its_item():
    proposal = proposal_at(ProposalStage.WORKING_GROUP)
    take(ProposalAct.TAKE_POSITION, proposal, delegate("UZ"), position="reservation", statement="Not yet.")
    meeting = convene(kind="swg", **later(20))
    on_meeting(meeting, "add-item", proposal=proposal.reference)
    item = item_of(meeting)
    client = browser(chair())

    page = client.get(f"/meetings/{meeting.reference}/actions/move-item/?item={item.number}")

    assert "Not yet." in words(one(page, "*", id="said"))


def test_the_form_of_a_task_begins_with_what_is_known_of_the_task_that_is_chosen():
    meeting = convene(**later(20))
    first, second = Task.objects.filter(meeting=meeting).order_by("due_on", "pk")[:2]
    on_meeting(meeting, "update-task", task=second.number, state="done", note="Two rooms.")
    client, address = browser(secretariat()), f"/meetings/{meeting.reference}/actions/update-task/"

    without, page = client.get(address), client.get(f"{address}?task={second.number}")

    assert f"?task={second.number}" in links(without)
    assert chosen(without, "task") == [str(first.number)]
    # The other task is not offered: its note would be overwritten by that of the one that is chosen.
    assert options(page, "task") == chosen(page, "task") == [str(second.number)]
    assert texts(page, "textarea", name="note") == ["Two rooms."]
