"""`make test`, `make check`, `make coverage`: every check, then the tests on every PostgreSQL at hand."""

import argparse
import os
import secrets
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

from cica.embedded import database_url
from cica.settings.base import DATA_DIR
from tests.temporary_postgres import find_binaries, temporary_server

PYTHON = [sys.executable, "-m"]
MANAGE = [sys.executable, "manage.py"]
TESTS = ["pytest", "--numprocesses", "2", "--quiet"]
SERVERS = ["embedded", "installed", "given"]  # the wheel's, this machine's, that of DATABASE_URL
# What production demands, with addresses that nothing asks: its checks connect to no service.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "cica.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "BASE_URL": "https://cbm.example",
    "ALLOWED_HOSTS": "cbm.example",
    "DATABASE_URL": "postgresql://cica@database.example/cica",
    "BROKER_URL": "redis://broker.example/0",
    "CACHE_URL": "redis://cache.example/1",
    "EMAIL_URL": "submission://user:password@mail.example",
    "DEMO": "0",
}
TESTING = {"DJANGO_SETTINGS_MODULE": "cica.settings.test"}
Checks = dict[str, tuple[list[str], dict[str, str]]]
CHECKS: Checks = {
    "lint": ([*PYTHON, "ruff", "check", "."], {}),
    "format": ([*PYTHON, "ruff", "format", "--check", "."], {}),
    "types": ([*PYTHON, "mypy"], {}),
    "sources": ([*PYTHON, "tests.sources"], TESTING),
    "imports": ([str(Path(sys.executable).with_name("lint-imports")), "--no-logo"], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], TESTING),
    "released migrations": ([*MANAGE, "freeze_migrations", "--check"], TESTING),
    "production": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}

MEASURE = [*PYTHON, "coverage"]
# What decides has no line and no branch that no test runs; elsewhere the floor is what was measured.
DECIDES = "rules consensus consent forecast transitions effects actions register querysets"
DECIDING = [f"*/{name}{end}" for name in DECIDES.split() for end in (".py", "/*")]
FLOOR = "92"
COVERAGE: Checks = {
    "coverage": ([*MEASURE, "report", f"--fail-under={FLOOR}"], {}),
    "coverage of what decides": (
        [*MEASURE, "report", f"--include={','.join(DECIDING)}", "--fail-under=100"],
        {},
    ),
}


def main() -> int:
    """Return 0 when every check and every test passed."""
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that servers are stopped
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checks-only", action="store_true")
    parser.add_argument(
        "--on", choices=SERVERS, nargs="*", default=SERVERS, help="which PostgreSQL, of those at hand"
    )
    parser.add_argument("--coverage", action="store_true", help="measure what the tests run, and judge it")
    arguments = parser.parse_args()
    failed = failed_checks(CHECKS)
    if arguments.coverage:
        failed += failed_measured_runs(on=arguments.on)
    elif not arguments.checks_only:
        failed += failed_test_runs([*PYTHON, *TESTS], on=arguments.on)
    if failed:
        report(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def failed_checks(checks: Checks) -> list[str]:
    """Run each of these checks; return the names of those that failed."""
    return [name for name, (command, environment) in checks.items() if not passes(name, command, environment)]


def failed_measured_runs(*, on: list[str]) -> list[str]:
    """Run the tests on each of these servers, and judge what they ran; return the names of what failed."""
    subprocess.run([*MEASURE, "erase"], check=True)
    failed = failed_test_runs([*MEASURE, "run", "-m", *TESTS], on=on)
    subprocess.run([*MEASURE, "combine", "--quiet"], check=True)
    return failed + failed_checks(COVERAGE)


def failed_test_runs(command: list[str], *, on: list[str]) -> list[str]:
    """Run the tests on each of these servers; return the names of the servers on which they failed."""
    with ExitStack() as running:
        servers = {}
        if "embedded" in on:
            servers["tests on the embedded PostgreSQL"] = database_url(DATA_DIR)
        if "installed" in on and (binaries := find_binaries()):
            address = running.enter_context(temporary_server(binaries))
            servers[f"tests on the PostgreSQL of {binaries}"] = address
        if "given" in on and (given := os.environ.get("DATABASE_URL")):
            servers["tests on DATABASE_URL"] = given
        return [name for name, url in servers.items() if not passes(name, command, {"DATABASE_URL": url})]


def passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    report(name)
    return subprocess.run(command, env=os.environ | environment, check=False).returncode == 0


def report(text: str) -> None:
    sys.stdout.write(f"== {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
