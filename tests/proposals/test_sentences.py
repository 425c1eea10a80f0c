"""What is awaited from whom, until when, in each stage."""

from datetime import timedelta

import pytest

from proposals import sentences
from proposals.enums import Action, Stage
from records import clock
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    considered,
    dossier_of,
    everybody,
    position,
    proposal_at,
    silence_at,
)

pytestmark = pytest.mark.django_db

BOTH = [COORDINATOR, CO_COORDINATOR]


def awaited(proposal, *, later=timedelta(0)):
    """Return (from whom, until when) of the next thing that a proposal waits for."""
    found = sentences.awaited(dossier_of(proposal), clock.now() + later, names={})
    return found["from"], found["until"]


@pytest.mark.parametrize(
    ("stage", "who"),
    [
        (Stage.INTEREST, ["chair"]),
        (Stage.CONSULTATION, BOTH),
        (Stage.DRAFTING, BOTH),
        (Stage.EDITORIAL, ["secretariat"]),
        (Stage.CIRCULATION, ["members"]),
        (Stage.WORKING_GROUP, ["chair"]),
        (Stage.AGREED, ["chair"]),
        (Stage.SENIOR_OFFICIALS, ["chair"]),
        (Stage.APPROVED, BOTH),
        (Stage.COMPLETED, []),
        (Stage.DECLINED, []),
        (Stage.WITHDRAWN, []),
    ],
)
def test_each_stage_waits_for_somebody_until_nothing_is_left(stage, who):
    proposal = proposal_at(stage)

    assert awaited(proposal)[0] == who


@pytest.mark.parametrize("stage", [Stage.CONSULTATION, Stage.DRAFTING, Stage.CIRCULATION])
def test_what_has_a_deadline_is_awaited_until_then(stage):
    proposal = proposal_at(stage)

    assert awaited(proposal)[1] == proposal.due_at


def test_who_has_answered_is_not_waited_for():
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.RESPOND, proposal, delegate(COORDINATOR), answer="no_view")

    assert awaited(proposal)[0] == [CO_COORDINATOR]


@pytest.mark.parametrize("stage", [Stage.CONSULTATION, Stage.CIRCULATION])
def test_after_the_deadline_the_chair_is_waited_for(stage):
    assert awaited(proposal_at(stage), later=timedelta(days=31))[0] == ["chair"]


@pytest.mark.parametrize("stage", [Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS])
def test_a_silence_waits_for_the_members_and_a_broken_one_for_the_chair(stage):
    proposal = silence_at(stage)
    deadline = considered(proposal).closes_at

    running = awaited(proposal)
    position(proposal, "MN", "objection")

    assert set(running[0]) <= {"members", *everybody()}
    assert running[1] == deadline
    assert awaited(proposal)[0] == ["chair"]


def test_each_is_waited_for_by_what_it_has_to_do():
    proposal = proposal_at(Stage.CIRCULATION)
    at = clock.now()

    def waits(actor):
        return [str(one.transition.name) for one in sentences.waits_for(actor, dossier_of(proposal), at)]

    before = waits(delegate(UNINVOLVED))
    act(Action.COMMENT, proposal, delegate(UNINVOLVED), text="Good.")

    assert before == ["comment"]
    assert waits(delegate(UNINVOLVED)) == waits(secretariat()) == []
    assert waits(chair()) == ["comment"]
