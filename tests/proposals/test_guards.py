"""What is still missing before an act, in a sentence and with the rule that asks for it."""

from datetime import timedelta

import pytest

from cbms.models import Edition, Measure
from proposals import guards
from proposals.actions import declare
from proposals.dossier import Dossier
from proposals.enums import Action, Route, Stage
from proposals.models import Interest, Proposal
from proposals.transitions import BY_NAME
from records import clock
from records.citations import PRACTICE
from records.refusals import NotNow
from tests.factories import taking
from tests.factories.members import admit, chair, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    conclude,
    consider,
    considered,
    everybody,
    in_days,
    open_proposal,
    position,
    proposal_at,
    silence_at,
)

pytestmark = pytest.mark.django_db

DESIGNATION = {"draft_due": "2026-12-31", "message": ""}


def refused(action, proposal, by, **data):
    """Return (rule, sentence) of the refusal, and make sure that it left nothing."""
    revision = Proposal.objects.get(pk=proposal.pk).revision
    with pytest.raises(NotNow) as refusal:
        act(action, proposal, by, **data)
    assert Proposal.objects.get(pk=proposal.pk).revision == revision
    return refusal.value.rule, refusal.value.sentence


def test_a_measure_that_is_not_in_force_is_no_ground_for_a_proposal():
    Edition.objects.filter(code="2007").update(in_force_to=clock.now().date())

    with pytest.raises(NotNow) as refusal:
        declare(measure="ECO-2", route="A", actor=delegate("KG"), data={})

    assert (refusal.value.rule, refusal.value.sentence) == ("CA (a)1", "This measure is not in force.")
    assert not Proposal.objects.exists()


def test_a_measure_is_in_force_on_the_last_day_of_its_edition():
    Edition.objects.filter(code="2007").update(in_force_to=clock.now().date() + timedelta(days=1))

    declared = declare(measure="ECO-2", route="A", actor=delegate("KG"), data={})
    assert declared.subject.stage == Stage.INTEREST


def test_a_running_proposal_keeps_the_edition_that_it_began_under():
    proposal = open_proposal()
    Edition.objects.filter(code="2007").update(in_force_to=clock.now().date())

    act(Action.DECLARE_INTEREST, proposal, delegate("TJ"))

    assert Interest.objects.filter(proposal=proposal).count() == 2


def test_a_state_has_one_standing_declaration():
    proposal = open_proposal()

    assert refused(Action.DECLARE_INTEREST, proposal, delegate(COORDINATOR)) == (
        "CA (a)1",
        "Your state's declaration of interest stands already.",
    )


def test_only_a_standing_declaration_can_be_withdrawn():
    proposal = proposal_at(Stage.INTEREST)

    rule, sentence = refused(Action.WITHDRAW_INTEREST, proposal, delegate(UNINVOLVED))

    assert (rule, sentence) == ("CA (a)1", "Your state has no standing declaration of interest.")


def test_the_only_coordinator_cannot_leave_others_behind():
    proposal = proposal_at(Stage.DRAFTING)

    rule, sentence = refused(Action.WITHDRAW_INTEREST, proposal, delegate(COORDINATOR))

    assert rule == "CA (a)2"
    assert sentence.startswith("Your state is the only coordinator")


def test_a_co_coordinator_may_leave():
    proposal = proposal_at(Stage.DRAFTING)

    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    assert Dossier(proposal).coordinators == {COORDINATOR: "coordinator"}


def test_one_of_two_coordinators_may_leave():
    proposal = proposal_at(Stage.CONSULTATION)
    lines = [{"state": state, "role": "coordinator"} for state in (COORDINATOR, CO_COORDINATOR)]
    act(Action.DESIGNATE_COORDINATORS, proposal, chair(), coordinators=lines, **DESIGNATION)

    act(Action.WITHDRAW_INTEREST, proposal, delegate(COORDINATOR))

    assert Dossier(proposal).coordinators == {CO_COORDINATOR: "coordinator"}


def test_the_only_coordinator_may_leave_when_nobody_else_is_interested():
    proposal = proposal_at(Stage.DRAFTING)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(COORDINATOR))

    assert taken.subject.proposal.stage == Stage.WITHDRAWN


def test_a_consultation_needs_an_interested_state():
    dossier = Dossier(Proposal(stage=Stage.INTEREST, route=Route.A))

    missing = BY_NAME[Action.OPEN_CONSULTATION].missing(dossier, chair(), clock.now())

    assert (missing.rule, missing.sentence) == ("CA (a)2", "No state has declared its interest.")


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("JP", "JP is not a member state."),
        (UNINVOLVED, "UZ has not declared its interest."),
        ("TH", "TH has not offered to coordinate or co-coordinate."),
    ],
)
def test_only_members_that_are_interested_and_offered_are_designated(state, sentence):
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.DECLARE_INTEREST, proposal, delegate("TH"), offer="none")
    lines = [{"state": COORDINATOR, "role": "coordinator"}, {"state": state, "role": "co_coordinator"}]

    refusal = refused(Action.DESIGNATE_COORDINATORS, proposal, chair(), coordinators=lines, **DESIGNATION)

    assert refusal == ("CA (a)2", sentence)


def test_an_offer_in_the_consultation_counts_like_one_in_the_declaration():
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.DECLARE_INTEREST, proposal, delegate("TH"), offer="none")
    act(Action.RESPOND, proposal, delegate("TH"), answer="co_coordinate")
    lines = [{"state": COORDINATOR, "role": "coordinator"}, {"state": "TH", "role": "co_coordinator"}]

    act(Action.DESIGNATE_COORDINATORS, proposal, chair(), coordinators=lines, **DESIGNATION)

    assert Dossier(proposal).coordinators == {COORDINATOR: "coordinator", "TH": "co_coordinator"}


def test_comments_are_taken_until_just_before_the_period_ends(stop_clock):
    proposal = proposal_at(Stage.CIRCULATION)
    until = proposal.due_at

    stop_clock(until - timedelta(microseconds=1))
    act(Action.COMMENT, proposal, delegate(UNINVOLVED), text="In time.")
    stop_clock(until)

    assert refused(Action.COMMENT, proposal, delegate(UNINVOLVED), text="Too late.") == (
        "CA (a)3",
        "The comment period is over.",
    )


@pytest.mark.parametrize("waiver", [{}, {"waiver_reason": "Urgent."}])
def test_the_secretariat_cannot_cut_the_comment_period_short(waiver):
    proposal = proposal_at(Stage.CIRCULATION)

    rule, sentence = refused(Action.OPEN_SWG, proposal, secretariat(), mode="meeting", **waiver)

    assert rule == "CA (a)3"
    assert sentence.startswith("The comment period runs until ")


def test_the_chair_cuts_the_comment_period_short_only_with_a_reason():
    proposal = proposal_at(Stage.CIRCULATION)

    rule, _sentence = refused(Action.OPEN_SWG, proposal, chair(), mode="meeting")
    taken = act(Action.OPEN_SWG, proposal, chair(), mode="meeting", waiver_reason="Urgent.")

    assert rule == "CA (a)3"
    assert taken.subject.proposal.stage == Stage.WORKING_GROUP


def test_the_secretariat_opens_the_working_group_when_the_period_is_over(stop_clock):
    proposal = proposal_at(Stage.CIRCULATION)
    stop_clock(proposal.due_at)

    taken = act(Action.OPEN_SWG, proposal, secretariat(), mode="meeting")

    assert taken.subject.proposal.stage == Stage.WORKING_GROUP
    assert taken.act.capacity == "secretariat"


@pytest.mark.parametrize(
    ("stage", "action"),
    [(Stage.WORKING_GROUP, Action.OPEN_SWG), (Stage.SENIOR_OFFICIALS, Action.OPEN_SOC)],
)
def test_a_paper_is_under_one_consideration_at_a_time(stage, action):
    proposal = proposal_at(stage)

    refusal = refused(action, proposal, chair(), mode="meeting", waiver_reason="Urgent.")

    assert refusal == ("RoP 1(2)", "A consideration of this paper is open already.")


@pytest.mark.parametrize(
    ("stage", "action", "outcome"),
    [
        (Stage.WORKING_GROUP, Action.CONCLUDE_SWG, "agreed"),
        (Stage.SENIOR_OFFICIALS, Action.CONCLUDE_SOC, "approved"),
    ],
)
def test_adoption_at_a_meeting_needs_the_quorum(stage, action, outcome):
    proposal = proposal_at(stage)
    present = everybody()
    body = {"outcome": outcome}

    refusal = refused(action, proposal, chair(), present=present[:18], **body)
    taken = act(action, proposal, chair(), present=present[:19], **body)

    assert refusal == (
        "RoP 1(2)",
        "There is no quorum: 19 of 28 member states must be present, 1 more.",
    )
    assert taken.subject.proposal.stage in {Stage.AGREED, Stage.APPROVED}


def test_observers_do_not_count_as_present():
    proposal = proposal_at(Stage.WORKING_GROUP)

    refusal = refused(
        Action.CONCLUDE_SWG, proposal, chair(), outcome="agreed", present=[*everybody()[:18], "JP"]
    )

    assert refusal == ("RoP 1(2)", "Not on the roster: JP.")


@pytest.mark.parametrize("kind", ["objection", "amendment"])
def test_no_consensus_while_an_objection_or_amendment_stands(kind):
    proposal = proposal_at(Stage.WORKING_GROUP)
    position(proposal, "MN", kind, "Not like this.")

    refusal = refused(Action.CONCLUDE_SWG, proposal, chair(), outcome="agreed", present=everybody())
    position(proposal, "MN", "no_objection")
    taken = conclude(proposal, Action.CONCLUDE_SWG, "agreed")

    assert refusal == ("RoP 1(2)", "There is no consensus: MN object or ask for an amendment.")
    assert taken.subject.proposal.stage == Stage.AGREED


def test_without_quorum_a_text_can_be_returned():
    proposal = proposal_at(Stage.WORKING_GROUP)

    taken = act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="Nobody came.")

    assert taken.subject.proposal.stage == Stage.DRAFTING


def test_a_running_silence_is_not_concluded():
    for stage, action in (
        (Stage.WORKING_GROUP, Action.CONCLUDE_SWG),
        (Stage.SENIOR_OFFICIALS, Action.CONCLUDE_SOC),
    ):
        proposal = silence_at(stage, measure="ECO-3" if stage == Stage.WORKING_GROUP else "ECO-2")

        rule, sentence = refused(action, proposal, chair(), outcome="declined", reason="Enough.")

        assert rule == PRACTICE
        assert sentence.startswith("A silence procedure is running until ")


def test_after_a_broken_silence_nothing_is_adopted():
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")

    rule, sentence = refused(Action.CONCLUDE_SWG, proposal, chair(), outcome="agreed")

    assert rule == PRACTICE
    assert sentence.startswith("No consideration is open: open one")


def test_nobody_is_present_where_nothing_is_open():
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")

    rule, _sentence = refused(
        Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="See MN.", present=["MN"]
    )

    assert rule == "RoP 1(2)"


def test_a_position_needs_an_open_consideration():
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")

    assert refused(Action.TAKE_POSITION, proposal, delegate("MN"), position="support") == (
        "RoP 1(2)",
        "No consideration of this paper is open.",
    )


def test_a_position_is_taken_in_the_consideration_that_the_state_means():
    proposal = silence_at(Stage.WORKING_GROUP)
    broken = considered(proposal)
    position(proposal, "MN", "objection")
    consider(proposal, Action.OPEN_SWG, silence=in_days(5))

    with pytest.raises(NotNow) as refusal:
        taking.take_position(broken.pk, actor=delegate("MN"), data={"position": "support"})

    assert (refusal.value.rule, refusal.value.sentence) == ("RoP 1(2)", "This consideration is not open.")


def test_only_a_running_silence_is_extended():
    proposal = proposal_at(Stage.WORKING_GROUP)

    refusal = refused(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(9), reason="Holidays.")

    assert refusal == (PRACTICE, "No silence procedure is running.")


@pytest.mark.parametrize("difference", [timedelta(0), timedelta(seconds=-1)])
def test_a_silence_is_never_shortened_nor_kept(difference):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = (considered(proposal).closes_at + difference).isoformat()

    refusal = refused(Action.EXTEND_SILENCE, proposal, chair(), deadline=deadline, reason="Holidays.")

    assert refusal == (PRACTICE, "A silence procedure can be extended, never shortened.")


def test_a_silence_is_not_extended_once_its_deadline_has_come(stop_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    stop_clock(considered(proposal).closes_at)

    with pytest.raises(NotNow):
        act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(9), reason="Holidays.")

    proposal.refresh_from_db()
    assert proposal.stage == Stage.AGREED


def test_the_procedure_closes_only_what_ended_unbroken():
    proposal = silence_at(Stage.WORKING_GROUP)
    dossier, at = Dossier(proposal), clock.now()

    missing = guards.silence_is_over(dossier, None, at)

    assert (missing.rule, missing.sentence) == (
        PRACTICE,
        "No silence procedure has ended unbroken.",
    )
    assert guards.silence_is_over(dossier, None, considered(proposal).closes_at) is None
    assert guards.silence_is_over(Dossier(proposal_at(Stage.WORKING_GROUP, measure="ECO-3")), None, at)


def test_publication_only_widens():
    proposal = proposal_at(Stage.APPROVED)
    body = {"consent": "SOC, 14 December."}
    act(Action.PUBLISH_DECISION, proposal, secretariat(), audience="participants", **body)

    again = refused(Action.PUBLISH_DECISION, proposal, secretariat(), audience="participants", **body)
    act(Action.PUBLISH_DECISION, proposal, secretariat(), audience="public", **body)
    narrower = refused(Action.PUBLISH_DECISION, proposal, secretariat(), audience="participants", **body)

    assert again == ("Statute 2(5)", "The decision is published to this audience already.")
    assert narrower == ("Statute 2(5)", "The decision is published to everyone already.")


def test_a_state_admitted_after_the_opening_is_not_on_the_roster():
    proposal = proposal_at(Stage.WORKING_GROUP)
    admit("JP")

    refusal = refused(
        Action.CONCLUDE_SWG, proposal, chair(), outcome="agreed", present=[*everybody()[:18], "JP"]
    )

    assert "JP" in everybody()
    assert refusal == ("RoP 1(2)", "Not on the roster: JP.")


def test_a_measure_of_the_incomplete_edition_is_never_in_force():
    assert set(Measure.objects.in_force(clock.now().date()).values_list("edition", flat=True)) == {"2007"}
