"""The brokers that the system can run on, and how each can fail: of files, or a Redis of its own.

Every way to fail is a context manager: it begins, lasts as long as the caller waits, and is mended at its
end.
"""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import redis

from faults.parts import Part, Supervisor, wait_until
from faults.ports import HOST, free_port

QUEUES = ("celery", "delivery")
START_LIMIT = 20  # seconds


class Broker(ABC):
    """What the kinds of faults ask of a broker."""

    name: str
    url: str

    @abstractmethod
    def start(self, supervisor: Supervisor) -> None:
        """Begin to serve."""

    @abstractmethod
    def killed(self) -> AbstractContextManager[None]:
        """Be gone, with what was waiting in it."""

    @abstractmethod
    def refusing(self) -> AbstractContextManager[None]:
        """Be there and take nothing."""

    @abstractmethod
    def waiting(self) -> int:
        """Return how many messages wait."""

    @abstractmethod
    def empty(self) -> int:
        """Lose every message that waits; return how many there were."""

    @abstractmethod
    def repeat(self) -> int:
        """Hold every message that waits twice; return how many there were."""

    @abstractmethod
    def hanging(self) -> AbstractContextManager[None]:
        """Take connections and answer nothing."""


class FileBroker(Broker):
    """Kombu's filesystem transport under the data folder, as `make run` has it."""

    name = "files"
    url = "filesystem://localhost"

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "broker"

    def start(self, supervisor: Supervisor) -> None:
        """Make the folder; there is no process."""
        self.folder.mkdir(exist_ok=True)

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Remove the folder with all that lies in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        try:
            yield
        finally:
            self.folder.mkdir(exist_ok=True)

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Put a file where the folder should be: nobody can write into it, root neither."""
        aside = self.folder.with_name("broker-aside")
        self.folder.rename(aside)
        self.folder.touch()
        try:
            yield
        finally:
            self.folder.unlink()
            aside.rename(self.folder)

    def waiting(self) -> int:
        """Count the files."""
        return sum(1 for _message in self.folder.glob("*.msg"))

    def empty(self) -> int:
        """Delete the messages."""
        return sum(_unlinked(message) for message in self.folder.glob("*.msg"))

    def repeat(self) -> int:
        """Copy each message under a second name."""
        copied = 0
        for message in self.folder.glob("*.msg"):
            with suppress(OSError):  # a worker took it meanwhile
                shutil.copy(message, message.with_name(f"0_{message.name}"))
                copied += 1
        return copied

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Files do not hang; refusing is the nearest."""
        with self.refusing():
            yield


class RedisBroker(Broker):
    """A redis-server on the loopback that keeps nothing."""

    name = "redis"

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"redis://{HOST}:{port}/0"
        self.client = redis.Redis(host=HOST, port=port, socket_timeout=2)
        command = ["redis-server", "--port", port, "--bind", HOST, "--save", "", "--appendonly", "no"]
        self.part = Part(
            "broker", [*command, "--dir", folder], environment={"PWD": str(folder)}, log=folder / "redis.log"
        )
        self.part.command[0] = shutil.which("redis-server") or "redis-server"

    def start(self, supervisor: Supervisor) -> None:
        """Start the server."""
        self.part.start()
        supervisor.parts.append(self.part)
        wait_until(self._answers, within=START_LIMIT, what="an answer of Redis")

    def _answers(self) -> bool:
        with suppress(redis.RedisError):
            return bool(self.client.ping())
        return False

    @contextmanager
    def killed(self) -> Iterator[None]:
        """Kill -9; the messages were in memory only."""
        with self.part.held_down():
            yield
        wait_until(self._answers, within=START_LIMIT, what="an answer of Redis")

    @contextmanager
    def refusing(self) -> Iterator[None]:
        """Let every write be refused for want of memory."""
        self.client.config_set("maxmemory", "1")
        try:
            yield
        finally:
            self.client.config_set("maxmemory", "0")

    def waiting(self) -> int:
        """Count both queues."""
        return sum(self.client.llen(queue) for queue in QUEUES)

    def empty(self) -> int:
        """Flush everything."""
        waiting = self.waiting()
        self.client.flushall()
        return waiting

    def repeat(self) -> int:
        """Push each waiting message a second time."""
        copied = 0
        for queue in QUEUES:
            for message in self.client.lrange(queue, 0, -1):
                self.client.lpush(queue, message)
                copied += 1
        return copied

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Stop the process: its port is open and nothing comes back."""
        with self.part.frozen():
            yield


def _unlinked(path: Path) -> bool:
    with suppress(FileNotFoundError):
        path.unlink()
        return True
    return False


def broker_of(kind: str, folder: Path) -> Broker:
    """Return the broker that was asked for: `files`, `redis`, or "" for Redis where it is installed."""
    if kind == "redis" or (not kind and shutil.which("redis-server")):
        return RedisBroker(folder)
    return FileBroker(folder)
