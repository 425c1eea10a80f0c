"""Whether this process can serve: asked by `make run`, by a balancer, by an operator."""

from functools import cache
from http import HTTPStatus

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def healthz(request):
    """200 when the database answers and has every migration, else 503 with the cause."""
    try:
        missing = missing_migrations()
    except DatabaseError:
        return _not_ready("the database does not answer")
    if missing:
        return _not_ready(f"{len(missing)} migrations are not applied")
    return JsonResponse({"status": "ready"})


def missing_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of this code that the database lacks, as `(app, name)`; nothing if it is up to date."""
    return known_migrations() - MigrationRecorder(connection).applied_migrations().keys()


def _not_ready(cause: str) -> JsonResponse:
    return JsonResponse({"status": "not ready", "cause": cause}, status=HTTPStatus.SERVICE_UNAVAILABLE)


@cache
def known_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of every app of this code, as `(app, name)`; the code does not change as it runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
