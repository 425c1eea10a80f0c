"""A session of the Committee walked at random: who is present makes the quorum, and a cancelled meeting takes
no decision.
"""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from meetings.enums import MeetingStage
from meetings.models import AgendaItem
from proposals.enums import Stage as ProposalStage
from proposals.models import Decision, Proposal
from records import register
from records.models import Act
from records.refusals import Refusal
from tests.factories.meetings import convene, on_meeting
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import considered, everybody, position, proposal_at

ADOPTED = {"approved", "agreed"}
OBSERVERS = ["JP", "UN"]
outcomes = st.sampled_from(["approved", "approved", "agreed", "returned", "declined", "deferred", "noted"])
beyond = st.sampled_from([-9, -4, 0, 0, 1, 1, 3])
"""How many states stay away beyond the third of them that may: 0 is just enough, 1 is one too few."""
who = st.sampled_from(["chair", "chair", "secretariat", "UZ"])


class Session(RuleBasedStateMachine):
    """A session with two proposals and one item in words on its agenda."""

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.actors = {"chair": chair(), "secretariat": secretariat(), "UZ": delegate("UZ")}
        self.states = everybody()
        self.present: list[str] = []
        self.against: dict[int, set[str]] = {}  # by proposal, the states that object

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    # Steps

    @initialize(is_opened=st.sampled_from([True, True, False]), beyond=st.sampled_from([0, 1, 1]))
    def convene_with_an_agenda(self, is_opened: bool, beyond: int) -> None:
        """Convene, and in most walks open and count at once, just enough or one too few."""
        self.meeting = convene(chair())
        for measure in ("ECO-2", "ECO-3"):
            proposal = proposal_at(ProposalStage.AGREED, measure=measure)
            on_meeting(self.meeting, "add-item", proposal=proposal.reference)
        on_meeting(self.meeting, "add-item", title="Other matters")
        if is_opened:
            self.open_considerations("chair")
            self.record_attendance("chair", beyond, observers=False)

    @rule(by=who)
    def open_considerations(self, by: str) -> None:
        self.act("open-considerations", by)

    @rule(by=who, beyond=beyond, observers=st.booleans())
    def record_attendance(self, by: str, beyond: int, observers: bool) -> None:
        """About as many states stay away as still make the quorum; observers make none."""
        here = self.states[max(0, len(self.states) // 3 + beyond) :]
        if self.act("record-attendance", by, participants=here + (OBSERVERS if observers else [])):
            self.present = here

    @rule(data=st.data(), state=st.sampled_from(["UZ", "MN"]), kind=st.sampled_from(["objection", "support"]))
    def take_position(self, data: st.DataObject, state: str, kind: str) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        try:
            position(proposal, state, kind, "A word.")
        except Refusal:
            return
        held = self.against.setdefault(considered(proposal).pk, set())
        (held.add if kind == "objection" else held.discard)(state)

    @rule(data=st.data(), outcome=outcomes, by=who)
    def conclude(self, data: st.DataObject, outcome: str, by: str) -> None:
        item = data.draw(st.sampled_from(self.agenda()))
        done = self.act("conclude-item", by, item=item.number, outcome=outcome, reason="As discussed.")
        if done and outcome in ADOPTED:
            self.check_consensus([item])

    @rule(data=st.data(), by=who)
    def conclude_en_bloc(self, data: st.DataObject, by: str) -> None:
        items = data.draw(
            st.lists(st.sampled_from(self.agenda()), min_size=1, unique_by=lambda item: item.number)
        )
        if self.act("conclude-en-bloc", by, items=[item.number for item in items]):
            self.check_consensus(items)

    @precondition(lambda self: any(item.proposal_id and not item.outcome for item in self.agenda()))
    @rule(data=st.data(), beyond=st.sampled_from([0, 1]))
    def count_and_adopt(self, data: st.DataObject, beyond: int) -> None:
        """The Chair counts who is there, just enough or one too few, and would adopt an item at once."""
        undecided = [item for item in self.agenda() if item.proposal_id and not item.outcome]
        item = data.draw(st.sampled_from(undecided))
        self.record_attendance("chair", beyond, observers=False)
        if self.act("conclude-item", "chair", item=item.number, outcome="approved", reason="As discussed."):
            self.check_consensus([item])

    @rule(name=st.sampled_from(["cancel-meeting", "report"]), by=who)
    def end(self, name: str, by: str) -> None:
        decided = Decision.objects.exists()
        if (
            self.act(name, by, reason="The host withdraws.")
            if name == "cancel-meeting"
            else self.act(name, by)
        ):
            assert not (name == "cancel-meeting" and decided)

    def act(self, name: str, by: str, **data: Any) -> bool:
        """Do something, or be refused, which leaves nothing; return whether it was done."""
        stage, before = self.meeting.stage, Act.objects.count()
        try:
            with transaction.atomic():
                on_meeting(self.meeting, name, self.actors[by], **data)
        except Refusal:
            self.meeting.refresh_from_db()
            assert Act.objects.count() == before
            return False
        assert stage == MeetingStage.PLANNED, name
        assert by != "UZ", name
        return True

    def check_consensus(self, items: list[AgendaItem]) -> None:
        """What was just adopted had two thirds of the states present, and no objection to it standing."""
        assert 3 * len(self.present) >= 2 * len(self.states)
        for item in AgendaItem.objects.filter(pk__in=[item.pk for item in items], proposal__isnull=False):
            assert not self.against.get(item.consideration_id)

    # What holds after each step

    @invariant()
    def a_decision_is_an_item_adopted_here(self) -> None:
        adopted = {item.proposal_id for item in self.agenda() if item.outcome in ADOPTED and item.proposal_id}
        assert set(Decision.objects.values_list("proposal", flat=True)) == adopted
        assert set(Proposal.objects.filter(stage="approved").values_list("pk", flat=True)) == adopted

    @invariant()
    def a_cancelled_meeting_has_decided_nothing(self) -> None:
        if self.meeting.stage == MeetingStage.CANCELLED:
            assert {item.outcome for item in self.agenda()} <= {"", "deferred"}
            assert not Decision.objects.exists()

    @invariant()
    def the_register_verifies(self) -> None:
        assert register.verify().broken_at is None

    def agenda(self) -> list[AgendaItem]:
        return list(AgendaItem.objects.filter(meeting=self.meeting).order_by("position"))


@pytest.mark.django_db
def test_a_session_decides_with_its_quorum_and_not_once_it_is_cancelled():
    run_state_machine_as_test(
        Session,
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
