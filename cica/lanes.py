"""Keeps room for acts: reading, however slow and however much of it, takes nothing that an act needs.

The web server gives each request a thread, and hands requests out without looking at them. So there are many
threads, and few *lanes*: a request waits in its thread for one, and only a request that has a lane does work
and uses a database connection, which belongs to the lane. Reading (GET, HEAD, OPTIONS) and acting have lanes
of their own, and reading may hold or await at most three quarters of the threads: what comes beyond that is
answered at once with 503 and `Retry-After`. So an act always finds a thread, and waits for other acts alone.

Also the place where a request is stamped with the instant at which it was received, and where an act that is
answered 503 is noted: by the next request that has a lane, since it had none itself (`records.late`).
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from records import late
from records.trace import RECEIVED_AT

READING = frozenset({"GET", "HEAD", "OPTIONS"})
HEALTH = "/healthz"
"""Asked by a balancer, which must not take full lanes for a dead node; it uses no connection of a lane."""
RETRY_AFTER = 2
"""Seconds after which to ask again where all lanes are taken."""
TURNED_AWAY = "503"
MOST_TURNED_AWAY = 1000
"""So many are noted until one request has a lane; of more, the latest."""
SAID_BY_PROXY = "HTTP_X_RECEIVED_AT"
Application = Callable[[dict[str, Any], Callable], Iterable[bytes]]


class Lanes:
    """The application, entered by lanes. `threads` is how many the web server has."""

    def __init__(
        self, application: Application, *, threads: int, reading: int, acting: int, patience: float
    ) -> None:
        self.application = application
        self.patience = patience
        self.room_for_reading = Places(range(max(1, threads * 3 // 4)))
        self.reading, self.acting = Lane(reading), Lane(acting)
        self.turned_away: deque[tuple[str, datetime]] = deque(maxlen=MOST_TURNED_AWAY)

    def __call__(self, environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
        """Answer once there is a lane, or with 503 where there is no room to wait or no lane in time."""
        environ[RECEIVED_AT] = received_at(environ)
        if environ["PATH_INFO"] == HEALTH:
            return self.application(environ, start_response)
        if environ["REQUEST_METHOD"] not in READING:
            return self._in(self.acting, environ, start_response)
        try:
            place = self.room_for_reading.get_nowait()
        except Empty:
            return busy(environ, start_response)
        return self._in(self.reading, environ, start_response, partial(self.room_for_reading.put, place))

    def _in(
        self, lane: "Lane", environ: dict[str, Any], start_response: Callable, *at_end: Callable
    ) -> Iterable[bytes]:
        """Answer in a lane, which is left when the answer has been handed over."""
        try:
            leave = lane.enter(self.patience)
        except Empty:
            run_all(at_end)
            return busy(environ, self._noting(environ, start_response))
        try:
            self._keep_turned_away()
            answer = self.application(environ, self._noting(environ, start_response))
            return AnswerBody(answer, (leave, *at_end))
        except BaseException:
            run_all((leave, *at_end))
            raise
        finally:
            # The server may end the answer in another thread, and let this one serve others before or after.
            del connections[DEFAULT_DB_ALIAS]

    def _noting(self, environ: dict[str, Any], start_response: Callable) -> Callable:
        """Return what begins an answer, and notes a 503 to a request that would act."""

        def start(status: str, *more: Any, **options: Any) -> Any:
            would_act = environ["REQUEST_METHOD"] not in READING
            if status.startswith(TURNED_AWAY) and would_act and (request := late.same_request(environ)):
                self.turned_away.append((request, datetime.fromtimestamp(environ[RECEIVED_AT], UTC)))
            return start_response(status, *more, **options)

        return start

    def _keep_turned_away(self) -> None:
        """Write down what was noted, in the lane of this thread; where that fails, the next request tries."""
        noted = []
        with suppress(IndexError):
            while True:
                noted.append(self.turned_away.popleft())
        if noted:
            try:
                late.keep_turned_away(noted)
            except DatabaseError:
                self.turned_away.extend(noted)


class Places(SimpleQueue):
    """What is taken and given back; of all queues this one may be given to while an object is destroyed."""

    def __init__(self, things: Iterable[Any]) -> None:
        super().__init__()
        for thing in things:
            self.put(thing)


class Lane:
    """So many requests at once, each with a database connection that stays for the next one."""

    def __init__(self, width: int) -> None:
        held = [connections.create_connection(DEFAULT_DB_ALIAS) for _ in range(width)]
        for connection in held:
            connection.inc_thread_sharing()  # by one thread at a time
        self.free = Places(held)

    def enter(self, patience: float) -> Callable[[], None]:
        """Take a connection for this thread, which must let go of it; return what gives it to the next.

        Raises `Empty` after `patience`.
        """
        connection = self.free.get(timeout=patience)
        connections[DEFAULT_DB_ALIAS] = connection
        return partial(self.free.put, connection)


class AnswerBody:
    """An answer's body, after which, however it ends, something is to be done, once."""

    def __init__(self, body: Iterable[bytes], at_end: Iterable[Callable]) -> None:
        self.body = body
        self.at_end = list(at_end)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.body)

    def close(self) -> None:
        """End the application's answer, which closes what it used, then do the rest."""
        body, self.body = self.body, ()
        try:
            if close := getattr(body, "close", None):
                close()
        finally:
            self._leave()

    def __del__(self) -> None:
        """Leave the lane where a server that broke off an answer forgot to close it, and do no more.

        Python may come here in the middle of another request of this thread. Django ends an answer by tidying
        the thread's connections: one in a transaction, which is then that other request's, would be closed.
        """
        self._leave()

    def _leave(self) -> None:
        at_end, self.at_end = self.at_end, []
        run_all(at_end)


def run_all(functions: Iterable[Callable]) -> None:
    for function in functions:
        function()


def received_at(environ: dict[str, Any]) -> float:
    """Return when the proxy received the request, where there is one that says so, else the present."""
    if settings.BEHIND_PROXY:
        with suppress(KeyError, ValueError):
            return float(environ[SAID_BY_PROXY])
    return time.time()


def busy(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    """Answer that all lanes are taken; without Django, which would need one."""
    is_api = environ["PATH_INFO"].startswith("/api/")
    body = BUSY_PROBLEM if is_api else BUSY_PAGE
    kind = "application/problem+json" if is_api else "text/html; charset=utf-8"
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("Retry-After", str(RETRY_AFTER)),
               ("Cache-Control", "no-store")]  # fmt: skip
    start_response("503 Service Unavailable", headers)
    return [body]


BUSY_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>CICA CBM</title>
<h1>Too many readers at once</h1><p>Please try again in a few seconds.
<h1 lang="ru">Слишком много читателей одновременно</h1><p lang="ru">Повторите попытку через несколько секунд.
<h1 lang="fr">Trop de lecteurs à la fois</h1><p lang="fr">Veuillez réessayer dans quelques secondes.
</html>""".encode()
BUSY_PROBLEM = (
    b'{"type":"urn:problem-type:cica:unavailable","title":"Service Unavailable","status":503,'
    b'"detail":"Too many requests at once. Repeat the request in a few seconds."}'
)
