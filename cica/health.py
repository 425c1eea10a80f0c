"""Whether this process can serve: asked by `make run`, by a balancer, by an operator."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from http import HTTPStatus
from threading import Lock

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from cica import schema

PATIENCE = 1.5
"""Seconds after which the cause is that the database does not answer.

On a machine that is slow, twice the time of the last good look, as long as the answer is there within two.
"""
LONGEST = 1.9
_looking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")
_lock = Lock()
_look: Future | None = None
_took = 0.0
"""Seconds that the last good look took."""


@never_cache
def healthz(request):
    """200 when the database has this release's schema, else 503 with the cause, within two seconds."""
    cause = cause_in_time()
    return _not_ready(cause) if cause else JsonResponse({"status": "ready"})


def cause_in_time() -> str:
    """Why this process cannot serve, "" for nothing. One look at a time, however many ask."""
    global _look  # noqa: PLW0603 (one a process)
    with _lock:
        if _look is None or _look.done():
            _look = _looking.submit(cause_now)
        look = _look
    try:
        return look.result(min(LONGEST, max(PATIENCE, 2 * _took)))
    except TimeoutError:
        return "the database does not answer"


def cause_now() -> str:
    """Look, over a connection of its own, so that no request's is waited for."""
    global _took  # noqa: PLW0603 (one a process)
    began = time.monotonic()
    try:
        cause = fault_of_schema()
    except (DatabaseError, InterfaceError):
        return "the database does not answer"
    finally:
        connection.close()
    _took = time.monotonic() - began
    return cause


def fault_of_schema() -> str:
    """Return the first thing in which the database is not of this release, "" where it is."""
    if missing := missing_migrations():
        return f"{len(missing)} migrations are not applied"
    return next(iter(schema.faults()), "")


def missing_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this code that the database lacks, as `(app, name)`; nothing if it is up to date."""
    return known_migrations() - MigrationRecorder(connection).applied_migrations().keys()


def _not_ready(cause: str) -> JsonResponse:
    return JsonResponse({"status": "not ready", "cause": cause}, status=HTTPStatus.SERVICE_UNAVAILABLE)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of every app of this code, as `(app, name)`; the code does not change as it runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
