"""A part of the system: a process that leads a group, and is started again when it dies, as a service
manager does.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

GRACE = 5  # seconds that a part has to end by itself when all is over
RESTART_AFTER = 0.5  # seconds


class Part:
    """One process of the system with all that it starts. Started again by the `Supervisor` unless held
    down.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[Any],
        *,
        environment: Mapping[str, str],
        log: Path,
        owner: Mapping[str, Any] | None = None,
        before_start: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = name
        self.command = [str(word) for word in command]
        self.environment = dict(environment)
        self.log = log
        self.owner = dict(owner or {})
        self.before_start = before_start
        self.starts = 0
        self._process: subprocess.Popen | None = None
        self._lock = threading.RLock()
        self._is_held = True

    @property
    def pid(self) -> int:
        """The leader's process id."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the leader lives."""
        return self._process is not None and self._process.poll() is None

    def members(self) -> list[psutil.Process]:
        """Return the leader and everything below it; a database backend leads a group of its own."""
        with suppress(psutil.NoSuchProcess):
            leader = psutil.Process(self.pid)
            return [leader, *leader.children(recursive=True)]
        return []

    def start(self) -> None:
        """Start it, and keep it running from now on."""
        with self._lock:
            self._is_held = False
            self._start()

    def _start(self) -> None:
        self.before_start()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.environment.get("PWD"),
                **self.owner,
            )
        self.starts += 1

    def revive(self) -> None:
        """Start it again if it died and is not held down."""
        with self._lock:
            if not self._is_held and not self.is_running:
                self._start()

    def kill(self) -> None:
        """End it and everything below it at once (SIGKILL); the supervisor starts it again."""
        with self._lock:
            for process in self.members():
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            if self._process is not None:
                self._process.wait()

    def wait(self, within: float) -> int:
        """Wait for its own end and return its exit status; one that goes on for longer is killed."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was never started")
        try:
            return self._process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    @contextmanager
    def held_down(self) -> Iterator[None]:
        """Kill it, and keep it from starting until the end."""
        with self._lock:
            self._is_held = True
            self.kill()
        try:
            yield
        finally:
            self.start()

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop it in its tracks (SIGSTOP), alive and holding whatever it holds."""
        stopped = self.members()
        self._signal(stopped, signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(stopped, signal.SIGCONT)

    @staticmethod
    def _signal(processes: Sequence[psutil.Process], number: signal.Signals) -> None:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """End it for good: by a signal, and after `GRACE` seconds by force."""
        with self._lock:
            self._is_held = True
            if self._process is None:
                return
            below = self.members()
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE)
            for process in below:
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            self._process.wait()


class Supervisor:
    """Looks after parts from a thread of its own."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(RESTART_AFTER):
            for part in tuple(self.parts):
                part.revive()

    def stop(self) -> None:
        """End every part, the last started first."""
        self._over.set()
        if self._thread.is_alive():
            self._thread.join()
        for part in reversed(self.parts):
            part.stop()


def wait_until(is_so: Callable[[], bool], *, within: float, what: str) -> None:
    """Return once `is_so()`; raise TimeoutError naming `what` after `within` seconds."""
    limit = time.monotonic() + within
    while not is_so():
        if time.monotonic() > limit:
            raise TimeoutError(f"{what} was not so within {within} seconds")
        time.sleep(0.1)
