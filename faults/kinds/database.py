"""The database: killed, frozen, cut off, out of time, out of connections."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil
import psycopg

from faults.kinds.base import Fault, Scene
from faults.kinds.outage import ask_of_health, refused_within
from faults.postgres import CONNECTIONS
from faults.system import LONGEST_STATEMENT

HEAD_LOCK = "SELECT number FROM records_registerhead FOR UPDATE"
"""What every act needs at its end; whoever holds it holds up everyone."""
HELD_FOR = (LONGEST_STATEMENT + 0.5, LONGEST_STATEMENT + 1.5)
FROZEN_FOR = 30.0  # seconds, in which everybody but the database goes on
IN_TRANSACTION = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start < now()"
)


def open_transactions(scene: Scene) -> str:
    """Return how many transactions were open just now, in words; "" while the database does not say."""
    with suppress(psycopg.Error):
        return f"{scene.system.database.execute(IN_TRANSACTION)[0][0]} transactions open"
    return ""


@contextmanager
def postmaster_killed(scene: Scene) -> Iterator[None]:
    """Kill -9 the postmaster alone; its backends notice by themselves, in whatever they are doing."""
    scene.note(open_transactions(scene))
    os.kill(scene.system.database.pid, signal.SIGKILL)
    yield


@contextmanager
def server_killed(scene: Scene) -> Iterator[None]:
    """Kill -9 the postmaster with every backend, as when the machine is out of memory."""
    scene.note(open_transactions(scene))
    scene.system.database.kill()
    yield


@contextmanager
def backend_killed(scene: Scene) -> Iterator[None]:
    """Kill -9 one backend; the postmaster then drops all others and recovers."""
    if backends := scene.system.database.backends():
        with suppress(psutil.NoSuchProcess):
            scene.rng.choice(backends).kill()
    yield


@contextmanager
def backends_terminated(scene: Scene) -> Iterator[None]:
    """Terminate some of the system's sessions, as an operator might."""
    statement = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND random() < 0.6"
    )
    with suppress(psycopg.Error):
        scene.note(f"{len(scene.system.database.execute(statement))} sessions ended")
    yield


@contextmanager
def restarted(scene: Scene) -> Iterator[None]:
    """Restart in an orderly way, as for an update of the server (fast shutdown)."""
    os.kill(scene.system.database.pid, signal.SIGINT)
    yield


@contextmanager
def frozen(scene: Scene) -> Iterator[None]:
    """Freeze the postmaster and every backend (SIGSTOP): no connection breaks, and nothing answers.

    A node must say so meanwhile, to whoever reads, acts or asks after its health, not wait as well.
    """
    port = scene.rng.choice(scene.system.ports)
    with scene.system.database.frozen():
        took = ask_of_health(port)
        refusals = [refused_within(port, method) for method in ("GET", "POST")]
        scene.note(f"health after {took:.1f} s, refused after {max(refusals):.1f} s")
        yield


@contextmanager
def connections_cut(scene: Scene) -> Iterator[None]:
    """Reset every connection between web nodes and database, in the middle of a message if so."""
    os.kill(scene.system.relay.pid, signal.SIGUSR1)
    yield


@contextmanager
def cut_off(scene: Scene) -> Iterator[None]:
    """Pull the cable between web nodes and database, and put it back."""
    with scene.system.relay.held_down():
        yield


@contextmanager
def lock_timeout(scene: Scene) -> Iterator[None]:
    """Hold the register's head while a lock may be waited for only briefly."""
    with _setting(scene, "lock_timeout", "150ms"), _held(scene):
        yield


@contextmanager
def statement_timeout(scene: Scene) -> Iterator[None]:
    """Hold the register's head for longer than the web nodes let a statement last."""
    with _held(scene):
        yield


@contextmanager
def idle_in_transaction(scene: Scene) -> Iterator[None]:
    """Leave a transaction open that holds what everyone needs; its session is ended for being idle."""
    with psycopg.connect(scene.system.database.address()) as connection:
        connection.execute("SET idle_in_transaction_session_timeout = '2s'")
        connection.execute(HEAD_LOCK)
        yield
        with suppress(psycopg.Error):
            connection.rollback()


@contextmanager
def out_of_connections(scene: Scene) -> Iterator[None]:
    """Take every connection that the server has left, so that new ones are refused."""
    taken: list[psycopg.Connection] = []
    with suppress(psycopg.OperationalError):
        taken.extend(psycopg.connect(scene.system.database.address()) for _ in range(CONNECTIONS))
    try:
        with suppress(psycopg.Error):  # who has one loses it, and cannot have another
            _terminate_others(taken[0])
        yield
    finally:
        for connection in taken:
            connection.close()


def _terminate_others(connection: psycopg.Connection) -> None:
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND client_addr IS NULL AND pid <> pg_backend_pid() AND application_name = '' AND random() < 0.2"
    )


@contextmanager
def _setting(scene: Scene, name: str, value: str) -> Iterator[None]:
    """Give every session a setting, and take it back."""
    database = scene.system.database
    database.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    database.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        database.execute(f"ALTER SYSTEM RESET {name}")
        database.execute("SELECT pg_reload_conf()")


@contextmanager
def _held(scene: Scene) -> Iterator[None]:
    """Hold the register's head in a transaction of ours."""
    with psycopg.connect(scene.system.database.address()) as connection:
        connection.execute("SET lock_timeout = 0")
        connection.execute("SET statement_timeout = 0")
        connection.execute(HEAD_LOCK)
        yield
        connection.rollback()


KILLS = (
    Fault(name="database server killed (kill -9)", happens=server_killed, bites=True),
    Fault(name="database postmaster killed (kill -9)", happens=postmaster_killed, bites=True),
    Fault(name="database backend killed (kill -9)", happens=backend_killed, bites=True),
)
"""Those that lose everything that was not committed."""
DATABASE = (
    *KILLS,
    Fault(name="database sessions terminated", happens=backends_terminated),
    Fault(name="database restarted", happens=restarted, bites=True),
    Fault(name="database frozen", happens=frozen, bites=True, lasts=(FROZEN_FOR, FROZEN_FOR)),
    Fault(name="database connections cut", happens=connections_cut),
    Fault(name="database cut off", happens=cut_off, bites=True, lasts=(1, 3)),
    Fault(name="lock time-outs", happens=lock_timeout, bites=True, lasts=(1, 2)),
    Fault(name="statement time-outs", happens=statement_timeout, bites=True, lasts=HELD_FOR),
    Fault(name="long idle transaction", happens=idle_in_transaction, lasts=(2.5, 3)),
    Fault(name="database out of connections", happens=out_of_connections, bites=True, lasts=(1, 2)),
)
