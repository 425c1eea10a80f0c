"""Django's PostgreSQL backend, but for how it waits.

A server that is frozen, or a network that swallows everything, breaks no connection: libpq would wait for
ever. So whoever has waited for `PATIENCE` asks for a connection more. Where that is had, the server is only
slow, and its own limits end what lasts too long; where it is not, the wait ends with an OperationalError.
"""

from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import RV, PQGen
from psycopg.errors import ConnectionTimeout, _WaitTimeout

PATIENCE = 3.0
"""Seconds of waiting after which the server is asked whether it is there."""
INTERVAL = 0.1
"""Seconds after which psycopg looks whether anybody has interrupted."""
ANSWERS_WITHIN = 2
"""Seconds that it has to say so."""
NOTHING_READY = 0
"""What psycopg's own wait tells a generator of which nothing is ready yet."""


class PatientConnection(psycopg.Connection):
    """A connection that gives up, and closes, when its server does not answer at all."""

    parameters: dict[str, Any]

    def wait(self, gen: PQGen[RV], interval: float = INTERVAL, timeout: float | None = None) -> RV:
        """Wait as psycopg does; without an own `timeout` raise OperationalError once the server is gone."""
        if timeout is not None:
            return super().wait(gen, interval, timeout)
        waited_for = gen
        while True:
            try:
                return super().wait(waited_for, interval, PATIENCE)
            except _WaitTimeout:
                if not answers(self.parameters):
                    self.pgconn.finish()  # else what clears up after the error would wait as well
                    raise psycopg.OperationalError("the database server does not answer") from None
            waited_for = continued(gen)


def continued(begun: PQGen[RV]) -> PQGen[RV]:
    """Return a generator that goes on where another was left, for a wait to begin anew."""
    ready: Any = NOTHING_READY
    while True:
        try:
            wanted = begun.send(ready)
        except StopIteration as end:
            return end.value
        ready = yield wanted


def answers(parameters: dict[str, Any]) -> bool:
    """Whether the server takes a connection, or refuses it, rather than say nothing."""
    asked = {**parameters, "connect_timeout": ANSWERS_WITHIN}
    try:
        psycopg.connect(**asked).close()
    except ConnectionTimeout:
        return False
    except psycopg.Error:
        return True
    return True


class Driver:
    """psycopg as Django knows it, with our connections."""

    def __getattr__(self, name: str) -> Any:
        return getattr(psycopg, name)

    @staticmethod
    def connect(**parameters: Any) -> PatientConnection:
        """Open a connection that knows how to ask for another."""
        connection = PatientConnection.connect(**parameters)
        connection.parameters = parameters
        return connection


class DatabaseWrapper(base.DatabaseWrapper):
    """What Django calls a connection."""

    Database = Driver()  # type: ignore[assignment]  # it stands for the module
