"""Silences: broken, extended, closed at their deadline, after a meeting; and their frozen rosters."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from cbms.models import Coordinator
from notices.models import Notice
from proposals.actions import settle, settle_all
from proposals.enums import Action, Stage
from proposals.models import Consideration, Decision, Extension, Position, Proposal
from proposals.tasks import close_due_silences
from records import clock
from records.citations import PRACTICE
from records.models import Act
from records.refusals import NotNow, NotYours
from tests.factories.members import CHAIR, admit, chair, delegate
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    circulate,
    conclude,
    consider,
    considered,
    dossier_of,
    everybody,
    in_days,
    position,
    proposal_at,
    silence_at,
    submit,
)
from tests.factories.taken import all_told, expect, kept, payload, told

pytestmark = pytest.mark.django_db
CHAIRS = {"chair", CHAIR}
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize("stage", [Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS])
@pytest.mark.parametrize("kind", ["objection", "amendment"])
def test_one_objection_or_amendment_ends_the_silence_at_once_and_everyone_is_told(stage, kind):
    proposal = silence_at(stage)
    one = considered(proposal)

    taken = position(proposal, "MN", kind, "Not like this.")

    expect(taken, capacity="member", state="MN", rule="RoP 1(2)", moved=(stage, stage))
    one.refresh_from_db()
    assert (one.outcome, one.concluded_at) == ("silence_broken", taken.act.at)
    assert kept(taken, "silence") == ["broken"]
    assert told(taken) == all_told()
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")


@pytest.mark.parametrize("kind", ["support", "no_objection", "reservation", "dissociation"])
def test_other_positions_leave_the_silence_running(kind):
    proposal = silence_at(Stage.WORKING_GROUP)

    taken = position(proposal, "MN", kind, "A word.")

    assert considered(proposal).outcome == "open"
    assert taken.subject.proposal.due_at == considered(proposal).closes_at
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}


def test_withdrawing_the_objection_does_not_revive_the_silence(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")

    with pytest.raises(NotNow):
        position(proposal, "MN", "support")
    move_clock(days=30)

    assert settle(proposal.pk) is None
    proposal.refresh_from_db()
    assert proposal.stage == Stage.WORKING_GROUP


def test_after_a_break_the_chair_opens_a_new_consideration_or_returns_the_text():
    proposal = silence_at(Stage.WORKING_GROUP)
    broken = considered(proposal)
    position(proposal, "MN", "objection")

    again = act(
        Action.OPEN_SWG,
        proposal,
        chair(),
        mode="silence",
        deadline=in_days(5),
        waiver_reason="The Chair waives.",
    )
    assert payload(again)["from"] == payload(again)["to"] == "working_group"
    assert considered(proposal).pk != broken.pk
    assert dossier_of(proposal).blocking == []
    position(proposal, "MN", "objection")
    returned = act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="See MN.")

    assert returned.subject.proposal.stage == Stage.DRAFTING
    assert kept(returned, "consideration", "present") == [None, []]
    assert set(Consideration.objects.values_list("outcome", flat=True)) == {"silence_broken"}


def test_a_broken_silence_of_the_committee_can_be_declined():
    proposal = silence_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection")

    taken = act(Action.CONCLUDE_SOC, proposal, chair(), outcome="declined", reason="See MN.")

    assert taken.subject.proposal.stage == Stage.DECLINED
    assert considered(proposal).outcome == "silence_broken"


@pytest.mark.parametrize("stage", [Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS])
def test_the_chair_ends_a_silence_that_was_opened_by_mistake(stage, move_clock):
    proposal = silence_at(stage)

    taken = act(Action.END_SILENCE, proposal, chair(), reason="The annex was missing.")

    expect(taken, capacity="chair", state=CHAIR, rule=PRACTICE, moved=(stage, stage))
    assert told(taken) == all_told()
    one = considered(proposal)
    assert (one.outcome, one.concluded_at, one.reason) == ("ended", taken.act.at, "The annex was missing.")
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")
    move_clock(days=60)
    settle_all()
    assert Proposal.objects.get().stage == stage
    consider(proposal, Action.OPEN_SWG if stage == Stage.WORKING_GROUP else Action.OPEN_SOC)
    assert considered(proposal).outcome == "open"


def test_no_silence_is_ended_after_its_deadline(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    move_clock(days=60)

    with pytest.raises(NotNow):
        act(Action.END_SILENCE, proposal, chair(), reason="Too late.")

    assert Proposal.objects.get().stage == Stage.AGREED


def test_the_chair_extends_a_running_silence():
    proposal = silence_at(Stage.WORKING_GROUP)
    before = considered(proposal).closes_at
    later = in_days(20)

    taken = act(Action.EXTEND_SILENCE, proposal, chair(), deadline=later, reason="Holidays.")

    moved = ("working_group", "working_group")
    expect(taken, capacity="chair", state=CHAIR, rule=PRACTICE, moved=moved)
    after = datetime.fromisoformat(later)
    assert considered(proposal).closes_at == taken.subject.proposal.due_at == after
    assert list(Extension.objects.values_list("extended_at", "from_deadline", "to_deadline", "reason")) == [
        (taken.act.at, before, after, "Holidays.")
    ]
    assert kept(taken, "consideration", "reason") == [considered(proposal).pk, "Holidays."]
    assert [datetime.fromisoformat(at) for at in kept(taken, "deadline_before", "deadline")] == [
        before,
        after,
    ]
    assert told(taken) == all_told()


def test_an_extended_silence_is_not_closed_at_its_first_deadline(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP, days=5)
    act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(10), reason="Holidays.")

    move_clock(days=6)
    assert settle(proposal.pk) is None
    position(proposal, "MN", "objection")

    assert considered(proposal).outcome == "silence_broken"


def test_an_unbroken_silence_of_the_working_group_agrees_by_itself(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    move_clock(days=40)

    entry = settle(proposal.pk)

    proposal.refresh_from_db()
    one = considered(proposal)
    assert (proposal.stage, one.outcome) == ("agreed", "agreed")
    assert one.effective_at == deadline
    assert one.concluded_at == entry.at > deadline
    assert (entry.action, entry.capacity, entry.account, entry.state) == (
        "close-silence",
        "procedure",
        "",
        "",
    )
    facts = json.loads(entry.payload)
    assert (facts["from"], facts["to"], facts["body"]) == ("working_group", "agreed", "SWG")
    assert datetime.fromisoformat(facts["effective_at"]) == deadline
    addressees = Notice.objects.filter(act=entry).values_list("addressee", flat=True)
    assert set(addressees) == all_told()
    assert (proposal.due_at, proposal.under) == (None, "")


def test_a_late_closing_dates_decision_and_list_by_the_deadline(move_clock, stop_clock):
    proposal = proposal_at(Stage.AGREED)
    year = clock.now().year
    deadline = datetime(year + 1, 12, 31, 23, 59, tzinfo=UTC)
    consider(proposal, Action.OPEN_SOC, silence=deadline.isoformat())
    position(proposal, "MN", "reservation", "Without prejudice.")
    stop_clock(deadline + timedelta(days=400))

    entry = settle(proposal.pk)

    decision = Decision.objects.get()
    assert decision.number == f"SOC-{year + 1}-001"
    assert json.loads(entry.payload)["decision"] == decision.number
    assert (decision.adopted_at, decision.mode) == (deadline, "silence")
    assert [one["state"] for one in decision.statements] == ["MN"]
    entries = Coordinator.objects.filter(decision=decision.number)
    assert set(entries.values_list("valid_from", flat=True)) == {deadline.date()}
    proposal.refresh_from_db()
    assert proposal.stage == Stage.APPROVED


def test_closing_twice_changes_nothing(move_clock):
    proposal = silence_at(Stage.SENIOR_OFFICIALS)
    move_clock(days=15)

    assert settle(proposal.pk) is not None
    acts = Act.objects.count()

    assert settle(proposal.pk) is None
    assert settle_all() == 0
    assert Act.objects.count() == acts
    assert Decision.objects.count() == 1


def test_nothing_is_closed_before_its_deadline():
    proposal = silence_at(Stage.WORKING_GROUP)

    assert settle(proposal.pk) is None
    assert settle_all() == 0


def test_the_worker_closes_every_silence_that_is_due(move_clock):
    due = [silence_at(Stage.WORKING_GROUP, measure=code, days=5) for code in ("ECO-2", "ECO-3")]
    running = silence_at(Stage.WORKING_GROUP, measure="ECO-4", days=14)
    move_clock(days=6)

    close_due_silences()

    stages = dict(Proposal.objects.values_list("pk", "stage"))
    assert [stages[one.pk] for one in due] == ["agreed", "agreed"]
    assert stages[running.pk] == "working_group"


def test_an_objection_just_before_the_deadline_breaks_and_one_at_it_is_too_late(stop_clock):
    in_time, late = (silence_at(Stage.WORKING_GROUP, measure=code) for code in ("ECO-2", "ECO-3"))

    stop_clock(considered(in_time).closes_at - MICROSECOND)
    position(in_time, "MN", "objection")
    stop_clock(considered(late).closes_at)
    with pytest.raises(NotNow):
        position(late, "MN", "objection")

    assert considered(in_time).outcome == "silence_broken"
    assert considered(late).outcome == "agreed"
    assert Position.objects.count() == 1


def test_a_silence_that_ends_while_an_act_is_entering_is_settled_first(monkeypatch):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    instants = iter([deadline - MICROSECOND])
    monkeypatch.setattr(clock, "now", lambda: next(instants, deadline))

    with pytest.raises(NotNow):
        act(Action.TAKE_POSITION, proposal, delegate("MN"), position="objection", statement="No.")

    assert considered(proposal).outcome == "agreed"
    assert not Position.objects.exists()


def test_a_silence_extended_while_the_closing_waited_is_left_alone(monkeypatch):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    instants = iter([deadline])
    monkeypatch.setattr(clock, "now", lambda: next(instants, deadline - MICROSECOND))

    assert settle(proposal.pk) is None
    assert considered(proposal).outcome == "open"


def test_an_approval_at_a_meeting_may_be_subject_to_silence(move_clock):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection", "Not yet.")
    position(proposal, "MN", "reservation", "Without prejudice.")
    until = in_days(10)

    subject = conclude(
        proposal, Action.CONCLUDE_SOC, "approved", silence_until=until, title="On small enterprises"
    )

    moved = ("senior_officials", "senior_officials")
    expect(subject, capacity="chair", state=CHAIR, rule="CA (a)3", moved=moved)
    deadline = datetime.fromisoformat(until)
    one = considered(proposal)
    assert (one.outcome, one.mode, one.closes_at, one.silence_since) == (
        "open",
        "silence",
        deadline,
        subject.act.at,
    )
    assert one.present == everybody()
    held = subject.subject.proposal
    assert (held.due_at, held.under) == (deadline, "silence")
    assert kept(subject, "outcome", "title") == ["approved", "On small enterprises"]
    assert told(subject) == all_told()
    assert not Decision.objects.exists()

    move_clock(days=11)
    assert settle(proposal.pk) is not None
    decision = Decision.objects.get()
    assert (decision.title, decision.adopted_at) == ("On small enterprises", deadline)
    assert [one["statement"] for one in decision.statements] == ["Without prejudice."]


def test_an_approval_subject_to_silence_is_broken_by_an_objection():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    conclude(proposal, Action.CONCLUDE_SOC, "approved", silence_until=in_days(10))

    position(proposal, "MN", "objection")

    assert considered(proposal).outcome == "silence_broken"
    assert not Decision.objects.exists()


def test_an_approval_subject_to_silence_needs_consensus_at_the_meeting():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection")

    with pytest.raises(NotNow):
        conclude(proposal, Action.CONCLUDE_SOC, "approved", silence_until=in_days(10))


def test_the_roster_is_frozen_at_the_opening():
    proposal = silence_at(Stage.WORKING_GROUP)
    admit("JP")

    with pytest.raises(NotYours):
        position(proposal, "JP", "objection")

    assert considered(proposal).outcome == "open"
    assert "JP" not in considered(proposal).roster


def test_a_state_admitted_later_is_on_the_next_roster():
    proposal = silence_at(Stage.WORKING_GROUP)
    admit("JP")
    position(proposal, "MN", "objection")

    consider(proposal, Action.OPEN_SWG, silence=in_days(5))

    assert considered(proposal).roster == everybody()
    assert "JP" in considered(proposal).roster
    position(proposal, "JP", "objection")
    assert considered(proposal).outcome == "silence_broken"


def test_changed_text_means_a_new_version_and_a_new_procedure():
    proposal = silence_at(Stage.WORKING_GROUP)
    frozen = considered(proposal)
    position(proposal, "MN", "amendment", "Shorter.")
    act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="See MN.")

    submit(proposal, [{"en": "Shorter text."}])
    circulate(proposal)
    consider(proposal, Action.OPEN_SWG)

    fresh = considered(proposal)
    frozen.refresh_from_db()
    assert (frozen.version.number, fresh.version.number) == (1, 2)
    assert frozen.text_digest == frozen.version.digest != fresh.text_digest == fresh.version.digest


# After the decision, and withdrawal
