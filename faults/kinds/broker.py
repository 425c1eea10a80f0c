"""The broker: nothing rests on it, so nobody may see anything of its failures."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from faults.kinds.base import Fault, Scene
from faults.parts import wait_until

LIMIT = 30  # seconds; the scheduler asks every ten


@contextmanager
def killed(scene: Scene) -> Iterator[None]:
    """Be gone with what waited in it."""
    with scene.system.broker.killed():
        yield


@contextmanager
def refusing(scene: Scene) -> Iterator[None]:
    """Take nothing."""
    with scene.system.broker.refusing():
        yield


@contextmanager
def hanging(scene: Scene) -> Iterator[None]:
    """Answer nothing."""
    with scene.system.broker.hanging():
        yield


@contextmanager
def emptied(scene: Scene) -> Iterator[None]:
    """Lose what waits."""
    with _messages_waiting(scene):
        scene.note(f"{scene.system.broker.empty()} messages lost")
    yield


@contextmanager
def repeated(scene: Scene) -> Iterator[None]:
    """Deliver what waits twice."""
    with _messages_waiting(scene):
        scene.note(f"{scene.system.broker.repeat()} messages doubled")
    yield


@contextmanager
def _messages_waiting(scene: Scene) -> Iterator[None]:
    """Let no worker take what the acts and the scheduler ask for, until there is something."""
    with ExitStack() as down:
        for worker in scene.system.workers:
            down.enter_context(worker.held_down())
        wait_until(lambda: scene.system.broker.waiting() > 0, within=LIMIT, what="a message in the broker")
        yield


BROKER = (
    Fault(name="broker killed", happens=killed, lasts=(3, 5), is_unseen=True),
    Fault(name="broker refusing", happens=refusing, lasts=(3, 5), is_unseen=True),
    Fault(name="broker hanging", happens=hanging, lasts=(3, 5), is_unseen=True),
    Fault(name="broker emptied", happens=emptied, is_unseen=True),
    Fault(name="broker repeating messages", happens=repeated, is_unseen=True),
)
