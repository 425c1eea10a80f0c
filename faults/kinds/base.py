"""What a kind of fault is."""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

from faults.client import Client, Manners
from faults.system import System


class Wrong(Exception):
    """The system did not stand a fault as it should; says what was seen."""


@dataclass
class Scene:
    """Where a fault happens: the system, a client beside the load's, chance, and what was seen."""

    system: System
    client: Client
    rng: random.Random
    seen: list[str] = field(default_factory=list)

    @property
    def manners(self) -> Manners:
        """How all clients behave."""
        return self.client.manners

    def note(self, what: str) -> None:
        """Remember what was seen, for the table."""
        self.seen.append(what)

    def pause(self, least: float, most: float) -> None:
        """Let a random time pass."""
        time.sleep(self.rng.uniform(least, most))


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A kind of fault. `lasts` is for how long it stays, in seconds.

    `is_unseen` says that no client may see anything of it: every page and every act answers as ever. `bites`
    says that clients must have seen something: else the fault did not happen, and proves nothing.
    """

    name: str
    happens: Callable[[Scene], AbstractContextManager[None]]
    lasts: tuple[float, float] = (0.0, 0.0)
    is_unseen: bool = False
    bites: bool = False
