"""`make run`: prepare the database, keep web server and workers running, and stop all of them together.

A part that dies is started again after a pause; one that dies three times in a minute ends everything. So do
Ctrl-C, SIGTERM and the end of the `make` that started this, all by the same orderly stop. The embedded
PostgreSQL is a part like the others, and is stopped by `cica.embedded` as this process exits.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from textwrap import fill
from urllib.request import urlopen

import django
import psutil
from django.conf import settings
from django.core.management import call_command

from cica import embedded

HOST = "127.0.0.1"  # demonstration accounts have public passwords, so no other machine may ask
GRACE = 10  # seconds that a process has to end by itself
RESTART_PAUSE = 2  # seconds before a part that died is started again
MOST_DEATHS = 3  # of one part in a minute
MINUTE = 60  # seconds
POLL = 0.2  # seconds between two looks at the processes


def main() -> int:
    """Run until stopped. Returns the exit status: 0 when asked to stop, 1 when something failed."""
    stop = StopRequest()
    has_own_database = not os.environ.get("DATABASE_URL")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")
    if not port_is_free(settings.PORT):
        say(f"Port {settings.PORT} is taken. Choose another: PORT=8001 make run")
        return 1
    os.environ["DATABASE_URL"] = settings.DATABASE_URL  # the processes use this server, not one more each
    os.environ.pop("OWNER_DATABASE_URL", None)  # these settings know it; the processes have no need of it
    django.setup()
    for step in preparations():
        step()
        if stop:
            return 0
    processes: dict[str, subprocess.Popen] = {}
    try:
        return watch(parts(processes, has_own_database=has_own_database), stop)
    finally:
        stop_all(processes)


def preparations() -> list[Callable[[], object]]:
    """The steps that bring translations and database to the state of this code; no work if they are."""
    steps: list[Callable[[], object]] = [
        partial(call_command, "compile_translations"),
        partial(call_command, "migrate", interactive=False, verbosity=0),
        partial(call_command, "load_reference_data"),
    ]
    if settings.DEMO:
        steps.append(partial(call_command, "load_demonstration"))
    return steps


def commands() -> dict[str, list[str]]:
    """The command line of each process that makes up the system, by name."""
    python = [sys.executable, "-m"]
    return {
        "web": [*python, "granian", "--interface", "wsgi", "--host", HOST, "--port", str(settings.PORT),
                "--workers", "1", "--blocking-threads", str(settings.WEB_THREADS),
                "--blocking-threads-idle-timeout", "600", "--log-level", "error", "cica.wsgi:application"],
        **(with_broker(python) if settings.CELERY_BROKER_URL else without_broker(python)),
    }  # fmt: skip


def without_broker(python: list[str]) -> dict[str, list[str]]:
    return {"worker": [*python, "cica.work", "celery"], "courier": [*python, "cica.work", "delivery"]}


def with_broker(python: list[str]) -> dict[str, list[str]]:
    """Where `BROKER_URL` names one: the processes of docker-compose.yml."""
    celery = [*python, "celery", "--quiet", "--app", "cica"]
    worker = [*celery, "worker", "--pool", "solo", "--loglevel", "warning",
              "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
    return {
        "worker": [*worker, "--queues", "celery"],
        "courier": [*worker, "--queues", "delivery", "--hostname", "courier@%h"],
        "scheduler": [*celery, "beat", "--loglevel", "warning", "--pidfile", "",
                      "--schedule", str(settings.DATA_DIR / "schedule")],
    }  # fmt: skip


@dataclass
class SystemPart:
    """A part of the system that is kept running: started at the first look, and again a while after it died.

    `start` may raise `CalledProcessError`: the part is then found dead at the next look.
    """

    name: str
    start: Callable[[], object]
    lives: Callable[[], bool]
    deaths: list[float] = field(default_factory=list)
    start_at: float | None = 0.0
    """When it is to be started, by the clock of `time.monotonic`; None while it should be running."""

    def look_after(self, *, now: float) -> bool:
        """Start it where that is due; return False once it has died `MOST_DEATHS` times in a minute."""
        if self.start_at is not None:
            if now >= self.start_at:
                self.start_at = None
                with suppress(subprocess.CalledProcessError):
                    self.start()
            return True
        if self.lives():
            return True
        self.deaths = [*(death for death in self.deaths if death > now - MINUTE), now]
        if len(self.deaths) >= MOST_DEATHS:
            say(f"{self.name} ended {MOST_DEATHS} times in a minute; stopping the rest.")
            return False
        say(f"{self.name} ended unexpectedly; it is started again in {RESTART_PAUSE} seconds.")
        self.start_at = now + RESTART_PAUSE
        return True


def parts(processes: dict[str, subprocess.Popen], *, has_own_database: bool) -> list[SystemPart]:
    """Every part in the order of its start. `processes` takes up what was started, by name."""

    def start(name: str, command: list[str]) -> None:
        if name in processes:
            signal_group(processes[name], signal.SIGKILL)  # children that outlived it would serve on
        processes[name] = subprocess.Popen(command, start_new_session=True)  # Ctrl-C reaches us alone

    def lives(name: str) -> bool:
        return processes[name].poll() is None

    database = SystemPart(
        "PostgreSQL",
        start=partial(embedded.start_again, settings.DATA_DIR),
        lives=partial(embedded.is_running, settings.DATA_DIR),
        start_at=None,
    )
    return [database] * has_own_database + [
        SystemPart(name, start=partial(start, name, command), lives=partial(lives, name))
        for name, command in commands().items()
    ]


class StopRequest:
    """Becomes true at the first SIGINT or SIGTERM, or when `make`, which started us, is gone or interrupted.

    GNU make hands on a SIGTERM, but a SIGINT sent to it alone it keeps, and waits for us for ever.
    """

    def __init__(self):
        self.parent = os.getppid()
        self.parent_is_make = catches_interrupt(self.parent) and name_of(self.parent) in {"make", "gmake"}
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask)

    def ask(self, number, frame) -> None:
        self.asked = True

    def __bool__(self) -> bool:
        if self.asked or os.getppid() != self.parent:
            return True
        return self.parent_is_make and not catches_interrupt(self.parent)


def name_of(pid: int) -> str:
    """The program that runs as `pid`, or "" for none."""
    try:
        return psutil.Process(pid).name()
    except psutil.NoSuchProcess:
        return ""


def catches_interrupt(pid: int) -> bool:
    """Whether `pid` handles SIGINT (GNU make stops to, at its first), by /proc; false where that is not."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), 0)
    return bool(caught >> (signal.SIGINT - 1) & 1)


def watch(kept: list[SystemPart], stop: StopRequest) -> int:
    """Keep the parts running, and announce the address once it answers, until there is a reason to stop."""
    announced = False
    while not stop:
        if not all(part.look_after(now=time.monotonic()) for part in kept):
            return 1
        if not announced and answers(f"http://{HOST}:{settings.PORT}/healthz"):
            announce()
            announced = True
        time.sleep(POLL)
    say("Stopping.")
    return 0


def port_is_free(port: int) -> bool:
    """Whether nobody listens there. The web server itself would share the port silently (SO_REUSEPORT)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """Whether a page is there; on a slow machine a connection may end, or last, in any way before it is."""
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310  our own http address
            return response.status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False


def announce() -> None:
    """Print where it answers and, in a demonstration, who may log in."""
    say(f"\nThe CICA CBM system answers at {settings.BASE_URL}")
    if settings.DEMO:
        say(demonstration_accounts())
    say("Stop it with Ctrl-C.")


def demonstration_accounts() -> str:
    """The user names and their common password."""
    from members.demonstration import PASSWORD  # noqa: PLC0415  models are there only after django.setup()
    from members.models import Account  # noqa: PLC0415  the same

    names = Account.objects.filter(is_demonstration=True).order_by("post", "username")
    listed = fill(", ".join(names.values_list("username", flat=True)), width=100, break_on_hyphens=False)
    return f"Demonstration accounts, each with the password “{PASSWORD}”:\n{listed}"


def stop_all(processes: dict[str, subprocess.Popen]) -> None:
    """End every process with all that it started: politely, and after `GRACE` seconds by force."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave half of them
    for process in processes.values():
        signal_group(process, signal.SIGTERM)
    limit = time.monotonic() + GRACE
    while time.monotonic() < limit and any(process.poll() is None for process in processes.values()):
        time.sleep(POLL)
    for process in processes.values():
        signal_group(process, signal.SIGKILL)
        process.wait()


def signal_group(process: subprocess.Popen, number: signal.Signals) -> None:
    """Signal a process and its children. Each leads a group, so its id is the group's as well."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
