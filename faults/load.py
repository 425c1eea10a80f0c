"""The load: clients at once, each telling stories on measures of its own until it is asked to stop."""

import random
import threading
from collections.abc import Callable, Sequence

from faults.client import Client, Stop
from faults.stories import tell_one


class Load:
    """Threads of clients. A story that has begun is told to its end."""

    def __init__(
        self, *, threads: int, measures: Sequence[str], seed: int, client: Callable[[random.Random], Client]
    ) -> None:
        self.stop = Stop()
        self.failures: list[str] = []
        own = [measures[number::threads] for number in range(threads)]
        self._threads = [
            threading.Thread(
                target=self._tell,
                args=(client, mine, random.Random(f"{seed}/{number}")),
                name=f"client {number}",
                daemon=True,  # a run that is interrupted does not wait for stories to end
            )
            for number, mine in enumerate(own)
        ]

    @property
    def names(self) -> list[str]:
        """The names of the threads that still tell stories."""
        return [thread.name for thread in self._threads if thread.is_alive()]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def _tell(
        self, client: Callable[[random.Random], Client], measures: Sequence[str], rng: random.Random
    ) -> None:
        mine = client(rng)
        while not self.stop:
            try:
                tell_one(mine, rng, rng.choice(measures))
            except Exception as error:  # noqa: BLE001 (a story that broke in our own code must not end unseen)
                self.failures.append(f"{type(error).__name__}: {error}")
                return

    def finish(self) -> None:
        """Let every story come to its end."""
        self.stop.ask()
        for thread in self._threads:
            thread.join()
