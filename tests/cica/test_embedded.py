"""The embedded PostgreSQL is shared by whoever needs it, and goes with the last."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from django.conf import settings

from cica import embedded

USE = """
from pathlib import Path
from cica.embedded import database_url
print(database_url(Path({0!r})), flush=True)
"""
USE_UNTIL_TOLD = USE + "input()"


@pytest.fixture
def data_dir():
    """A data folder of its own, below one that only its owner may enter.

    Not under pytest's folder: any other pytest that starts closes that one to the server's account.
    """
    with tempfile.TemporaryDirectory(prefix="cica-", ignore_cleanup_errors=True) as folder:
        yield Path(folder) / "var"


def use(program: str, data_dir) -> subprocess.Popen:
    command = [sys.executable, "-c", program.format(str(data_dir))]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
    )


def server_runs(data_dir) -> bool:
    try:
        pid = int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    except FileNotFoundError:
        return False
    return psutil.pid_exists(pid)


def test_the_server_goes_with_the_last_who_used_it(data_dir):
    first = use(USE_UNTIL_TOLD, data_dir)
    address = first.stdout.readline()
    second = use(USE, data_dir)

    assert second.communicate(timeout=60)[0] == address
    assert server_runs(data_dir)

    first.communicate("stop\n", timeout=60)

    assert not server_runs(data_dir)


def test_one_that_was_killed_does_not_keep_the_server(data_dir):
    killed = use(USE_UNTIL_TOLD, data_dir)
    killed.stdout.readline()
    killed.kill()
    killed.communicate()

    use(USE, data_dir).communicate(timeout=60)

    assert not server_runs(data_dir)


def test_a_server_that_died_with_its_machine_is_started_again(data_dir):
    use(USE, data_dir).communicate(timeout=60)
    note = data_dir / "postgres" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n{int(time.time())}\n5432\n{note.parent}\n\n1 1\nready\n")

    address, _ = use(USE, data_dir).communicate(timeout=60)

    assert address.startswith("postgresql://")


def test_a_server_that_is_slow_to_start_is_waited_for(data_dir, monkeypatch):
    answers = iter([subprocess.TimeoutExpired("pg_ctl", 10), AssertionError(), "the server"])

    def get_server(data, *, cleanup_mode):
        if isinstance(answer := next(answers), Exception):
            raise answer
        return answer

    wheel = SimpleNamespace(get_server=get_server, PostgresServer=SimpleNamespace(_instances={}))
    monkeypatch.setattr(embedded.time, "sleep", lambda seconds: None)

    assert embedded._started(wheel, data_dir) == "the server"


def test_no_folder_above_is_opened_to_everyone_to_list(data_dir):
    use(USE, data_dir).communicate(timeout=60)

    assert data_dir.parent.stat().st_mode & 0o066 == 0


def test_the_wheels_programs_are_where_the_fault_suite_and_the_backup_look_for_them():
    said = subprocess.run(
        [embedded.wheel_binaries() / "pg_dump", "--version"], capture_output=True, text=True, check=True
    ).stdout

    assert said.startswith("pg_dump (PostgreSQL)")
    assert os.access(embedded.wheel_binaries() / "initdb", os.X_OK)
