"""Declaring interest and withdrawing it: what each act writes, keeps and tells."""

import pytest

from members.actor import Actor
from proposals.actions import declare
from proposals.enums import OPEN_STAGES, Action, Stage
from proposals.models import Consultation, Designation, Interest, Proposal
from records.refusals import Invalid, NotNow, NotYours
from tests.factories.members import CHAIR, administrator, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    dossier_of,
    open_proposal,
    proposal_at,
    silence_at,
)
from tests.factories.taken import all_told, expect, fail_to_register, kept, told

pytestmark = pytest.mark.django_db
CHAIRS = {"chair", CHAIR}
OF_ROUTE_A = [stage for stage in OPEN_STAGES if stage not in (Stage.VIEWS, Stage.EXPERTS)]


def test_the_first_declaration_opens_a_numbered_proposal():
    taken = declare(
        measure="eco-2", route="A", actor=delegate("KG"), data={"offer": "coordinator", "statement": "Yes."}
    )

    year = taken.act.at.year
    expect(taken, capacity="member", state="KG", rule="CA (a)1", moved=(None, "interest"))
    assert kept(taken, "measure", "offer", "statement") == ["ECO-2", "coordinator", "Yes."]
    assert taken.subject.proposal.reference == f"P-{year}-001"
    assert taken.subject.proposal.edition_id == "2007"
    assert taken.subject.proposal.opened_at == taken.subject.proposal.stage_since == taken.act.at
    assert told(taken) == all_told()
    assert list(Interest.objects.values_list("state", "offer", "statement", "declared_at")) == [
        ("KG", "coordinator", "Yes.", taken.act.at)
    ]


def test_references_are_numbered_without_gaps_also_after_a_failed_act(monkeypatch):
    open_proposal(measure="ECO-2")
    fail_to_register(monkeypatch, lambda: open_proposal(measure="ECO-3"))

    assert open_proposal(measure="ECO-4").reference.endswith("-002")


@pytest.mark.parametrize("stage", [Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING])
def test_a_later_declaration_joins_the_open_proposal(stage):
    proposal = proposal_at(stage)

    taken = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={"offer": "none"})

    assert taken.subject.proposal.pk == proposal.pk
    expect(taken, capacity="member", state=UNINVOLVED, rule="CA (a)1", moved=(stage, stage))
    assert told(taken) == all_told()
    assert UNINVOLVED in dossier_of(proposal).interests


@pytest.mark.parametrize("stage", OF_ROUTE_A[3:])
def test_a_proposal_past_drafting_is_not_joined(stage):
    proposal_at(stage)

    with pytest.raises(NotNow) as refusal:
        declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    assert refusal.value.rule == "CA (a)1"
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN])
def test_an_ended_proposal_gives_room_for_the_next(stage):
    first = proposal_at(stage)

    second = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={}).subject.proposal

    assert second.pk != first.pk
    assert second.stage == Stage.INTEREST


@pytest.mark.parametrize(
    ("measure", "route", "named"),
    [
        ("ECO-99", "A", "measure"),
        ("ECO-2", "Z", "route"),
        ("", "A", "measure"),
        ("ECO-2\x00", "A", "measure"),
    ],
)
def test_a_first_declaration_names_a_measure_and_a_route(measure, route, named):
    with pytest.raises(Invalid) as refusal:
        declare(measure=measure, route=route, actor=delegate("KG"), data={})

    assert set(refusal.value.errors) == {named}


def test_a_declaration_is_for_members_before_its_body_is_looked_at():
    for actor in (Actor.nobody(), delegate("JP"), administrator(), viewer("KG"), secretariat()):
        measure = "ECO-2" if actor.is_member or actor.is_secretariat else "ECO-99"
        with pytest.raises(NotYours):
            declare(measure=measure, route="A", actor=actor, data={})

    assert not Proposal.objects.exists()


def test_a_declaration_finds_that_a_silence_has_ended_before_it(move_clock):
    first = silence_at(Stage.SENIOR_OFFICIALS)
    move_clock(days=15)

    taken = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    first.refresh_from_db()
    assert first.stage == Stage.APPROVED
    assert taken.subject.proposal.pk != first.pk


def test_a_refused_declaration_leaves_the_silence_closed(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    move_clock(days=15)

    with pytest.raises(NotNow):
        declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    proposal.refresh_from_db()
    assert proposal.stage == Stage.AGREED


def test_withdrawing_interest_ends_the_declaration_and_nothing_else():
    proposal = proposal_at(Stage.INTEREST)

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR), statement="Later.")

    expect(taken, capacity="member", state=CO_COORDINATOR, rule="CA intro 3", moved=("interest", "interest"))
    assert kept(taken, "statement") == ["Later."]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert list(Interest.objects.filter(withdrawn_at=taken.act.at).values_list("state", flat=True)) == [
        CO_COORDINATOR
    ]
    assert list(dossier_of(proposal).interests) == [COORDINATOR]


def test_withdrawing_interest_ends_the_designation_too():
    proposal = proposal_at(Stage.DRAFTING)

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    assert list(Designation.objects.filter(ended_at=taken.act.at).values_list("state", flat=True)) == [
        CO_COORDINATOR
    ]


@pytest.mark.parametrize("stage", [Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING])
def test_when_the_last_interested_state_leaves_the_proposal_is_withdrawn(stage):
    proposal = proposal_at(stage)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(COORDINATOR))

    expect(taken, capacity="member", state=COORDINATOR, rule="CA intro 3", moved=(stage, "withdrawn"))
    assert taken.subject.proposal.closed_at == taken.act.at
    assert not Consultation.objects.filter(closed_at=None).exists()


def test_a_state_that_left_may_declare_again():
    proposal = proposal_at(Stage.INTEREST)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    act(Action.DECLARE_INTEREST, proposal, delegate(CO_COORDINATOR), offer="none")

    assert list(dossier_of(proposal).interests) == [COORDINATOR, CO_COORDINATOR]
    assert Interest.objects.filter(proposal=proposal).count() == 3


# Consultation and designation
