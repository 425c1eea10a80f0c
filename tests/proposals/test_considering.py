"""What a body does with a paper: openings, positions, conclusions, decisions."""

from datetime import UTC, datetime

import pytest

from cbms.models import Coordinator, Measure
from papers.models import Paragraph, Version
from proposals.enums import Action, Mode, Stage
from proposals.models import Decision, Position, Proposal, Service
from records import clock
from records.refusals import Invalid, NotNow
from tests.factories.members import CHAIR, chair, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    conclude,
    consider,
    considered,
    dossier_of,
    everybody,
    in_days,
    position,
    proposal_at,
)
from tests.factories.taken import all_told, expect, fail_to_register, kept, told

pytestmark = pytest.mark.django_db
CHAIRS = {"chair", CHAIR}


@pytest.mark.parametrize(
    ("before", "action", "after", "body"),
    [
        (Stage.CIRCULATION, Action.OPEN_SWG, "working_group", "SWG"),
        (Stage.AGREED, Action.OPEN_SOC, "senior_officials", "SOC"),
    ],
)
def test_opening_freezes_text_and_roster_and_serves_every_member(before, action, after, body):
    proposal = proposal_at(before)
    version = Version.objects.get()
    deadline = in_days(14)

    taken = act(
        action, proposal, chair(), mode="silence", deadline=deadline, waiver_reason="The Chair waives."
    )

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=(before, after))
    one = considered(proposal)
    assert (one.body, one.mode, one.outcome) == (body, "silence", "open")
    assert one.opened_at == one.silence_since == taken.act.at
    assert one.closes_at == taken.subject.proposal.due_at == datetime.fromisoformat(deadline)
    assert (one.version, one.text_digest, one.roster) == (version, version.digest, everybody())
    assert taken.subject.proposal.under == Mode.SILENCE
    assert kept(taken, "consideration", "body", "roster", "text_digest", "symbol", "waiver_reason") == [
        one.pk,
        body,
        everybody(),
        version.digest,
        version.symbol,
        "The Chair waives.",
    ]
    assert told(taken) == all_told()
    served = Service.objects.filter(version=version, consideration=one, served_at=taken.act.at)
    assert sorted(served.values_list("state", flat=True)) == sorted(everybody())


def test_a_meeting_has_no_deadline():
    proposal = proposal_at(Stage.WORKING_GROUP)

    one = considered(proposal)

    assert (one.mode, one.silence_since, one.closes_at) == ("meeting", None, None)
    assert (proposal.due_at, proposal.under) == (None, "meeting")


def test_the_secretariat_may_open_the_committee():
    proposal = proposal_at(Stage.AGREED)

    taken = act(Action.OPEN_SOC, proposal, secretariat(), mode="meeting")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("agreed", "senior_officials"))


def test_a_position_is_bound_to_its_paragraphs_as_they_read():
    proposal = proposal_at(Stage.WORKING_GROUP)
    paragraph = Paragraph.objects.order_by("position")[1]

    taken = position(proposal, "MN", "amendment", "Shorter.", paragraphs=[str(paragraph.identity)])

    moved = ("working_group", "working_group")
    expect(taken, capacity="member", state="MN", rule="RoP 1(2)", moved=moved)
    stored = Position.objects.get()
    assert (stored.state_id, stored.position, stored.statement) == ("MN", "amendment", "Shorter.")
    assert (stored.sequence, stored.received_at) == (1, taken.act.at)
    assert stored.paragraphs == [{"id": str(paragraph.identity), "digest": paragraph.digest}]
    assert kept(taken, "consideration", "position", "statement", "paragraphs") == [
        considered(proposal).pk,
        "amendment",
        "Shorter.",
        [str(paragraph.identity)],
    ]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}


def test_a_position_on_a_paragraph_that_is_not_there_is_refused_by_field():
    proposal = proposal_at(Stage.WORKING_GROUP)

    with pytest.raises(Invalid) as refusal:
        position(proposal, "MN", "support", paragraphs=["6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11"])

    assert set(refusal.value.errors) == {"paragraphs"}


def test_a_new_position_replaces_the_standing_one_and_erases_none():
    proposal = proposal_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")
    position(proposal, "MN", "support")

    assert list(Position.objects.order_by("sequence").values_list("sequence", "position")) == [
        (1, "objection"),
        (2, "support"),
    ]
    assert dossier_of(proposal).blocking == []


@pytest.mark.parametrize(
    ("outcome", "stage", "stored"),
    [
        ("agreed", "agreed", "agreed"),
        ("returned", "drafting", "returned"),
        ("declined", "declined", "declined"),
        ("deferred", "working_group", "deferred"),
        ("noted", "working_group", "noted"),
    ],
)
def test_the_working_group_concludes_at_a_meeting(outcome, stage, stored):
    proposal = proposal_at(Stage.WORKING_GROUP)

    taken = conclude(proposal, Action.CONCLUDE_SWG, outcome, reason="As the meeting found.")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("working_group", stage))
    one = considered(proposal)
    assert (one.outcome, one.present, one.reason) == (stored, everybody(), "As the meeting found.")
    assert one.concluded_at == one.effective_at == taken.act.at
    assert kept(taken, "consideration", "outcome", "present", "reason") == [
        one.pk,
        outcome,
        everybody(),
        "As the meeting found.",
    ]
    assert told(taken) == all_told()
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")
    assert (taken.subject.proposal.closed_at is not None) == (stage == "declined")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "stage", "stored"),
    [
        ("returned_to_swg", "working_group", "returned"),
        ("returned", "drafting", "returned"),
        ("declined", "declined", "declined"),
        ("deferred", "senior_officials", "deferred"),
        ("noted", "senior_officials", "noted"),
    ],
)
def test_the_committee_may_conclude_without_approving(outcome, stage, stored):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)

    taken = conclude(proposal, Action.CONCLUDE_SOC, outcome, reason="As the meeting found.")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("senior_officials", stage))
    assert considered(proposal).outcome == stored
    assert told(taken) == all_told()
    assert not Decision.objects.exists()


@pytest.mark.parametrize("outcome", ["deferred", "noted"])
def test_what_was_deferred_or_noted_is_considered_anew(outcome):
    proposal = proposal_at(Stage.WORKING_GROUP)
    conclude(proposal, Action.CONCLUDE_SWG, outcome, reason="Two capitals ask for time.")

    with pytest.raises(NotNow, match="No consideration is open that could be deferred"):
        conclude(proposal, Action.CONCLUDE_SWG, outcome, reason="Once more.")
    consider(proposal, Action.OPEN_SWG)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")

    assert Proposal.objects.get().stage == Stage.AGREED


def test_what_returned_to_the_working_group_reaches_it():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    conclude(proposal, Action.CONCLUDE_SOC, "returned_to_swg", reason="Paragraph 2 is open.")

    consider(proposal, Action.OPEN_SWG)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")

    assert Proposal.objects.get().stage == Stage.AGREED


def test_the_committee_approves_by_a_numbered_decision():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "reservation", "Without prejudice to our law.")
    position(proposal, "TH", "dissociation", "We stay apart.")
    position(proposal, "VN", "reservation", "First words.")
    position(proposal, "VN", "interpretative_statement", "“May” is no duty.")
    position(proposal, "IN", "interpretative_statement", "Given up.")
    position(proposal, "IN", "support")

    taken = conclude(proposal, Action.CONCLUDE_SOC, "approved", title="On small enterprises")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("senior_officials", "approved"))
    decision = Decision.objects.get()
    assert decision.number == f"SOC-{taken.act.at.year}-001"
    assert kept(taken, "decision") == [decision.number]
    assert (decision.title, decision.body, decision.mode) == ("On small enterprises", "SOC", "meeting")
    assert decision.adopted_at == taken.act.at
    assert decision.consideration == considered(proposal)
    assert decision.audience == "members"
    assert decision.coordinators == [
        {"state": COORDINATOR, "role": "coordinator"},
        {"state": CO_COORDINATOR, "role": "co_coordinator"},
    ]
    assert [(one["state"], one["position"], one["statement"]) for one in decision.statements] == [
        ("MN", "reservation", "Without prejudice to our law."),
        ("TH", "dissociation", "We stay apart."),
        ("VN", "interpretative_statement", "“May” is no duty."),
    ]
    assert told(taken) == all_told()
    assert taken.subject.proposal.closed_at is None


def test_a_decision_without_a_title_has_the_papers():
    proposal_at(Stage.APPROVED)

    assert Decision.objects.get().title == "Concept paper"


def test_the_decision_enters_the_official_list_and_ends_what_stood_there():
    measure = Measure.objects.get(code="ECO-2", edition="2007")
    Coordinator.objects.create(
        state_id="IN",
        measure=measure,
        area=measure.area,
        role="coordinator",
        valid_from=datetime(2020, 1, 1, tzinfo=UTC).date(),
        decision="SOC of 2019",
    )

    proposal_at(Stage.APPROVED)

    decision = Decision.objects.get()
    day = decision.adopted_at.date()
    assert Coordinator.objects.get(state="IN", measure=measure).valid_to == day
    standing = Coordinator.objects.on(day).filter(measure=measure).order_by("state")
    assert list(standing.values_list("state", "role", "valid_from", "decision", "area")) == [
        (COORDINATOR, "coordinator", day, decision.number, measure.area_id),
        (CO_COORDINATOR, "co_coordinator", day, decision.number, measure.area_id),
    ]


def test_decision_numbers_have_no_gaps_also_after_a_failed_act(monkeypatch):
    proposal_at(Stage.APPROVED, measure="ECO-2")
    second = proposal_at(Stage.SENIOR_OFFICIALS, measure="ECO-3")
    fail_to_register(monkeypatch, lambda: conclude(second, Action.CONCLUDE_SOC, "approved"))
    third = proposal_at(Stage.SENIOR_OFFICIALS, measure="ECO-4")

    conclude(third, Action.CONCLUDE_SOC, "approved")
    conclude(second, Action.CONCLUDE_SOC, "approved")

    year = clock.now().year
    assert list(Decision.objects.order_by("number").values_list("number", "proposal")) == [
        (f"SOC-{year}-001", Proposal.objects.get(measure__code="ECO-2").pk),
        (f"SOC-{year}-002", third.pk),
        (f"SOC-{year}-003", second.pk),
    ]


# Silence
