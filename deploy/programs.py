"""The services' programs on this machine, wherever Debian puts them."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

PACKAGES = {
    "postgres": "postgresql",
    "initdb": "postgresql",
    "pg_restore": "postgresql-client",
    "redis-server": "redis-server",
    "nginx": "nginx-light",
    "openssl": "openssl",
}
"""`{program: Debian's package}`."""
POSTGRESQL = sorted(
    Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True
)
PLACES = os.pathsep.join([*map(str, POSTGRESQL), os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


class Missing(Exception):
    """Programs that this machine lacks, with the packages that bring them."""


def find(names: Iterable[str]) -> dict[str, str]:
    """The path of each program; raises `Missing` naming every package that is to be installed."""
    found = {name: shutil.which(name, path=PLACES) for name in names}
    if missing := [name for name, path in found.items() if path is None]:
        packages = " ".join(sorted({PACKAGES[name] for name in missing}))
        raise Missing(f"No {', '.join(missing)} on this machine. Debian's packages: {packages}.")
    return {name: path for name, path in found.items() if path}
