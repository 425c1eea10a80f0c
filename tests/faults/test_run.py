"""What a run plans, and what it says."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from faults.__main__ import chosen
from faults.kinds import KILLS, KINDS
from faults.kinds.base import Fault
from faults.prepare import Cast
from faults.report import Line, counted, table
from faults.run import Plan, Result, Run


def run_of(**plan) -> Run:
    """A run of this plan, on a system that does not serve."""
    return Run(
        Plan(**plan),
        system=SimpleNamespace(ports=[1]),
        cast=Cast(measures=["ECO-1"]),
        read=None,
        say=str,
        tell=str,
    )


def planned(**plan) -> list:
    """The faults that a run of this plan is going to inject."""
    return list(run_of(**plan)._schedule())


def injected(*, seen_at: int) -> Line:
    """What a run says of a fault that clients must see, and first see when it happens the nth time."""
    run = run_of(seed=1)

    @contextmanager
    def happens(scene):
        if run.result.lines["cut"].times == seen_at:
            run.journal.unanswered["no answer"] += 1
        yield

    run._until_heard = lambda since: None
    run._inject(Fault(name="cut", happens=happens, bites=True))
    return run.result.lines["cut"]


def test_a_fault_that_met_nobody_happens_again():
    line = injected(seen_at=3)

    assert (line.times, line.lost_requests, line.wrong) == (3, 1, [])


def test_a_fault_that_never_meets_anybody_proves_nothing():
    line = injected(seen_at=99)

    assert line.times == 5
    assert "proves nothing" in line.wrong[0]


def test_every_kind_happens_in_every_round():
    assert len(KINDS) >= 20
    assert sorted(fault.name for fault in planned(seed=1)) == sorted(fault.name for fault in KINDS)
    assert len(planned(seed=1, rounds=2)) == 2 * len(KINDS)


def test_as_many_databases_are_killed_as_asked_for():
    assert sum(fault in KILLS for fault in planned(seed=1, rounds=2, kills=200)) == 200
    assert len(planned(seed=1, rounds=0, kills=200)) == 200


def test_a_seed_gives_the_same_faults_in_the_same_order():
    assert planned(seed=7, kills=20) == planned(seed=7, kills=20)
    assert planned(seed=7, kills=20) != planned(seed=8, kills=20)


def test_no_two_kinds_have_one_name():
    assert len({fault.name for fault in KINDS}) == len(KINDS)


def test_one_fault_that_was_not_stood_fails_the_run():
    held, failed = Line("a", times=1), Line("b", times=1, wrong=["/inbox/ answered 500"])

    assert Result(lines={"a": held}).holds
    assert not Result(lines={"a": held, "b": failed}).holds
    assert not Result(lines={"a": held}, wrong=["lost: …"]).holds


def test_the_table_says_what_was_wrong_before_what_was_seen():
    line = Line("broker killed", times=2, seen=["slowest page 0.1 s"], wrong=["/inbox/ answered 500"])

    _head, row = table([line]).splitlines()

    assert row.split() == ["broker", "killed", "2", "0", "0.0", "s", "FAILED", "/inbox/", "answered", "500"]


def test_long_lists_of_findings_are_cut_and_counted():
    assert counted([f"finding {number}" for number in range(25)]).splitlines()[-1] == "  and 5 more"


def test_a_kind_that_there_is_not_ends_the_run_with_the_names_of_all():
    with pytest.raises(SystemExit, match=r"(?s)called so: nothing.*worker killed"):
        chosen(["nothing"])

    assert [fault.name for fault in chosen(["worker killed"])] == ["worker killed (kill -9)"]
