"""The database server of a fault run is at hand on a machine that has none of its own."""

import subprocess

import pytest

from faults.postgres import Server


@pytest.mark.parametrize("program", ["initdb", "postgres"])
def test_the_wheels_programs_run_where_the_servers_account_may_enter(tmp_path, program):
    binaries = Server(tmp_path, embedded=True).binaries

    said = subprocess.run(
        [binaries / program, "--version"], capture_output=True, text=True, check=True
    ).stdout

    assert said.startswith(f"{program} (PostgreSQL)")
