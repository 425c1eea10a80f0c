"""The web nodes and those who ask them: killed, frozen, hung up on, with a wrong clock, without disk."""

import resource
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import psutil

from faults.kinds.base import Fault, Scene
from faults.parts import Part, wait_until
from faults.stories import submission as tell_submission
from faults.system import OFF_BY_AN_HOUR, RIGHT

HOUR = 3600
FULL_AT = 256 * 1024  # bytes; what a temporary file may have while the disk is "full"
RESTART_LIMIT = 60  # seconds


@contextmanager
def node_killed(scene: Scene) -> Iterator[None]:
    """Kill -9 a web node with the requests it is at; clients repeat them at either."""
    scene.rng.choice(scene.system.nodes).kill()
    yield


@contextmanager
def node_frozen(scene: Scene) -> Iterator[None]:
    """Freeze a node: clients give up on it and ask the other, while the first may yet go on."""
    with scene.rng.choice(scene.system.nodes).frozen():
        yield


@contextmanager
def clients_hang_up(scene: Scene) -> Iterator[None]:
    """Let half of the clients' acts lose their answer on the way."""
    scene.manners.hangs_up = True
    try:
        yield
    finally:
        scene.manners.hangs_up = False


@contextmanager
def acts_sent_twice(scene: Scene) -> Iterator[None]:
    """Let half of the acts be sent twice at once, with one key, to nodes at random."""
    scene.manners.sends_twice = True
    try:
        yield
    finally:
        scene.manners.sends_twice = False


@contextmanager
def clock_off(scene: Scene) -> Iterator[None]:
    """Run a node whose clock is an hour ahead or behind."""
    node = scene.rng.choice(scene.system.nodes)
    off_by = scene.rng.choice((HOUR, -HOUR))
    scene.note(f"{off_by:+d} s")
    node.environment["CLOCK_OFF_BY"] = str(off_by)
    try:
        with _served_by(scene, node, OFF_BY_AN_HOUR):
            yield
    finally:
        _replace(scene, node, RIGHT)


@contextmanager
def _served_by(scene: Scene, node: Part, application: str) -> Iterator[None]:
    _replace(scene, node, application)
    port = int(node.environment["PORT"])
    wait_until(lambda: scene.system.answers(port), within=RESTART_LIMIT, what="the skewed node's answer")
    yield


def _replace(scene: Scene, node: Part, application: str) -> None:
    node.command[-1] = application
    node.kill()  # the supervisor starts it again, with the other application


@contextmanager
def disk_full(scene: Scene) -> Iterator[None]:
    """Let no web node write a file of any size, while clients upload files that need a temporary one.

    By a limit on the size of files (RLIMIT_FSIZE) rather than a full file system, so that root is not
    needed: the write of an upload's temporary file fails with an OSError just the same.
    """
    before = [(process, resource.prlimit(process.pid, resource.RLIMIT_FSIZE)) for process in _serving(scene)]
    upload = threading.Thread(target=tell_submission, args=(scene.client, scene.rng, "ECO-1"), name="upload")
    scene.manners.uploads = True
    try:
        for process, (_soft, hard) in before:
            _limit(process, (FULL_AT, hard))
        upload.start()
        yield
    finally:
        for process, limits in before:
            _limit(process, limits)
        upload.join()
        scene.manners.uploads = False


def _serving(scene: Scene) -> list[psutil.Process]:
    return [process for node in scene.system.nodes for process in node.members()]


def _limit(process: psutil.Process, limits: tuple[int, int]) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)


@contextmanager
def power_cut(scene: Scene) -> Iterator[None]:
    """Kill -9 everything at once, as when the machine loses its power."""
    system = scene.system
    with ExitStack() as down:
        for part in [system.relay, *system.nodes, *system.workers, system.beat, system.database]:
            down.enter_context(part.held_down())
    yield


WEB = (
    Fault(name="web node killed (kill -9)", happens=node_killed),
    Fault(name="web node frozen", happens=node_frozen, lasts=(3, 10)),
    Fault(name="answers lost on the way", happens=clients_hang_up, lasts=(3, 5), bites=True),
    Fault(name="acts sent twice at once", happens=acts_sent_twice, lasts=(3, 5)),
    Fault(name="clock of a web node an hour off", happens=clock_off, lasts=(5, 8)),
    Fault(name="disk full on upload", happens=disk_full, lasts=(3, 5), bites=True),
    Fault(name="power cut: everything killed at once", happens=power_cut),
)
