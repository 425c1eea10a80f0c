"""The form of an act and its last look say on what it is: reference, title, and the version that is meant."""

from html import unescape

import pytest

from exchange.enums import ExchangeAction, SubmissionStage
from exchange.reading.reader import ON_SUBMISSION
from exchange.transitions import BY_ADDRESS
from meetings.transitions import ON_MEETING
from papers.models import Version
from proposals.enums import Stage as ProposalStage
from tests.factories.exchange import CO_AUTHOR, LEAD, RECIPIENT, submission_at
from tests.factories.meetings import convene, item_of, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import everybody, proposal_at
from tests.sending import form_on

pytestmark = pytest.mark.django_db

OF_PEOPLE = [row for row in ON_SUBMISSION if row.is_for_people]
ADDRESSES = {row.name: address for address, row in BY_ADDRESS.items()}


def shown_to_whoever_may(page: str):
    """Return the page for the first who may act there, its readers before the offices."""
    people = (*(delegate(code) for code in (LEAD, CO_AUTHOR, RECIPIENT)), secretariat(), chair())
    pages = (browser(actor).get(page) for actor in people)
    return next(found for found in pages if found.status_code in {200, 409})


@pytest.mark.parametrize("row", OF_PEOPLE, ids=lambda row: row.name)
def test_every_act_on_a_submission_names_it_by_reference_and_title(row):
    submission = submission_at(row.sources[-1])

    page = shown_to_whoever_may(f"/exchange/{submission.reference}/acts/{ADDRESSES[row.name]}/")

    assert f"{submission.reference} Harvest forecasts" in unescape(page.text)


@pytest.mark.parametrize(
    ("action", "stage", "who", "typed"),
    [
        (ExchangeAction.DECLINE, SubmissionStage.AWAITING_AUTHORS, lambda: delegate(CO_AUTHOR), {}),
        (ExchangeAction.DISSEMINATE, SubmissionStage.INTAKE, secretariat, {}),
        (ExchangeAction.WIDEN, SubmissionStage.DISSEMINATED, lambda: delegate(LEAD), {"audience": "members"}),
        (ExchangeAction.WITHDRAW, SubmissionStage.DISSEMINATED, lambda: delegate(LEAD), {"reason": "Wrong."}),
    ],
)
def test_the_last_look_at_a_submission_names_its_version(action, stage, who, typed):
    submission = submission_at(stage)
    client, page = browser(who()), f"/exchange/{submission.reference}/acts/{ADDRESSES[action]}/"
    form = form_on(client.get(page), page)

    look = unescape(client.post(form.action, form.filled(typed | {"step": "check"})).text)

    version = submission.versions.get()
    assert "This cannot be undone" in look
    assert f"No. 1: {version.title}" in look
    assert version.digest in look


def test_a_new_version_of_a_submission_is_not_taken_for_the_one_before():
    submission = submission_at(SubmissionStage.RETURNED)
    client, page = browser(delegate(LEAD)), f"/exchange/{submission.reference}/acts/resubmit/"
    form = form_on(client.get(page), page)

    look = unescape(client.post(form.action, form.filled({"title": "Anew", "step": "check"})).text)

    assert "This cannot be undone" in look
    assert submission.versions.get().digest not in look


@pytest.mark.parametrize("several", [False, True], ids=["conclude-item", "conclude-en-bloc"])
def test_the_last_look_at_a_conclusion_names_the_version_of_each_paper(several):
    proposals = [proposal_at(ProposalStage.AGREED, measure=code) for code in ("ECO-2", "ECO-4")]
    meeting = convene(chair())
    for proposal in proposals:
        on_meeting(meeting, "add-item", proposal=proposal.reference)
    on_meeting(meeting, "open-considerations", chair())
    on_meeting(meeting, "record-attendance", chair(), participants=everybody())
    keys = [str(item_of(meeting, number).number) for number in (1, 2)]
    name, typed, meant = (
        ("conclude-en-bloc", {"items": keys}, proposals)
        if several
        else ("conclude-item", {"item": keys[1], "outcome": "approved"}, proposals[1:])
    )
    client, page = browser(chair()), f"/meetings/{meeting.reference}/actions/{name}/"
    form = form_on(client.get(page), page)

    look = unescape(client.post(form.action, form.filled(typed | {"step": "check"})).text)

    assert "This cannot be undone" in look
    assert look.count("Digest of the content") == len(meant)
    for proposal in meant:
        version = Version.objects.filter(paper__proposal=proposal).latest("number")
        assert f"No. {version.number}: {version.title}" in look
        assert version.digest in look


@pytest.mark.parametrize("name", ON_MEETING)
def test_every_act_on_a_meeting_names_it_by_reference_and_title(name):
    meeting = convene(title="A session of ours")

    page = shown_to_whoever_may(f"/meetings/{meeting.reference}/actions/{name}/")

    assert f"{meeting.reference} A session of ours" in unescape(page.text)
