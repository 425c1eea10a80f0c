"""Consensus from recorded facts alone (Rules of Procedure 1(2), DESIGN section 3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals import consensus
from proposals.consensus import Silence, SilenceState, TakenPosition
from proposals.enums import BLOCKING, PositionKind

ROSTER = ["AF", "AZ", "KG", "KZ"]
OPENS = datetime(2026, 3, 1, 9, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 15, 9, tzinfo=UTC)
TICK = timedelta(microseconds=1)

joining = sorted(set(PositionKind) - BLOCKING)
instants = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=19)).map(
    lambda after: OPENS + after
)
near_the_deadline = st.integers(-3, 3).map(lambda ticks: DEADLINE + ticks * TICK)
positions = st.lists(
    st.builds(
        TakenPosition,
        state=st.sampled_from([*ROSTER, "JP", "XX"]),
        position=st.sampled_from(list(PositionKind)),
        received_at=instants | near_the_deadline,
    ),
    max_size=12,
).map(lambda taken: numbered(sorted(taken, key=lambda one: one.received_at)))


def numbered(taken: list[TakenPosition]) -> list[TakenPosition]:
    """Number each state's positions in the order received, as the record does."""
    counts: dict[str, int] = {}
    rows = []
    for one in taken:
        counts[one.state] = counts.get(one.state, 0) + 1
        rows.append(TakenPosition(one.state, one.position, one.received_at, counts[one.state]))
    return rows


def at_end(taken: list[TakenPosition], *, at: datetime = DEADLINE, since: datetime = OPENS) -> SilenceState:
    return consensus.silence_state(roster=ROSTER, positions=taken, since=since, closes_at=DEADLINE, at=at)


@pytest.mark.parametrize(
    ("members", "needed"), [(0, 0), (1, 1), (2, 2), (3, 2), (18, 12), (27, 18), (28, 19)]
)
def test_quorum_is_two_thirds_rounded_up(members, needed):
    assert consensus.quorum(members) == needed


@given(st.integers(0, 500))
def test_quorum_is_the_least_number_that_makes_two_thirds(members):
    needed = consensus.quorum(members)

    assert 3 * needed >= 2 * members
    assert 3 * (needed - 1) < 2 * members


def test_observers_and_doubles_do_not_make_a_quorum():
    present = ["AF", "AF", "JP", "UN", "AZ"]

    assert consensus.absent_for_quorum(roster=ROSTER, present=present) == 1


def test_nobody_is_missing_where_more_than_the_quorum_are_present():
    assert consensus.absent_for_quorum(roster=ROSTER, present=ROSTER) == 0


def test_the_latest_position_of_a_state_stands():
    taken = [
        TakenPosition("AF", "objection", OPENS, 1),
        TakenPosition("AF", "support", OPENS + TICK, 2),
        TakenPosition("KZ", "support", OPENS, 1),
        TakenPosition("KZ", "amendment", OPENS + TICK, 2),
    ]

    assert consensus.standing(roster=ROSTER, positions=taken) == {"AF": taken[1], "KZ": taken[3]}
    assert consensus.blocking(roster=ROSTER, positions=taken) == ["KZ"]


def test_the_order_of_the_rows_does_not_matter_to_what_stands():
    first, second = TakenPosition("AF", "objection", OPENS, 1), TakenPosition("AF", "support", OPENS, 2)

    assert consensus.standing(roster=ROSTER, positions=[second, first]) == {"AF": second}


def test_who_is_not_on_the_roster_does_not_block():
    taken = [TakenPosition("JP", "objection", OPENS), TakenPosition("XX", "amendment", OPENS)]

    assert consensus.standing(roster=ROSTER, positions=taken) == {}
    assert consensus.blocking(roster=ROSTER, positions=taken) == []


def test_blocking_states_are_named_in_roster_order():
    taken = [TakenPosition("KZ", "objection", OPENS), TakenPosition("AF", "amendment", OPENS + TICK)]

    assert consensus.blocking(roster=ROSTER, positions=taken) == ["AF", "KZ"]


@pytest.mark.parametrize("kind", joining)
def test_joining_consensus_or_dissociating_does_not_block(kind):
    taken = [TakenPosition("AF", kind, OPENS)]

    assert consensus.blocking(roster=ROSTER, positions=taken) == []
    assert at_end(taken) == SilenceState(Silence.ADOPTED, DEADLINE)


@pytest.mark.parametrize("kind", sorted(BLOCKING))
def test_an_objection_or_amendment_just_before_the_deadline_breaks_the_silence(kind):
    taken = [TakenPosition("AF", kind, DEADLINE - TICK)]

    assert at_end(taken) == SilenceState(Silence.BROKEN, DEADLINE - TICK, "AF")


def test_an_objection_at_the_deadline_is_too_late():
    assert at_end([TakenPosition("AF", "objection", DEADLINE)]) == SilenceState(Silence.ADOPTED, DEADLINE)


def test_a_silence_runs_until_its_deadline():
    assert at_end([], at=DEADLINE - TICK) == SilenceState(Silence.RUNNING)
    assert at_end([], at=DEADLINE) == SilenceState(Silence.ADOPTED, DEADLINE)


def test_a_withdrawn_objection_does_not_revive_the_silence():
    taken = [
        TakenPosition("AF", "objection", OPENS + TICK, 1),
        TakenPosition("AF", "support", OPENS + 2 * TICK, 2),
    ]

    assert at_end(taken) == SilenceState(Silence.BROKEN, OPENS + TICK, "AF")


def test_the_first_of_two_objections_broke_it():
    taken = [
        TakenPosition("KZ", "amendment", OPENS + 2 * TICK),
        TakenPosition("KG", "objection", OPENS + TICK),
    ]

    assert at_end(taken) == SilenceState(Silence.BROKEN, OPENS + TICK, "KG")


def test_of_two_objections_at_one_instant_the_same_state_is_always_named():
    taken = [TakenPosition("KZ", "objection", OPENS), TakenPosition("AF", "objection", OPENS)]

    assert at_end(taken).broken_by == at_end(taken[::-1]).broken_by == "AF"


def test_what_was_given_up_at_the_meeting_does_not_break_the_silence_after_it():
    meeting = OPENS + timedelta(days=1)
    taken = [TakenPosition("AF", "objection", OPENS, 1), TakenPosition("AF", "no_objection", OPENS + TICK, 2)]

    assert at_end(taken, since=meeting) == SilenceState(Silence.ADOPTED, DEADLINE)


def test_what_still_stood_after_the_meeting_breaks_the_silence():
    meeting = OPENS + timedelta(days=1)
    taken = [TakenPosition("AF", "support", OPENS, 1), TakenPosition("AF", "objection", meeting - TICK, 2)]

    assert at_end(taken, since=meeting) == SilenceState(Silence.BROKEN, meeting - TICK, "AF")


@given(positions)
def test_a_silence_is_broken_exactly_by_what_came_in_time_from_the_roster(taken):
    in_time = [
        one
        for one in taken
        if one.state in ROSTER and one.position in {"objection", "amendment"} and one.received_at < DEADLINE
    ]

    assert (at_end(taken).silence == Silence.BROKEN) == bool(in_time)


@given(positions, st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_however_late_one_looks_one_finds_the_same(taken, late):
    assert at_end(taken, at=DEADLINE + late) == at_end(taken, at=DEADLINE)


@given(positions, instants)
def test_what_comes_after_a_break_changes_nothing(taken, later):
    before = at_end(taken)
    more = numbered(
        [*taken, TakenPosition("KZ", "support", later), TakenPosition("AF", "objection", DEADLINE + TICK)]
    )

    if before.silence == Silence.BROKEN:
        assert at_end(more) == before


@given(positions, st.randoms())
def test_the_order_in_which_rows_are_read_changes_nothing(taken, random):
    shuffled = list(taken)
    random.shuffle(shuffled)

    assert at_end(shuffled) == at_end(taken)
    assert consensus.blocking(roster=ROSTER, positions=shuffled) == consensus.blocking(
        roster=ROSTER, positions=taken
    )
    assert consensus.standing(roster=ROSTER, positions=shuffled) == consensus.standing(
        roster=ROSTER, positions=taken
    )


@given(positions)
def test_strangers_to_the_roster_never_count(taken):
    members_only = [one for one in taken if one.state in ROSTER]

    assert at_end(taken) == at_end(members_only)
    assert consensus.blocking(roster=ROSTER, positions=taken) == consensus.blocking(
        roster=ROSTER, positions=members_only
    )


@given(positions)
def test_support_is_never_counted(taken):
    without = numbered([one for one in taken if one.position in BLOCKING])

    assert at_end(taken).silence == at_end(without).silence
