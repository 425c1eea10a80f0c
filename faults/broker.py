"""The broker that the system runs on, a Redis of its own, and how it can fail.

Every way to fail is a context manager: it begins, lasts as long as the caller waits, and is mended at its
end.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import redis

from faults.parts import Part, Supervisor, wait_until
from faults.ports import HOST, free_port

QUEUES = ("celery", "delivery")
START_LIMIT = 20  # seconds


class Broker:
    """A redis-server on the loopback that keeps nothing."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise SystemExit("The faults need redis-server; Debian's package of that name will do.")
        port = free_port()
        self.url = f"redis://{HOST}:{port}/0"
        self.client = redis.Redis(host=HOST, port=port, socket_timeout=2)
        command = [program, "--port", port, "--bind", HOST, "--save", "", "--appendonly", "no"]
        self.part = Part(
            "broker", [*command, "--dir", folder], environment={"PWD": str(folder)}, log=folder / "redis.log"
        )

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
