"""Databases as earlier releases left them, which upgrades are tried on; each folder says how it was made."""

import gzip
import json
import os
import subprocess
from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

DUMP = "database.dump.gz"
CONTENTS = "contents.json"


class Earlier:
    """A backup by an earlier release, whose last act is an interest of KG in `proposal`."""

    def __init__(self, release: str, *, proposal: str) -> None:
        self.folder = Path(__file__).parent / release
        self.proposal = proposal

    @cached_property
    def contents(self) -> dict:
        """What the backup says of itself: `rows` of each table, the register's head, the dump's `sha256`."""
        return json.loads((self.folder / CONTENTS).read_text())

    @property
    def head(self) -> str:
        """The register's head, as `verify_record --head` takes it."""
        return f"{self.contents['head_number']}:{self.contents['head_hash']}"

    @cached_property
    def dump(self) -> bytes:
        """The dump as `pg_restore` reads it; raises `ValueError` where it is not as it was written."""
        dump = gzip.decompress((self.folder / DUMP).read_bytes())
        if sha256(dump).hexdigest() != self.contents["sha256"]:
            raise ValueError(f"{self.folder / DUMP} is not as it was written")
        return dump

    def load(self, address: str, *, pg_restore: str | Path) -> None:
        """Fill the empty database at `address`, whose user will own the tables."""
        where = conninfo_to_dict(address)
        password = where.pop("password", None)  # not on a command line, which all can read
        whole = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
        subprocess.run(
            [pg_restore, "--no-password", f"--dbname={make_conninfo(**where)}", *whole],
            env=os.environ | ({"PGPASSWORD": password} if password else {}),
            input=self.dump,
            check=True,
        )

    def lost(self, rows: Mapping[str, int]) -> list[str]:
        """Return of what a migrated database with these `rows` of each table has less, a line each.

        A table may have moved to another app: rows are counted by what stands after the app's name.
        """
        before, after = by_model(self.contents["rows"]), by_model(rows)
        return [f"{name}: {before[name]} then, {after[name]} now" for name in sorted(before - after)]


def by_model(rows: Mapping[str, int]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for table, count in rows.items():
        counted[table.partition("_")[2]] += count
    return counted


RELEASE_0_1 = Earlier("0.1.0", proposal="P-2026-018")
