"""Where the acts on meetings lead, and what becomes of items, by `leads.csv`, each lead falsified in turn."""

from collections.abc import Iterator
from typing import Any

import pytest

from meetings.models import Meeting
from meetings.transitions import CONVENE_MEETING, CONVENE_SESSION, ITEM_TABLE, TABLE
from members.actor import Actor
from proposals.enums import Route
from proposals.enums import Stage as ProposalStage
from proposals.models import Decision
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import chair, delegate
from tests.factories.proposals import day, everybody, legal_body, other_proposal_at, proposal_at
from tests.falsifying import Step, Trial, assert_noticed

pytestmark = pytest.mark.django_db

ACTS = (CONVENE_SESSION, CONVENE_MEETING, *TABLE, *ITEM_TABLE)


def on(meeting: Meeting, name: str, actor: Actor | None = None, **data: Any) -> Step:
    return lambda: on_meeting(meeting, name, actor, **data)


def walk_the_preparation() -> Iterator[Step]:
    """Convene, host, invite, answer, move; set up the agenda and the logistics; cancel."""
    yield Trial(lambda: convene(chair()))
    yield Trial(lambda: convene(kind="expert", audience="participants"))
    meeting = convene(kind="expert", audience="invited", invited=["KZ", "JP"], **later(40))
    yield on(meeting, "host-meeting", delegate("JP"), place="Tokyo")
    yield Trial(on(meeting, "withdraw-hosting", delegate("JP"), reason="An election."))
    yield Trial(on(meeting, "answer-invitation", delegate("JP"), answer="online"))
    yield Trial(on(meeting, "invite", participants=["TH"]))
    yield Trial(on(meeting, "reschedule", **later(50), time_zone="Asia/Tokyo", place="Tokyo", reason="R."))
    for title in ("One", "Two"):
        yield on(meeting, "add-item", title=title)
    yield Trial(on(meeting, "move-item", item=item_of(meeting, 2).number, position=1))
    yield Trial(on(meeting, "remove-item", item=item_of(meeting).number))
    yield Trial(on(meeting, "cancel-meeting", reason="A storm."))


def add_what_can_be_added(meeting: Meeting) -> Iterator[Step]:
    """Add and take off what may still be added when the meeting is over."""
    decision = {"group": "information", "decision": Decision.objects.first().number}
    yield on(meeting, "add-document", **decision)
    yield on(meeting, "remove-document", **decision)
    yield Trial(on(meeting, "add-task", title="Flags", owner="secretariat", due_on=day(20)))
    yield Trial(on(meeting, "update-task", task=meeting.tasks.first().number, state="done"))


def walk_a_session() -> Iterator[Step]:
    """Open what stands on the agenda, conclude it in every way, and report the meeting."""
    proposal_at(ProposalStage.APPROVED, measure="ENV-3")
    paper, meeting = proposal_at(ProposalStage.AGREED), convene(chair())
    on_meeting(meeting, "add-item", proposal=paper.reference)
    on_meeting(meeting, "add-item", title="Any other business")
    yield on(meeting, "open-considerations", chair())
    yield on(meeting, "record-attendance", chair(), participants=everybody())
    on_paper, in_words = item_of(meeting).number, item_of(meeting, 2).number
    for outcome in ("approved", "returned_to_swg", "returned", "declined", "deferred"):
        yield Trial(on(meeting, "conclude-item", chair(), item=on_paper, outcome=outcome, reason="So."))
    for outcome in ("agreed", "noted"):
        yield Trial(on(meeting, "conclude-item", chair(), item=in_words, outcome=outcome))
    yield on(meeting, "conclude-en-bloc", chair(), items=[on_paper, in_words])
    yield from add_what_can_be_added(meeting)
    yield on(meeting, "report", chair(), conclusions="Both were adopted.")
    yield from add_what_can_be_added(meeting)


def walk_a_meeting_of_experts() -> Iterator[Step]:
    """Charge experts with the working paper of a proposal on the agenda."""
    views, meeting = other_proposal_at(Route.B, ProposalStage.EXPERTS), convene(kind="expert")
    on_meeting(meeting, "add-item", proposal=views.reference)
    on_meeting(meeting, "record-attendance", participants=["KG"])
    charge = {"item": item_of(meeting).number, **legal_body("charge-experts")}
    yield on(meeting, "charge-experts", **charge)


def walk() -> Iterator[Step]:
    yield from walk_the_preparation()
    yield from walk_a_session()
    yield from walk_a_meeting_of_experts()


def test_each_act_leads_where_it_must_and_no_lead_can_be_false_unnoticed():
    assert_noticed(__file__, walk(), ACTS)
