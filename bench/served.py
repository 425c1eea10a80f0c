"""A web server as `make run` starts it, and what a request costs it. Needs Linux, for its CPU accounts."""

import os
import socket
import subprocess
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

import psutil
import psycopg

from cica.run import HOST, commands

NANOSECONDS = 1_000_000  # in a millisecond
SETTLING = 0.004  # seconds for what the server does after the answer has gone out
START_LIMIT = 30  # seconds


class Cost(NamedTuple):
    """CPU milliseconds of one request, in the web server's processes and in its database backends."""

    web: float
    database: float


class Served:
    """The system on one database, by granian on the loopback, asked over one connection that stays open.

    The code is that of `tree`. `requests` are `{name: {"method", "path", "body", "headers", "status"}}`.
    """

    def __init__(self, address: str, requests: dict[str, dict], *, tree: Path, log: IO[bytes]) -> None:
        self.address = address
        self.tree = tree
        self.requests = requests
        self.log = log

    def __enter__(self) -> Self:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = probe.getsockname()[1]
        command = [
            part if part != "cica.wsgi:application" else "bench.wsgi:application"
            for part in commands()["web"]
        ]
        command[command.index("--port") + 1] = str(port)
        self.server = subprocess.Popen(
            command,
            cwd=self.tree,
            env=os.environ | {"DATABASE_URL": self.address},
            stdout=self.log,
            stderr=self.log,
        )
        self.client = HTTPConnection(HOST, port, timeout=60)
        self.database = psycopg.connect(self.address, autocommit=True)
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()
        self.database.close()
        self.server.terminate()
        self.server.wait()

    def cost_of(self, name: str, *, batch: int) -> Cost:
        """Send a batch of one kind of request; return the mean cost of one."""
        before = self._spent()
        for _ in range(batch):
            self._ask(**self.requests[name])
        time.sleep(SETTLING)
        after = self._spent()
        return Cost(*((end - start) / batch / NANOSECONDS for start, end in zip(before, after, strict=True)))

    def _ask(self, *, method: str, path: str, body: str | None, headers: dict[str, str], status: int) -> None:
        self.client.request(method, path, body=body, headers=headers)
        answer = self.client.getresponse()
        content = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status}, not {status}: {content[:500]!r}")

    def _spent(self) -> tuple[int, int]:
        server = psutil.Process(self.server.pid)
        backends = self.database.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return (
            sum(cpu_nanoseconds(process.pid) for process in [server, *server.children(recursive=True)]),
            sum(cpu_nanoseconds(pid) for (pid,) in backends),
        )

    def _wait(self) -> None:
        limit = time.monotonic() + START_LIMIT
        while time.monotonic() < limit:
            with suppress(OSError):
                self.client.connect()
                return
            time.sleep(0.1)
        self.log.seek(0)
        raise RuntimeError(f"the server did not start: {self.log.read().decode()}")


def cpu_nanoseconds(pid: int) -> int:
    """Return the CPU time that a process has had in all its threads; 0 for one of another machine."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks)
