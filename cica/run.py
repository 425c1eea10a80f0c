"""`make run`: prepare the database, start web server, workers and scheduler, and stop all of them together.

Ctrl-C, SIGTERM, the end of any one process and the end of the `make` that started this all lead to the same
orderly stop. The embedded PostgreSQL is stopped by `cica.embedded` as this process exits.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from pathlib import Path
from textwrap import fill
from urllib.error import URLError
from urllib.request import urlopen

import django
import psutil
from django.conf import settings
from django.core.management import call_command

HOST = "127.0.0.1"  # demonstration accounts have public passwords, so no other machine may ask
WEB_THREADS = 4
GRACE = 10  # seconds that a process has to end by itself
START_LIMIT = 60  # seconds until the first page must answer
POLL = 0.2  # seconds between two looks at the processes


def main() -> int:
    """Run until stopped. Returns the exit status: 0 when asked to stop, 1 when something failed."""
    stop = StopRequest()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.local")
    if not port_is_free(settings.PORT):
        say(f"Port {settings.PORT} is taken. Choose another: PORT=8001 make run")
        return 1
    os.environ["DATABASE_URL"] = settings.DATABASE_URL  # the processes use this server, not one more each
    django.setup()
    for step in preparations():
        step()
        if stop:
            return 0
    processes: dict[str, subprocess.Popen] = {}
    try:
        for name, command in commands().items():
            processes[name] = subprocess.Popen(command, start_new_session=True)  # Ctrl-C reaches us alone
        return watch(processes, stop)
    finally:
        stop_all(processes)


def preparations() -> list[Callable[[], object]]:
    """The steps that bring translations and database to the state of this code; no work if they are."""
    steps = [
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
    celery = [*python, "celery", "--quiet", "--app", "cica"]
    worker = [*celery, "worker", "--pool", "solo", "--loglevel", "warning",
              "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
    return {
        "web": [*python, "granian", "--interface", "wsgi", "--host", HOST, "--port", str(settings.PORT),
                "--workers", "1", "--blocking-threads", str(WEB_THREADS),
                "--blocking-threads-idle-timeout", "600", "--log-level", "warning", "cica.wsgi:application"],
        "worker": [*worker, "--queues", "celery"],
        "courier": [*worker, "--queues", "delivery", "--hostname", "courier@%h"],
        "scheduler": [*celery, "beat", "--loglevel", "warning", "--pidfile", "",
                      "--schedule", str(settings.DATA_DIR / "schedule")],
    }  # fmt: skip


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


def watch(processes: dict[str, subprocess.Popen], stop: StopRequest) -> int:
    """Announce the address once it answers, then wait for a reason to stop."""
    limit = time.monotonic() + START_LIMIT
    announced = False
    while not stop:
        if ended := [name for name, process in processes.items() if process.poll() is not None]:
            say(f"{', '.join(ended)} ended unexpectedly; stopping the rest.")
            return 1
        if not announced and time.monotonic() > limit:
            say(f"No answer within {START_LIMIT} seconds; stopping.")
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
    try:
        with urlopen(url, timeout=5) as response:  # noqa: S310  our own http address
            return response.status == HTTPStatus.OK
    except URLError:
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
