"""How a proposal ends, is published or withdrawn."""

import pytest

from proposals.enums import OPEN_STAGES, Action, Stage
from proposals.models import Consideration, Consultation, Decision
from records.refusals import Invalid, NotYours
from tests.factories.members import CHAIR, chair, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    considered,
    open_proposal,
    proposal_at,
    silence_at,
)
from tests.factories.taken import all_told, expect, kept, told

pytestmark = pytest.mark.django_db
OF_ROUTE_A = [stage for stage in OPEN_STAGES if stage not in (Stage.VIEWS, Stage.EXPERTS)]


@pytest.mark.parametrize(
    ("actor", "capacity", "state"),
    [
        (lambda: delegate(COORDINATOR), "member", COORDINATOR),
        (lambda: delegate(CO_COORDINATOR), "member", CO_COORDINATOR),
        (secretariat, "secretariat", ""),
    ],
)
def test_coordinators_or_secretariat_complete(actor, capacity, state):
    proposal = proposal_at(Stage.APPROVED)

    taken = act(Action.COMPLETE, proposal, actor(), statement="Done.")

    expect(taken, capacity=capacity, state=state, rule="CA intro 1", moved=("approved", "completed"))
    assert kept(taken, "statement") == ["Done."]
    assert taken.subject.proposal.closed_at == taken.act.at
    assert told(taken) == all_told()


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.COMPLETED])
def test_publishing_widens_the_decisions_audience(stage):
    proposal = proposal_at(stage)

    taken = act(Action.PUBLISH_DECISION, proposal, chair(), audience="public", consent="SOC, 14 December.")

    expect(taken, capacity="chair", state=CHAIR, rule="Statute 2(5)", moved=(stage, stage))
    decision = Decision.objects.get()
    assert decision.audience == "public"
    assert kept(taken, "decision", "audience", "consent") == [
        decision.number,
        "public",
        "SOC, 14 December.",
    ]
    assert told(taken) == all_told()


@pytest.mark.parametrize("stage", OF_ROUTE_A)
def test_the_chair_withdraws_an_open_proposal_with_a_reason(stage):
    proposal = proposal_at(stage)

    with pytest.raises(Invalid) as refusal:
        act(Action.WITHDRAW, proposal, chair())
    taken = act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere.")

    assert set(refusal.value.errors) == {"reason"}
    expect(taken, capacity="chair", state=CHAIR, rule="CA intro 3", moved=(stage, "withdrawn"))
    assert kept(taken, "reason") == ["Covered elsewhere."]
    assert taken.subject.proposal.closed_at == taken.act.at
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")
    assert told(taken) == all_told()
    assert not Consideration.objects.filter(outcome="open").exists()
    assert not Consultation.objects.filter(closed_at=None).exists()


def test_the_last_interested_state_withdraws_the_proposal_without_a_reason():
    proposal = open_proposal()

    taken = act(Action.WITHDRAW, proposal, delegate(COORDINATOR))

    expect(taken, capacity="member", state=COORDINATOR, rule="CA intro 3", moved=("interest", "withdrawn"))


def test_one_of_two_interested_states_does_not_withdraw_the_proposal():
    proposal = proposal_at(Stage.INTEREST)

    with pytest.raises(NotYours):
        act(Action.WITHDRAW, proposal, delegate(COORDINATOR), reason="We are done.")


def test_a_withdrawn_consideration_says_so():
    proposal = silence_at(Stage.SENIOR_OFFICIALS)

    act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere.")

    assert (considered(proposal).outcome, considered(proposal).reason) == (
        "withdrawn",
        "Covered elsewhere.",
    )


# On behalf of a state
