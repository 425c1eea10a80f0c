"""The system under test: its processes on the loopback, as `make run` starts them, but two nodes and two
workers.
"""

import os
import sys
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from faults.broker import Broker
from faults.outside import MailServer, Target
from faults.parts import Part, Supervisor, wait_until
from faults.ports import HOST, free_port, is_taken
from faults.postgres import DATABASE, Server

ROOT = Path(__file__).resolve().parent.parent
WEB_THREADS = 64
NODES = 2
WORKERS = 2
LONGEST_STATEMENT = 5  # seconds for a node: fewer than a client waits, so that it hears of the end
START_LIMIT = 90  # seconds
RIGHT, OFF_BY_AN_HOUR = "cica.wsgi:application", "faults.skewed:application"
PYTHON = [sys.executable, "-m"]
CELERY = [*PYTHON, "celery", "--quiet", "--app"]


class System:
    """Everything that runs. `folder` holds all it writes; `close` ends it whole."""

    def __init__(self, folder: Path, *, embedded: bool = False) -> None:
        self.folder = folder
        self.supervisor = Supervisor()
        self.mail, self.target = MailServer(), Target()
        self.database = Server(folder, embedded=embedded)
        self.broker = Broker(folder)
        self.relay_port = free_port()
        self.nodes = [self._node(f"web {number + 1}") for number in range(NODES)]
        self.workers = [self._worker(f"worker {number + 1}") for number in range(WORKERS)]
        self.beat = self._beat("scheduler")
        self.relay = self._part(
            "relay", [*PYTHON, "faults.relay", self.relay_port, self.database.socket], through_relay=False
        )

    @property
    def ports(self) -> list[int]:
        """Where the web nodes listen."""
        return [int(node.environment["PORT"]) for node in self.nodes]

    def environment(self, *, through_relay: bool, **own: str) -> dict[str, str]:
        """Return what a process of the system is started with; through the relay, or straight to the
        database.
        """
        address = self.database.address()
        if through_relay:
            address = f"postgresql://postgres@{HOST}:{self.relay_port}/cica"
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "HOME") if name in os.environ}
        return kept | {
            "PWD": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "cica.settings.local",
            "DATABASE_URL": address,
            "CICA_DATA_DIR": str(self.folder),
            "BROKER_URL": self.broker.url,
            "EMAIL_URL": self.mail.url,
            "BASE_URL": f"http://{HOST}",
            "SECRET_KEY": "a run of faults protects nothing with this key, which ends with it",
            "DEMO": "1",
            **own,
        }

    def start(self) -> None:
        """Start it from nothing: an empty database, migrated, with the reference record."""
        self.supervisor.parts.append(self.database)
        self.database.create()
        wait_until(self.database.answers, within=START_LIMIT, what="the database's first answer")
        self.database.execute(f"CREATE DATABASE {DATABASE}", on="postgres")
        self.mail.start()
        self.target.start()
        self.broker.start(self.supervisor)
        self.relay.start()
        wait_until(lambda: is_taken(self.relay_port), within=START_LIMIT, what="the relay's port")

    def serve(self) -> None:
        """Start what works on the prepared database, and wait for both nodes."""
        parts = [*self.nodes, *self.workers, self.beat]
        for part in parts:
            part.start()
        self.supervisor.parts += [self.relay, *parts]
        self.supervisor.start()
        for port in self.ports:
            wait_until(lambda port=port: self.answers(port), within=START_LIMIT, what="a web node's answer")

    def answers(self, port: int) -> bool:
        """Whether a web node says that it is ready."""
        with suppress(OSError, HTTPException), urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return True
        return False

    def is_whole(self) -> bool:
        """Whether every part runs and both nodes are ready."""
        return all(part.is_running for part in self.supervisor.parts) and all(map(self.answers, self.ports))

    def close(self) -> None:
        """End every process, those behind the relay before the database."""
        self.supervisor.stop()
        self.relay.stop()
        self.mail.stop()
        self.target.stop()

    def second_beat(self) -> Part:
        """Return a scheduler more; the caller starts and stops it."""
        return self._beat("second scheduler")

    def manage(self, name: str, *words: str, **own: str) -> Part:
        """Return a management command, not started."""
        return self._part(name, [sys.executable, ROOT / "manage.py", *words], through_relay=False, **own)

    def _node(self, name: str) -> Part:
        port = free_port()
        command = [
            *PYTHON, "granian", "--interface", "wsgi", "--host", HOST, "--port", port, "--workers", "1",
            "--blocking-threads", WEB_THREADS, "--no-ws", "--log-level", "error", RIGHT,
        ]  # fmt: skip
        return self._part(
            name,
            command,
            through_relay=True,
            PORT=str(port),
            TMPDIR=str(self.folder),
            GRANIAN_BLOCKING_THREADS=str(WEB_THREADS),
            LONGEST_STATEMENT=str(LONGEST_STATEMENT),
        )

    def _worker(self, name: str) -> Part:
        return self._part(
            name,
            [*CELERY, "faults.impatient", "worker", "--pool", "solo", "--loglevel", "warning",
             "--without-gossip", "--without-mingle", "--without-heartbeat",
             "--hostname", name.replace(" ", "-")],
            through_relay=False,
        )  # fmt: skip

    def _beat(self, name: str) -> Part:
        schedule = self.folder / f"schedule-{name.replace(' ', '-')}"
        return self._part(
            name,
            [*CELERY, "cica", "beat", "--loglevel", "warning", "--pidfile", "", "--schedule", schedule],
            through_relay=False,
        )  # fmt: skip

    def _part(self, name: str, command: list, *, through_relay: bool, **own: str) -> Part:
        log = self.folder / f"{name.replace(' ', '-')}.log"
        environment = self.environment(through_relay=through_relay, **own)
        return Part(name, command, environment=environment, log=log)
