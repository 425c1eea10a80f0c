"""What happens at the same moment: real threads, each with its own connection, on committed data."""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, Self

import pytest
from django.db import connection, transaction

from members.actor import Actor
from proposals import actions, consensus
from proposals.actions import Taken, declare, settle, settle_all
from proposals.dossier import taken
from proposals.enums import Action, Outcome, Stage
from proposals.models import Consideration, Decision, Interest, Position, Proposal
from records import clock, register
from records.models import Act
from records.refusals import Invalid, NotNow, Refusal, TooLate
from tests.factories.members import chair, delegate
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    circulate,
    consider,
    considered,
    everybody,
    in_days,
    legal_body,
    open_proposal,
    proposal_at,
    submit,
)
from tests.factories.taking import act_on_proposal as take

pytestmark = pytest.mark.django_db(transaction=True)

Attempt = Callable[[], Any]


class Crew:
    """Threads that start their attempts at the same moment, each with a connection of its own."""

    def __init__(self, size: int) -> None:
        self.size, self.pool, self.barrier = size, ThreadPoolExecutor(size), threading.Barrier(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.run([close_own_connection] * self.size)
        self.pool.shutdown()

    def run(self, attempts: Sequence[Attempt]) -> list[Any]:
        """Return what each attempt gave, a refusal where it was refused. Any other exception is raised."""
        running = [self.pool.submit(self._attempt, attempt) for attempt in attempts]
        return [one.result(timeout=60) for one in running]

    def _attempt(self, attempt: Attempt) -> Any:
        self.barrier.wait(timeout=20)
        try:
            return attempt()
        except Refusal as refusal:
            return refusal


def close_own_connection() -> None:
    """Close the connection of the thread that calls this; the proxy's method would be bound to another's."""
    connection.close()


def at_once(*attempts: Attempt) -> list[Any]:
    """Run the attempts at the same moment; return what each gave, a refusal where it was refused."""
    with Crew(len(attempts)) as crew:
        return crew.run(attempts)


def winners(found: Sequence[Any]) -> list[Taken]:
    """Return the acts that were done; every other attempt was told that it is not now."""
    refused = [one for one in found if isinstance(one, Refusal)]
    assert {type(one) for one in refused} <= {NotNow, TooLate}
    return [one for one in found if isinstance(one, Taken)]


def by(actor: Actor, action: str, proposal: Proposal, **body: Any) -> Attempt:
    return lambda: take(action, reference=proposal.reference, actor=actor, data=body)


def declaring(measure: str, actor: Actor) -> Attempt:
    return lambda: declare(measure=measure, actor=actor, data={})


def assert_no_lost_act() -> None:
    """Assert that the register has no gap and verifies, and that each proposal's history is whole."""
    verdict = register.verify()
    assert verdict.broken_at is None, verdict.reason
    instants = list(Act.objects.order_by("number").values_list("at", flat=True))
    assert instants == sorted(instants)
    histories = Counter(Act.objects.filter(object_kind="proposal").values_list("object_key", flat=True))
    assert histories == dict(Proposal.objects.values_list("reference", "revision"))
    for proposal in Proposal.objects.all():
        stage = None
        for entry in Act.objects.about(kind="proposal", key=proposal.reference).order_by("number"):
            facts = json.loads(entry.payload)
            assert facts["from"] == stage
            stage = facts["to"]
        assert stage == proposal.stage


def test_of_two_designations_at_once_one_is_made():
    proposal = proposal_at(Stage.CONSULTATION)
    first, second = (
        {"coordinators": [{"state": state, "role": "coordinator"}], "draft_due": "2998-01-01"}
        for state in (COORDINATOR, CO_COORDINATOR)
    )
    action = Action.DESIGNATE_COORDINATORS

    found = at_once(by(chair(), action, proposal, **first), by(chair(), action, proposal, **second))

    assert len(winners(found)) == 1
    assert proposal.designations.count() == 1
    assert_no_lost_act()


def test_of_two_conclusions_at_once_one_is_made():
    proposal = proposal_at(Stage.WORKING_GROUP)
    agreed = {"outcome": "agreed", "present": everybody()}
    declined = {"outcome": "declined", "reason": "No agreement is in sight."}
    action = Action.CONCLUDE_SWG

    found = at_once(
        by(chair(), action, proposal, **agreed),
        by(chair(), action, proposal, **agreed),
        by(chair(), action, proposal, **declined),
    )

    (won,) = winners(found)
    assert considered(proposal).outcome == json.loads(won.act.payload)["outcome"]
    assert_no_lost_act()


def test_of_two_openings_at_once_one_is_made():
    proposal = proposal_at(Stage.AGREED)

    found = at_once(*[by(chair(), Action.OPEN_SOC, proposal, mode="meeting")] * 3)

    assert len(winners(found)) == 1
    assert Consideration.objects.filter(proposal=proposal, outcome="open").count() == 1
    assert_no_lost_act()


def test_two_positions_of_one_state_at_once_both_count():
    proposal = proposal_at(Stage.WORKING_GROUP)
    mongolia = delegate("MN")

    found = at_once(
        by(mongolia, Action.TAKE_POSITION, proposal, position="support"),
        by(mongolia, Action.TAKE_POSITION, proposal, position="objection", statement="No."),
    )

    assert len(winners(found)) == 2
    assert set(Position.objects.values_list("sequence", flat=True)) == {1, 2}
    assert_no_lost_act()


def test_positions_at_once_are_received_in_the_order_they_are_written_in():
    proposal = proposal_at(Stage.WORKING_GROUP)
    states = ["MN", "UZ", "TH", "VN"]
    kinds = ("objection", "support", "objection", "support")

    found = at_once(*[
        by(delegate(state), Action.TAKE_POSITION, proposal, position=kind, statement="Why.")
        for kind in kinds
        for state in states
    ])  # fmt: skip

    written = [one.act.number for one in found]
    assert len(written) == len(states) * len(kinds)
    taken_in_order = list(Position.objects.order_by("pk").values_list("state", "sequence", "received_at"))
    assert [at for *_place, at in taken_in_order] == sorted(at for *_place, at in taken_in_order)
    for state in states:
        assert [n for of, n, _at in taken_in_order if of == state] == [1, 2, 3, 4]
    entered = Act.objects.filter(number__in=written).order_by("number").values_list("state", flat=True)
    assert list(entered) == [state for state, *_place in taken_in_order]
    assert_no_lost_act()


def test_an_objection_that_waits_for_others_past_the_deadline_is_in_time(received):
    """It arrived before the deadline and holds the shared lock; only the proposal's row was not free."""
    proposal = proposal_at(Stage.CIRCULATION)
    objection = by(delegate("MN"), Action.TAKE_POSITION, proposal, position="objection", statement="No.")
    one, _pace = open_short_silence(proposal, chair(), silence=timedelta(seconds=4))
    row_is_held = threading.Event()

    def hold_the_row_past_the_deadline() -> None:
        with transaction.atomic():
            Proposal.objects.select_for_update().get(pk=proposal.pk)
            row_is_held.set()
            wait_until(one.closes_at + timedelta(seconds=0.2))

    def object_meanwhile() -> Taken:
        row_is_held.wait(10)
        return objection()

    _held, objected = at_once(hold_the_row_past_the_deadline, object_meanwhile)

    position = Position.objects.get()
    assert isinstance(objected, Taken)
    assert received[-1] == position.received_at
    assert position.received_at < one.closes_at < clock.now()
    assert considered(proposal).outcome == Outcome.SILENCE_BROKEN
    assert_no_lost_act()


def test_two_first_declarations_at_once_make_one_proposal():
    states = ["KG", "TJ", "UZ", "MN"]
    attempts = [declaring("ECO-2", delegate(state)) for state in states]

    found = at_once(*attempts)

    assert len(winners(found)) == len(states)
    assert {one.subject.proposal.pk for one in found} == {Proposal.objects.get().pk}
    assert set(Interest.objects.values_list("state", flat=True)) == set(states)
    assert_no_lost_act()


def test_of_two_declarations_of_one_state_at_once_one_is_made():
    found = at_once(*[declaring("ECO-2", delegate("KG"))] * 2)

    assert len(winners(found)) == 1
    assert Interest.objects.count() == 1
    assert_no_lost_act()


def test_the_last_interest_is_withdrawn_against_a_new_declaration():
    """Whoever comes first, nobody's interest is lost: it stands in an open proposal."""
    newcomer, last = delegate("MN"), delegate(COORDINATOR)
    for round_ in range(15):
        measure = f"ECO-{round_ % 10 + 1}"
        proposal = open_proposal(measure=measure)

        left, declared = at_once(by(last, Action.WITHDRAW_INTEREST, proposal), declaring(measure, newcomer))

        assert isinstance(left, Taken)
        assert isinstance(declared, Taken)
        standing = Interest.objects.get(proposal__measure__code=measure, withdrawn_at=None)
        assert standing.state_id == "MN"
        assert standing.proposal.stage == Stage.INTEREST
        act(Action.WITHDRAW_INTEREST, standing.proposal, newcomer)
    assert_no_lost_act()


def test_decisions_at_once_get_consecutive_numbers():
    proposals = [proposal_at(Stage.SENIOR_OFFICIALS, measure=f"ECO-{n}") for n in (1, 2, 3, 4)]
    approved = {"outcome": "approved", "present": everybody()}
    actor = chair()

    found = at_once(*[by(actor, Action.CONCLUDE_SOC, proposal, **approved) for proposal in proposals])

    assert len(winners(found)) == len(proposals)
    year = clock.now().year
    assert sorted(Decision.objects.values_list("number", flat=True)) == [
        f"SOC-{year}-{n:03d}" for n in (1, 2, 3, 4)
    ]
    assert_no_lost_act()


def test_a_silence_closed_by_many_workers_at_once_is_closed_once():
    proposal = proposal_at(Stage.AGREED)
    consider(proposal, Action.OPEN_SOC, silence=in_days(0.3 / 86_400))
    wait_until(considered(proposal).closes_at)

    found = at_once(lambda: settle(proposal.pk), settle_all, lambda: settle(proposal.pk), settle_all)

    assert Decision.objects.count() == 1
    assert Act.objects.filter(action=Action.CLOSE_SILENCE).count() == 1
    assert sum(one.number > 0 if isinstance(one, Act) else one or 0 for one in found) == 1
    assert_no_lost_act()


ROUNDS = 200


@pytest.fixture
def received(monkeypatch) -> list[datetime]:
    """Return the instants at which acts were received, also of those that were then refused."""
    lock, instants = actions._lock_shared, []  # only there is the instant of a refused act known

    def noting(proposal: int) -> datetime:
        instants.append(lock(proposal))
        return instants[-1]

    monkeypatch.setattr(actions, "_lock_shared", noting)
    return instants


def test_an_objection_against_the_closing_of_the_silence(received):
    """The outcome always equals the pure function of when the positions were received, and none is lost.

    How long an act takes now, on this machine, is the measure of the silences and of the moments around their
    deadlines: an objection is received when it holds the lock, some time after it was sent.
    """
    dice = random.Random(2007)
    pace = timedelta(milliseconds=10)
    proposal = proposal_at(Stage.CIRCULATION)
    opener, outcomes = chair(), Counter()
    objections = [
        by(delegate(state), Action.TAKE_POSITION, proposal, position="objection", statement="No.")
        for state in ("MN", "UZ")
    ]

    with Crew(4) as crew:
        for _round in range(ROUNDS):
            one, pace = open_short_silence(proposal, opener, silence=2.5 * pace)
            moments = [one.closes_at + pace * dice.uniform(-0.8, 0.8) for _attempt in range(4)]
            attempts = [*objections, lambda: settle(proposal.pk), settle_all]
            received.clear()
            found = crew.run([waiting(*pair) for pair in zip(moments, attempts, strict=True)])
            wait_until(one.closes_at)
            settle(proposal.pk)

            one.refresh_from_db()
            positions = taken(one.positions.all())
            state = consensus.silence_state(
                roster=one.roster,
                positions=positions,
                since=one.silence_since,
                closes_at=one.closes_at,
                at=clock.now(),
            )
            expected = {"broken": Outcome.SILENCE_BROKEN, "adopted": Outcome.AGREED}[state.silence]
            assert (one.outcome, one.effective_at) == (expected, state.effective_at)
            assert len(winners(found[:2])) == len(positions) == (expected == Outcome.SILENCE_BROKEN)
            assert any(at < one.closes_at for at in received) == (expected == Outcome.SILENCE_BROKEN)
            outcomes[expected] += 1

    assert outcomes.total() == ROUNDS
    assert min(outcomes[Outcome.SILENCE_BROKEN], outcomes[Outcome.AGREED]) > ROUNDS / 20
    assert_no_lost_act()


def open_short_silence(
    proposal: Proposal, opener: Actor, *, silence: timedelta
) -> tuple[Consideration, timedelta]:
    """Open a silence, after bringing an agreed text back to where that can be done.

    Returns it and the time that opening took. If the silence is over before it is open, the next is longer.
    """
    proposal.refresh_from_db()
    if proposal.stage == Stage.AGREED:
        act(Action.OPEN_SOC, proposal, opener, mode="meeting")
        act(Action.CONCLUDE_SOC, proposal, opener, outcome="returned", reason="Once more.")
        submit(proposal)
        circulate(proposal)
    while True:
        start = clock.now()
        deadline = (start + silence).isoformat()
        body = {**legal_body(Action.OPEN_SWG), "mode": "silence", "deadline": deadline}
        try:
            act(Action.OPEN_SWG, proposal, opener, **body)
        except Invalid:
            silence *= 2
        else:
            return considered(proposal), clock.now() - start


def waiting(moment: datetime, attempt: Attempt) -> Attempt:
    """Return the attempt, made when the moment has come."""

    def attempted() -> Any:
        wait_until(moment)
        return attempt()

    return attempted


def wait_until(instant: datetime) -> None:
    """Sleep until the database clock has come to an instant."""
    while (left := (instant - clock.now()).total_seconds()) > 0:
        time.sleep(left)


def test_many_acts_on_many_proposals_leave_a_register_without_gaps():
    measures = [f"ECO-{n}" for n in range(1, 9)]
    proposals = [proposal_at(Stage.CIRCULATION, measure=measure) for measure in measures]
    states = ["MN", "UZ", "TH", "VN"]
    before = Act.objects.count()

    def talk(state: str) -> Attempt:
        actor = delegate(state)

        def speak() -> int:
            for proposal in proposals:
                act(Action.COMMENT, proposal, actor, **legal_body(Action.COMMENT))
            return len(proposals)

        return speak

    found = at_once(*[talk(state) for state in states])

    assert sum(found) == len(proposals) * len(states)
    numbers = list(Act.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, before + sum(found) + 1))
    assert_no_lost_act()
