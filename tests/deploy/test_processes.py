"""What a rehearsal starts, it ends, whatever happens."""

import os
import signal
import sys
import time

import psutil
import pytest

from deploy import check, programs
from deploy.processes import Failure, Processes, free_ports, listens, wait_until

ENVIRONMENT = {"PATH": os.environ["PATH"], "PWD": "/"}
FAMILY = "sleep 60 & echo started; wait"  # a process with a child


@pytest.fixture
def processes(tmp_path):
    processes = Processes(tmp_path / "run")
    yield processes
    processes.stop_all()


@pytest.fixture(autouse=True)
def folder(tmp_path):
    (tmp_path / "run").mkdir()


def start(processes, script=FAMILY):
    processes.start("one", ["sh", "-c", script], environment=ENVIRONMENT)
    wait_until(lambda: "started" in processes.log("one"), what="it starts")
    return psutil.Process(processes.running["one"].pid)


def family_of(leader):
    return [leader, *leader.children(recursive=True)]


@pytest.mark.parametrize("end", [lambda processes: processes.kill("one"), Processes.stop_all])
def test_a_process_ends_with_its_children(processes, end):
    family = family_of(start(processes))

    end(processes)

    assert len(family) == 2
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert processes.running == {}


def test_one_that_does_not_listen_is_ended_by_force(processes, monkeypatch):
    monkeypatch.setattr("deploy.processes.STOP_LIMIT", 0.2)
    family = family_of(start(processes, f"trap '' TERM; {FAMILY}"))

    processes.stop("one")

    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_stopping_leaves_no_file(processes):
    start(processes)

    processes.stop_all()

    assert not processes.folder.exists()


def test_what_ended_by_itself_is_told(processes):
    start(processes, "echo started")

    wait_until(lambda: processes.ended() == ["one"], what="it ends")


def test_a_command_that_fails_says_why(processes):
    with pytest.raises(Failure, match="ended with 3: no room"):
        processes.run(["sh", "-c", "echo no room >&2; exit 3"], environment=ENVIRONMENT)


def test_nothing_runs_as_root(processes):
    said = processes.run(["id", "-u"], environment=ENVIRONMENT)

    assert said != "0"


def test_waiting_ends():
    with pytest.raises(Failure, match="it happens: not within 0 s"):
        wait_until(lambda: False, what="it happens", seconds=0.2)


def test_free_ports_are_different_and_nobody_listens_there():
    ports = free_ports(20)

    assert len(set(ports)) == 20
    assert not any(map(listens, ports))


def test_a_missing_program_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(programs, "PLACES", "/nowhere")

    with pytest.raises(programs.Missing, match=r"No nginx, redis-server .* nginx-light redis-server"):
        programs.find(["nginx", "redis-server"])


class Rehearsed:
    """A check of two steps in the place of the real one."""

    def __init__(self, folder):
        self.here = type("Here", (), {"processes": Processes(folder), "folder": folder})
        self.route_a = check.load_route_a()
        Rehearsed.folder = folder

    def steps(self):
        start(self.here.processes)
        Rehearsed.family = family_of(psutil.Process(self.here.processes.running["one"].pid))
        return [("first", lambda: "well"), ("second", self.second)]

    def second(self):
        return ""


def run(monkeypatch, second):
    monkeypatch.setattr(Rehearsed, "second", second)
    monkeypatch.setattr(check, "Check", Rehearsed)
    return run_as_it_is(monkeypatch)


def run_as_it_is(monkeypatch):
    """Run the rehearsal, and see that no alarm of it rings in what runs after."""
    monkeypatch.setattr(sys, "argv", ["check"])
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGALRM)}
    try:
        return check.main()
    finally:
        assert signal.alarm(0) == 0
        for number, handler in handlers.items():
            signal.signal(number, handler)


def leaves_nothing():
    return psutil.wait_procs(Rehearsed.family, timeout=5)[1] == [] and not Rehearsed.folder.exists()


def test_a_rehearsal_that_goes_well_says_so(monkeypatch, capsys):
    assert run(monkeypatch, lambda self: "") == 0

    said = capsys.readouterr().out
    assert "first: well" in said
    assert "the installation does its job" in said
    assert leaves_nothing()


def test_a_step_that_fails_ends_it_with_the_logs(monkeypatch, capsys):
    def fail(self):
        raise Failure("no room")

    assert run(monkeypatch, fail) == 1

    said = capsys.readouterr().out
    assert "FAILED second: no room" in said
    assert "--- one\nstarted" in said
    assert "failed at: second" in said
    assert leaves_nothing()


def test_a_rehearsal_that_takes_too_long_is_ended(monkeypatch, capsys):
    def wait(self):
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        time.sleep(10)

    assert run(monkeypatch, wait) == 1
    assert "took too long" in capsys.readouterr().out
    assert leaves_nothing()


def test_a_fault_of_its_own_leaves_nothing_either(monkeypatch):
    def err(self):
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011  any
        run(monkeypatch, err)

    assert leaves_nothing()


def test_what_the_machine_lacks_is_said(monkeypatch, capsys):
    class Without(Rehearsed):
        def __init__(self, folder):
            raise programs.Missing("No nginx on this machine. Debian's packages: nginx-light.")

    monkeypatch.setattr(check, "Check", Without)

    assert run_as_it_is(monkeypatch) == 2
    assert capsys.readouterr().out == "No nginx on this machine. Debian's packages: nginx-light.\n"
