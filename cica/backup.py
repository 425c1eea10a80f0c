"""Backup and restore: the whole record in one folder, and the proof that a restored one is the same.

A backup is a folder with `database.dump` (PostgreSQL's custom format; files are rows, so they are in it)
and `contents.json`: how many rows each table had, the register's head and the dump's checksum, all of one
instant.
"""

import json
import os
import re
import shutil
import subprocess
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Self

from django.db import connection, transaction
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from cica.embedded import wheel_binaries
from cica.health import fault_of_schema
from notices.actions import enter_restoration
from notices.restoring import Loss
from records import clock, register
from records.models import Act, RegisterHead

NUMBERS_LEFT_OUT = 1_000
"""Where nobody knows how many acts are lost: more than anybody will have entered since the last backup."""
DUMP = "database.dump"
CONTENTS = "contents.json"
PLACES = "/usr/lib/postgresql/*/bin"  # where Debian keeps the programs of each version


class BackupFault(Exception):
    """What stands in the way of a backup or a restore, in a sentence for the operator."""


@dataclass(frozen=True)
class Contents:
    """What the database held at the instant of the backup."""

    taken_at: str
    rows: dict[str, int]
    head_number: int
    head_hash: str

    @classmethod
    def of_database(cls) -> Self:
        """Count what the database holds, as the transaction sees it."""
        head = RegisterHead.objects.get()
        return cls(clock.now().isoformat(), rows_of_tables(), head.number, head.hash)

    def differences(self, other: Self) -> list[str]:
        """One line for each table, and for the register, where `other` is not the same."""
        lines = [
            f"{table}: {self.rows.get(table, 'absent')} then, {other.rows.get(table, 'absent')} now"
            for table in sorted(self.rows.keys() | other.rows.keys())
            if self.rows.get(table) != other.rows.get(table)
        ]
        if (self.head_number, self.head_hash) != (other.head_number, other.head_hash):
            lines.append(f"the register's head: act {self.head_number} then, act {other.head_number} now")
        return lines


def back_up(*, folder: Path) -> Path:
    """Write a backup into a new folder under `folder` and return it; raises `BackupFault`.

    The counts and the dump come from one snapshot, so that acts done meanwhile are in both or in neither. The
    folder bears its name only once it is whole.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # The snapshot lives as long as this transaction, which does nothing while the dump is written.
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        contents = Contents.of_database()
        finished = folder / (re.sub(r"\W", "", contents.taken_at.partition(".")[0]) + "Z")
        draft = finished.with_suffix(".part")
        draft.mkdir(mode=0o700)
        try:
            run("pg_dump", f"--snapshot={snapshot}", "--format=custom", f"--file={draft / DUMP}")
            noted = asdict(contents) | {"sha256": checksum(draft / DUMP)}
            (draft / CONTENTS).write_text(json.dumps(noted, indent=1, sort_keys=True))
        except BaseException:
            shutil.rmtree(draft)
            raise
    return draft.rename(finished)


def restore(*, backup: Path) -> Contents:
    """Fill the empty database from a backup and prove it whole; return what it holds now.

    Raises `BackupFault` for a backup that is not as it was written, a database that is not empty, and a
    result that differs from what was backed up or whose register is broken.
    """
    try:
        noted = json.loads((backup / CONTENTS).read_text())
        written = noted.pop("sha256")
        before = Contents(**noted)
        found = checksum(backup / DUMP)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BackupFault(f"{backup} is no backup: {error}") from error
    if found != written:
        raise BackupFault(f"{backup / DUMP} is not as it was written: its checksum differs.")
    if tables := connection.introspection.table_names():
        raise BackupFault(f"The database is not empty: it has {len(tables)} tables. Restore into a new one.")
    whole_or_nothing = ["--exit-on-error", "--single-transaction"]
    run("pg_restore", *whole_or_nothing, "--no-owner", "--no-privileges", str(backup / DUMP))
    after = replace(Contents.of_database(), taken_at=before.taken_at)
    if differences := before.differences(after):
        raise BackupFault(f"Not all is as it was backed up: {'; '.join(differences)}.")
    if fault := fault_of_schema():
        raise BackupFault(f"The backup is of another release: {fault}.")
    verdict = register.verify()
    if verdict.broken_at is not None:
        raise BackupFault(f"Act {verdict.broken_at} of the register is broken: {verdict.reason}")
    return after


def enter(now: Contents, *, known: register.KeptHead | None, issued: int) -> Act:
    """Enter in the restored register what is lost, by the last head `known` outside; return the act.

    `issued` is the highest number of an act that anybody has seen. Raises `BackupFault` where the backup has
    another act of the number of that head, or left that number out before.
    """
    if known and 0 < known.number <= now.head_number:
        found = Act.objects.filter(number=known.number).values_list("hash", flat=True).first()
        if found is None:
            raise BackupFault(
                f"The backup has no act {known.number}: an earlier restoration left its number out. Give a"
                " head that was kept since then. Nothing was entered; drop this database."
            )
        if found != known.hash:
            raise BackupFault(
                f"Act {known.number} of the backup has the hash {found}, the head kept outside another: these"
                " are two registers. Nothing was entered; drop this database."
            )
    if known is None:
        issued = max(issued, now.head_number + NUMBERS_LEFT_OUT)
    loss = Loss(taken_at=datetime.fromisoformat(now.taken_at), known=known, issued=issued)
    return enter_restoration(loss)


def rows_of_tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        return {
            table: _rows_of(table, cursor) for table in sorted(connection.introspection.table_names(cursor))
        }


def _rows_of(table: str, cursor) -> int:
    cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608  quoted
    return cursor.fetchone()[0]


def checksum(path: Path) -> str:
    """The file's SHA-256."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def run(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs on the database; raises `BackupFault` with what it said."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    settings = {name: value for name, value in connection.get_connection_params().items() if name in known}
    password = settings.pop("password", None)  # not on a command line, which all can read
    environment = os.environ | ({"PGPASSWORD": password} if password else {})
    command: list[str | Path] = [
        program_of_server(program),
        "--no-password",
        f"--dbname={make_conninfo(**settings)}",
        *arguments,
    ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFault(f"{program} failed: {done.stderr.strip()}")


def program_of_server(name: str) -> Path:
    """The program of the server's own version, or else of the next newer; raises `BackupFault` without one.

    An older one cannot read the server; a newer one may write what the server cannot read back.
    """
    server = connection.get_database_version()[0]
    programs = {major_version(path): path for path in candidates(name)}
    if fitting := [version for version in programs if version >= server]:
        return programs[min(fitting)]
    raise BackupFault(f"There is no {name} for PostgreSQL {server}: install postgresql-client-{server}.")


def candidates(name: str) -> list[Path]:
    """Every program of that name at hand; of two of one version the last counts."""
    bundled = wheel_binaries()
    found = [bundled / name] if bundled else []
    found += sorted(Path("/").glob(f"{PLACES.lstrip('/')}/{name}"))
    if on_path := shutil.which(name):
        found.append(Path(on_path))
    return [path for path in found if path.exists()]


def major_version(program: Path) -> int:
    """From what it says of itself: `pg_dump (PostgreSQL) 15.8 (Debian …)`."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\) (\d+)", said)
    return int(match[1]) if match else 0
