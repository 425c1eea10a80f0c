"""Workers and scheduler: killed in mid-send, frozen, absent, twice."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from faults.kinds.base import Fault, Scene


@contextmanager
def worker_killed(scene: Scene) -> Iterator[None]:
    """Kill -9 a worker at whatever it is at."""
    scene.rng.choice(scene.system.workers).kill()
    yield


@contextmanager
def worker_frozen(scene: Scene) -> Iterator[None]:
    """Freeze a worker with whatever rows it has locked."""
    with scene.rng.choice(scene.system.workers).frozen():
        yield


@contextmanager
def workers_down(scene: Scene) -> Iterator[None]:
    """Have no worker at all."""
    with ExitStack() as down:
        for worker in scene.system.workers:
            down.enter_context(worker.held_down())
        yield


@contextmanager
def beat_down(scene: Scene) -> Iterator[None]:
    """Have no scheduler."""
    with scene.system.beat.held_down():
        yield


@contextmanager
def beat_twice(scene: Scene) -> Iterator[None]:
    """Have two schedulers, both asking for everything."""
    second = scene.system.second_beat()
    second.start()
    try:
        yield
    finally:
        second.stop()


WORK = (
    Fault(name="worker killed (kill -9)", happens=worker_killed, is_unseen=True),
    Fault(name="worker frozen", happens=worker_frozen, lasts=(3, 6)),
    Fault(name="no worker", happens=workers_down, lasts=(2, 4), is_unseen=True),
    Fault(name="scheduler down", happens=beat_down, lasts=(2, 4), is_unseen=True),
    Fault(name="scheduler twice", happens=beat_twice, lasts=(4, 8), is_unseen=True),
)
