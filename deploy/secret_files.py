"""`make secrets`: every secret of docker-compose.yml as a file; what is there already is never touched.

Needs nothing but Python's standard library, and openssl for a certificate of its own making.
"""

import argparse
import grp
import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from string import Template

GROUP = 10001  # of the image's user; the services are in it
FOLDER_MODE, FILE_MODE = 0o750, 0o640
GROUP_AND_OTHERS = 0o077
KEY_LENGTH = 50  # bytes
TEXTS = {
    "secret_key": "$secret_key",
    "database_password": "$database_password",
    "owner_database_url": "postgresql://cica:$database_password@$database/cica",
    "database_url": "postgresql://cica_app:$application_password@$database/cica",
    # The health check may ask whether Redis answers; everything else is for who knows the password.
    "redis_users": "user default on nopass -@all +ping\n"
    "user cica on >$redis_password ~* &* +@all -@admin -@dangerous +info +flushdb +keys",
    "broker_url": "redis://cica:$redis_password@$redis/0",
    "cache_url": "redis://cica:$redis_password@$redis/1",
}
"""`{file: what it holds}`. Files that share a password are made together."""
TOGETHER = [
    {"secret_key"},
    {"database_password", "owner_database_url"},
    {"database_url"},
    {"redis_users", "broker_url", "cache_url"},
]
OF_THE_OWNER = {"database_password", "owner_database_url"}
"""Where services and owner share a machine, the operator closes these to root: they stay closed."""
GIVEN = {
    "email_url": "the mail server: submission://USER:PASSWORD@HOST, or smtp://HOST:25",
    "tls_certificate": "the certificate with its chain, PEM",
    "tls_key": "the certificate's private key, PEM",
}
"""What nobody can make up."""


def main() -> int:
    """Make what is missing and say what only the operator can bring; 1 while anything is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("secrets"))
    parser.add_argument("--self-signed", metavar="HOST", help="also make a certificate, for a trial")
    parser.add_argument("--group", type=group_of, default=GROUP, help="of the services: a name or a number")
    parser.add_argument("--database", default="postgres:5432", help="where PostgreSQL is")
    parser.add_argument("--redis", default="redis:6379", help="where Redis is")
    arguments = parser.parse_args()
    places = {"database": arguments.database, "redis": arguments.redis}
    for name in make(arguments.folder, group=arguments.group, **places):
        say(f"made {arguments.folder / name}")
    if arguments.self_signed:
        make_certificate(arguments.folder, host=arguments.self_signed)
    missing = [name for name in GIVEN if not (arguments.folder / name).exists()]
    for name in missing:
        say(f"bring {arguments.folder / name}: {GIVEN[name]}")
    for path in close(arguments.folder, group=arguments.group):
        say(f"give to group {arguments.group}, as root: chgrp {arguments.group} {path}")
    return 1 if missing else 0


def group_of(text: str) -> int:
    """The number of a group that is given by name or number."""
    return int(text) if text.isdigit() else grp.getgrnam(text).gr_gid


def make(
    folder: Path, *, database: str = "postgres:5432", redis: str = "redis:6379", group: int = GROUP
) -> list[str]:
    """Write the files that are missing, with new passwords; return their names.

    Raises `SystemExit` where one of several files with the same password is there and another is not.
    """
    folder.mkdir(exist_ok=True)
    folder.chmod(FOLDER_MODE)
    values = {
        "secret_key": secrets.token_urlsafe(KEY_LENGTH),
        "database_password": secrets.token_urlsafe(),
        "application_password": secrets.token_urlsafe(),
        "redis_password": secrets.token_urlsafe(),
        "database": database,
        "redis": redis,
    }
    made = []
    for names in TOGETHER:
        there = {name for name in names if (folder / name).exists()}
        if there and there != names:
            raise SystemExit(f"{', '.join(sorted(there))} without {', '.join(sorted(names - there))}")
        for name in sorted(names - there):
            write(folder / name, Template(TEXTS[name]).substitute(values))
            made.append(name)
    close(folder, group=group)
    return made


def write(path: Path, text: str) -> None:
    """Write one secret, which nobody else can read at any moment."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "w") as file:  # noqa: PTH123
        file.write(f"{text}\n")


def make_certificate(folder: Path, *, host: str) -> None:
    """Make a certificate for `host` that vouches for itself, unless there is one."""
    if (folder / "tls_certificate").exists():
        return
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-days", "90", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}",
        "-addext", "keyUsage=critical,digitalSignature,keyCertSign",
        "-keyout", str(folder / "tls_key"), "-out", str(folder / "tls_certificate"),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    close(folder)


def close(folder: Path, *, group: int = GROUP) -> list[Path]:
    """Close folder and files to all but owner and group; return those whose group could not be set."""
    left = []
    for path in [folder, *sorted(folder.iterdir())]:
        if path.name in OF_THE_OWNER and not stat.S_IMODE(path.stat().st_mode) & GROUP_AND_OTHERS:
            continue
        path.chmod(FOLDER_MODE if path == folder else FILE_MODE)
        if path.stat().st_gid == group:
            continue
        try:
            os.chown(path, -1, group)
        except PermissionError:
            left.append(path)
    return left


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
