"""The deadlines of proposals: what runs in each stage, who owes it, and what the ladder makes of it."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cbms.amendments import enact
from cbms.models import Edition
from deadlines.reminding import remind_due
from deadlines.running import Deadline
from members.actor import Actor
from notices.models import Notice
from proposals.deadlines import source
from proposals.enums import OPEN_STAGES, Action, Stage
from proposals.goals import GOALS
from records import clock
from records.models import Act
from tests.factories.members import browser, chair, delegate
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    considered,
    everybody,
    expert_of,
    in_days,
    opened,
    position,
    proposal_at,
    silence_at,
)

pytestmark = pytest.mark.django_db


def running(actor: Actor | None = None, *, days: float = 0) -> dict[str, Deadline]:
    """Return the deadlines so many days from now, by kind; of goals the first of each stage."""
    at = clock.now() + timedelta(days=days)
    found: dict[str, Deadline] = {}
    for one in source(actor or delegate(UNINVOLVED), at):
        found.setdefault(one.kind, one)
    return found


@pytest.mark.parametrize(
    ("stage", "kinds"),
    [
        (Stage.INTEREST, {"stage"}),
        (Stage.CONSULTATION, {"consultation", "stage"}),
        (Stage.DRAFTING, {"draft"}),
        (Stage.EDITORIAL, {"stage"}),
        (Stage.CIRCULATION, {"comments"}),
        (Stage.WORKING_GROUP, {"stage", "position"}),
        (Stage.AGREED, {"stage"}),
        (Stage.APPROVED, set()),
        (Stage.WITHDRAWN, set()),
    ],
)
def test_each_stage_has_its_deadline_or_its_goal(stage, kinds):
    proposal = proposal_at(stage)

    found = running()

    assert set(found) == kinds
    for kind, one in found.items():
        goal = proposal.stage_since + timedelta(days=GOALS[stage].days)
        assert one.due_at == (goal if kind in ("stage", "position") else proposal.due_at)
        assert (one.object_kind, one.object_key) == ("proposal", proposal.reference)
        assert (one.since, one.goal_days) == (proposal.stage_since, GOALS[stage].days)
        assert one.measure == "ECO-2"


def test_every_open_stage_has_a_goal_and_no_other():
    assert tuple(GOALS) == OPEN_STAGES


def test_who_has_answered_owes_nothing():
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.RESPOND, proposal, delegate(COORDINATOR), answer="no_view")

    assert running()["consultation"].owed_by == (CO_COORDINATOR,)
    assert running()["stage"].owed_by == ("chair",)


def test_an_answer_and_a_draft_are_owed_after_their_deadline_and_a_comment_is_not():
    proposal_at(Stage.CONSULTATION, measure="ECO-2")
    proposal_at(Stage.DRAFTING, measure="ECO-3")
    proposal_at(Stage.CIRCULATION, measure="ECO-4")

    assert set(running(days=100)) == {"consultation", "draft", "stage"}


def test_comments_are_owed_by_every_member_that_has_made_none():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.COMMENT, proposal, delegate(UNINVOLVED), text="Good.")

    assert running()["comments"].owed_by == tuple(code for code in everybody() if code != UNINVOLVED)


def test_a_silence_is_owed_by_those_on_its_roster_that_have_not_spoken():
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, UNINVOLVED, "support")

    one = running()["silence"]

    assert UNINVOLVED not in one.owed_by
    assert len(one.owed_by) == len(everybody()) - 1
    assert (one.body, one.due_at) == ("SWG", considered(proposal).closes_at)
    assert "silence" not in running(days=15)


def test_a_silence_moved_later_is_set_at_its_extension():
    proposal = silence_at(Stage.WORKING_GROUP, days=5)
    extended = act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(20), reason="Holidays.")

    one = running()["silence"]

    assert one.set_at == extended.act.at
    assert one.due_at == considered(proposal).closes_at


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP")])
def test_deadlines_of_proposals_are_seen_as_proposals_are(reader):
    proposal_at(Stage.DRAFTING)

    assert running(reader()) == {}


def test_many_are_read_with_the_same_queries_as_one():
    proposal_at(Stage.CONSULTATION, measure="ECO-2")
    reader = delegate(UNINVOLVED)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            list(source(reader, clock.now()))
        return len(asked)

    one = queries()
    for measure in ("ECO-3", "ECO-4"):
        proposal_at(Stage.CONSULTATION, measure=measure)

    assert queries() == one


def climb(*, days: float) -> list[str]:
    """Make a round so many days from now; return the addressees of what it entered."""
    before = Act.objects.count()
    remind_due(at=clock.now() + timedelta(days=days))
    notices = Notice.objects.filter(act__number__gt=before).order_by("addressee")
    return list(notices.values_list("addressee", flat=True))


def test_the_drafters_are_reminded_of_their_draft_and_the_chair_told_at_last():
    proposal = proposal_at(Stage.DRAFTING)  # due in 60 days, at the end of that day

    assert climb(days=10) == []
    assert climb(days=55) == [COORDINATOR, CO_COORDINATOR]
    assert climb(days=75) == sorted([COORDINATOR, CO_COORDINATOR, "chair"])

    last = Act.objects.about(kind="proposal", key=proposal.reference).latest("number")
    assert (last.action, last.capacity) == ("escalate", "procedure")
    assert json.loads(last.payload)["not_acted"] == [COORDINATOR, CO_COORDINATOR]
    assert (
        "The Chair&#39;s office was told who has not acted"
        in browser(delegate("UZ")).get(proposal.get_absolute_url()).text
    )


def test_reminders_leave_the_proposal_as_it_is():
    proposal = proposal_at(Stage.CONSULTATION)  # to be answered in 14 days
    revision = proposal.revision

    climb(days=13.5)

    proposal.refresh_from_db()
    assert (proposal.revision, proposal.stage) == (revision, Stage.CONSULTATION)
    act(Action.RESPOND, proposal, delegate(COORDINATOR), answer="no_view")
    assert climb(days=14.5) == [CO_COORDINATOR]


def test_page_and_api_say_for_how_long_a_proposal_has_been_in_its_stage(move_clock):
    proposal = proposal_at(Stage.INTEREST)
    move_clock(days=31)
    reader = browser(delegate("UZ"))

    page = reader.get(proposal.get_absolute_url()).text
    answer = reader.get(f"/api/v1/proposals/{proposal.reference}/").json()

    assert "for 31 days, goal 14" in page
    assert "over its goal" in page
    assert (answer["days_in_stage"], answer["goal_days"]) == (31, 14)


def test_what_has_ended_grows_no_older(move_clock):
    proposal = proposal_at(Stage.WITHDRAWN)
    move_clock(days=31)

    answer = browser(delegate("UZ")).get(f"/api/v1/proposals/{proposal.reference}/").json()

    assert (answer["days_in_stage"], answer["goal_days"]) == (0, None)


def test_an_expert_designated_under_the_next_edition_answers_the_call_of_a_running_proposal():
    views = opened("B", delegate("UZ"), measure="NCT-4", statement="Let us compare.")
    act(Action.CALL_EXPERTS, views, chair(), designate_by=in_days(20))
    today = clock.now().date()
    base = Edition.objects.get(code="2007")
    changes = [{"kind": "reword", "measure": "NCT-4", "en": "Extradition, in other words."}]
    enact(changes, base=base, title="Next", decision="SOC-1", adopted_on=today, in_force_on=today)

    expert = expert_of("KG")

    assert expert.measures.get().edition_id != base.code
    owed_by = running()["designation"].owed_by
    assert ("KG" in owed_by, "UZ" in owed_by) == (False, True)
