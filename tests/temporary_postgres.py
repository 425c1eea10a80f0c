"""A PostgreSQL server of the machine's own binaries, in a temporary folder, for one run of the tests."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

DEBIAN_BINARIES = Path("/usr/lib/postgresql/15/bin")


def find_binaries() -> Path | None:
    """The folder that holds `initdb`, by `pg_config` or where Debian's PostgreSQL 15 has it; else None."""
    places = [DEBIAN_BINARIES]
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        places.insert(0, Path(answer.stdout.strip()))
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def temporary_server(binaries: Path) -> Iterator[str]:
    """Start a server that listens on a Unix socket alone; yields its address; nothing of it remains."""
    with TemporaryDirectory(prefix="cica-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = owner_of(folder)
        data = ["-D", str(folder / "data")]
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        initdb = [binaries / "initdb", *data, "--no-sync", "--auth=trust", "--username=postgres"]
        start = [binaries / "pg_ctl", *data, "--wait", f"--log={folder / 'log'}", "-o", options, "start"]
        stop = [binaries / "pg_ctl", *data, "--wait", "--mode=immediate", "stop"]
        _run([*initdb, "--encoding=UTF8", "--locale=C.UTF-8"], **owner)
        _run(start, **owner)
        try:
            yield f"postgresql://postgres@{quote(str(folder), safe='')}/postgres"
        finally:
            _run(stop, **owner)


def owner_of(folder: Path) -> dict[str, object]:
    """As whom to run the server: `initdb` refuses root, so root hands the folder to a user without rights."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(command: list, **owner) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", **owner)
