"""Released migrations: their text does not change, since the databases of others were made by it.

`migrations.lock` names the release that wrote it and has, as `sha256sum --check` reads it, a line for each
migration of that release. Later ones are nowhere in it: they may change until the next release.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from django.conf import settings

NAME = "migrations.lock"
HEADING = "# The migrations of release "
FREEZE = "manage.py freeze_migrations"


@dataclass(frozen=True)
class Lock:
    """What is frozen: the migrations of `release`, as `{path in the tree: SHA-256 in hexadecimal}`."""

    release: str
    digests: Mapping[str, str]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what `str` wrote."""
        heading, *lines = text.splitlines()
        pairs = [line.split("  ", 1) for line in lines]
        return cls(heading.removeprefix(HEADING), {path: digest for digest, path in pairs})

    def __str__(self) -> str:
        lines = [f"{digest}  {path}" for path, digest in sorted(self.digests.items())]
        return "\n".join([HEADING + self.release, *lines, ""])

    def changed(self, there: Mapping[str, str]) -> list[str]:
        """Return what of the frozen is not `there` as it was, a sentence each."""
        return [
            f"{path} is released and {'changed' if path in there else 'missing'}: bring it back,"
            " and do what you want in a new migration."
            for path, digest in sorted(self.digests.items())
            if there.get(path) != digest
        ]

    def faults(self, there: Mapping[str, str], *, version: str) -> list[str]:
        """Return why `there`, the migrations of a tree of that version, may not be, a sentence each."""
        released = [] if version == self.release else [f"{version} has not frozen its migrations: {FREEZE}."]
        return self.changed(there) + released


def read_lock() -> Lock:
    """Return what is frozen in this tree."""
    return Lock.read((settings.BASE_DIR / NAME).read_text())


def migrations() -> dict[str, str]:
    """Return the migrations of this tree, as `{path in it: SHA-256}`."""
    return {
        path.relative_to(settings.BASE_DIR).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in settings.BASE_DIR.glob("*/migrations/[!_]*.py")
    }
