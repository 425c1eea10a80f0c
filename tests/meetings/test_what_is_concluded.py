"""A meeting concludes on the paper that whoever concludes has read, and on no other."""

import json

import pytest

from meetings.models import AgendaItem
from meetings.transitions import ON_MEETING
from proposals.enums import Action, Stage
from records.refusals import NotNow
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import browser, chair
from tests.factories.proposals import (
    circulate,
    conclude,
    consider,
    considered,
    everybody,
    proposal_at,
    submit,
)
from tests.sending import form_on, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    """Return a session of the Committee with one paper on its agenda."""
    meeting = convene(chair())
    on_meeting(meeting, "add-item", proposal=proposal_at(Stage.AGREED).reference)
    on_meeting(meeting, "record-attendance", chair(), participants=everybody())
    return meeting


def agree_to_another(meeting):
    """Let the Committee return the paper, and the Working Group agree to the next version of it."""
    proposal = item_of(meeting).proposal
    conclude(proposal, Action.CONCLUDE_SOC, "returned", reason="The review is missing.")
    submit(proposal, [{"en": "Another text."}])
    circulate(proposal)
    consider(proposal, Action.OPEN_SWG)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")


BODIES = {
    "conclude-item": lambda item: {"item": item.number, "outcome": "approved"},
    "conclude-en-bloc": lambda item: {"items": [item.number]},
}


@pytest.mark.parametrize("act", BODIES)
def test_a_page_concludes_on_no_version_that_its_author_has_not_seen(session, act):
    consider(item_of(session).proposal, Action.OPEN_SOC)
    reader, address = browser(chair()), f"/meetings/{session.reference}/actions/{act}/"
    check = sent(reader, address, BODIES[act](item_of(session)) | {"step": "check"})
    assert check.status_code == 200
    agree_to_another(session)
    consider(item_of(session).proposal, Action.OPEN_SOC)

    late = reader.post(address, form_on(check, address).filled({"step": "confirm"}))

    assert late.status_code == 412
    assert AgendaItem.objects.get().outcome == ""


def test_a_page_opens_no_consideration_of_a_version_that_its_author_has_not_seen(session):
    reader, address = browser(chair()), f"/meetings/{session.reference}/actions/open-considerations/"
    form = form_on(reader.get(address), address)
    consider(item_of(session).proposal, Action.OPEN_SOC)
    agree_to_another(session)

    late = reader.post(address, form.filled({"waiver_reason": "The Chair waives."}))

    assert late.status_code == 412


def post(session, act, **body):
    address = f"/api/v1/meetings/{session.reference}/actions/{act}/"
    return browser(chair()).post(address, json.dumps(body), content_type="application/json").status_code


@pytest.mark.parametrize("act", BODIES)
def test_a_program_names_the_version_that_it_concludes_on(session, act):
    consider(item_of(session).proposal, Action.OPEN_SOC)
    digest = considered(item_of(session).proposal).version.digest

    def naming(one):
        named = {"digest": one} if act == "conclude-item" else {"digests": [one]}
        return post(session, act, **BODIES[act](item_of(session)), **named)

    assert post(session, act, **BODIES[act](item_of(session))) == 428
    assert "ETag" not in ON_MEETING[act].version_wanted()
    assert [naming(""), naming("0" * 64), naming(digest)] == [428, 409, 200]


def test_what_is_no_paper_needs_no_version(session):
    on_meeting(session, "add-item", title="Other business")

    assert post(session, "conclude-item", item=item_of(session, 2).number, outcome="noted") == 200
    deferred = {"item": item_of(session).number, "outcome": "deferred", "reason": "No time."}
    assert post(session, "conclude-item", **deferred) == 200


def test_a_digest_is_given_for_each_item(session):
    on_meeting(session, "add-item", title="Other business")
    items = [item_of(session).number, item_of(session, 2).number]
    consider(item_of(session).proposal, Action.OPEN_SOC)
    digest = considered(item_of(session).proposal).version.digest

    answers = [
        post(session, "conclude-en-bloc", items=items, digests=digests)
        for digests in ([digest], [digest] * 3, [digest, ""])
    ]

    assert answers == [400, 400, 200]


SITS = {
    Stage.WORKING_GROUP: ("swg", Action.CONCLUDE_SWG, "agreed"),
    Stage.SENIOR_OFFICIALS: ("soc", Action.CONCLUDE_SOC, "approved"),
}


@pytest.mark.parametrize("stage", SITS)
def test_nothing_comes_of_a_session_before_it_began(stage):
    kind, act, outcome = SITS[stage]
    proposal = proposal_at(stage)
    meeting = convene(chair(), kind=kind, **later(9))
    on_meeting(meeting, "add-item", proposal=proposal.reference)

    with pytest.raises(NotNow, match="nothing comes of it before"):
        conclude(proposal, act, outcome)

    on_meeting(meeting, "cancel-meeting", reason="The hall burned down.")
    conclude(proposal, act, outcome)
    proposal.refresh_from_db()
    assert proposal.stage != stage


def test_a_session_of_the_other_body_a_cancelled_one_and_one_that_began_forbid_nothing():
    proposal = proposal_at(Stage.WORKING_GROUP)
    for meeting in (convene(chair(), kind="swg"), convene(chair(), kind="swg", title="Next", **later(9))):
        on_meeting(meeting, "add-item", proposal=proposal.reference)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")
    consider(proposal, Action.OPEN_SOC)
    cancelled = convene(chair(), kind="soc", **later(9))
    on_meeting(cancelled, "add-item", proposal=proposal.reference)
    on_meeting(cancelled, "cancel-meeting", reason="The hall burned down.")

    conclude(proposal, Action.CONCLUDE_SOC, "approved")

    proposal.refresh_from_db()
    assert proposal.stage == Stage.APPROVED
