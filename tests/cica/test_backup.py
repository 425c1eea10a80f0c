"""A backup restores to the same record, and whatever is not the same is found."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import sql

from cica.backup import CONTENTS, DUMP, BackupFault, Contents, back_up, program_of_server, restore
from records import clock, register
from tests.factories.members import AccountFactory


@pytest.fixture
def acts(transactional_db):
    """Two acts in the register."""
    with transaction.atomic():
        for action in ["admit", "rename"]:
            register.append(
                at=clock.now(), account="", capacity="secretariat", action=action,
                object_kind="participant", object_key="KZ", rule="", payload={"note": "Қазақстан"},
            )  # fmt: skip


@pytest.fixture
def backup(acts, tmp_path):
    return back_up(folder=tmp_path / "backups")


@pytest.fixture
def empty_database(database_address):
    """The address of a new database on the server of the tests."""
    name = f"{connection.settings_dict['NAME']}_restored"
    server = database_address("postgres")
    run_outside_transactions(server, "DROP DATABASE IF EXISTS {}", name)
    run_outside_transactions(server, "CREATE DATABASE {}", name)
    yield database_address(name)
    run_outside_transactions(server, "DROP DATABASE {} WITH (FORCE)", name)


def run_outside_transactions(server, statement, name):
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(sql.SQL(statement).format(sql.Identifier(name)))


def restored(backup, address, *known):
    """Run the command as an operator does: a process of its own, on the other database."""
    own = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "cica.settings.local"}
    command = [sys.executable, "manage.py", "restore", str(backup), *(known or ["--head", "none-known"])]
    return subprocess.run(
        command, env=os.environ | own, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )


def test_what_was_backed_up_is_there_again_and_the_register_is_sound(backup, empty_database):
    rows = sum(Contents.of_database().rows.values())

    done = restored(backup, empty_database)

    assert done.returncode == 0, done.stderr
    assert f"{rows} rows of" in done.stdout
    assert "2 acts are sound" in done.stdout


def test_what_was_entered_after_the_backup_is_said_to_be_lost_and_whom_to_write_to(backup, empty_database):
    AccountFactory(username="aliya", participant_id="KZ")
    before = back_up(folder=backup.parent / "later")
    with transaction.atomic():
        for _ in range(3):
            last = register.append(
                at=clock.now(), account="", capacity="secretariat", action="admit",
                object_kind="participant", object_key="KZ", rule="", payload={},
            )  # fmt: skip

    done = restored(before, empty_database, "--head", f"{last.number}:{last.hash}")

    assert done.returncode == 0, done.stderr
    assert "Lost: acts 3 to 5, since " in done.stdout
    assert "Act 6 says so, and begins the epoch 2-" in done.stdout
    assert "KZ: aliya@example.org" in done.stdout
    with psycopg.connect(empty_database) as session:
        assert session.execute("SELECT max(number) FROM records_act").fetchone() == (6,)


def test_a_backup_is_closed_to_others_and_nothing_unfinished_is_left(backup):
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert sorted(path.name for path in backup.iterdir()) == [CONTENTS, DUMP]


def test_a_database_that_holds_something_is_left_alone(backup):
    with pytest.raises(BackupFault, match="The database is not empty"):
        restore(backup=backup)


def test_a_dump_that_was_changed_is_not_restored(backup):
    with (backup / DUMP).open("ab") as dump:
        dump.write(b"more")

    with pytest.raises(CommandError, match="its checksum differs"):
        call_command("restore", str(backup), "--head", "none-known")


def test_what_is_no_backup_is_said_to_be_none(tmp_path, transactional_db):
    with pytest.raises(BackupFault, match="is no backup"):
        restore(backup=tmp_path)


def test_a_missing_row_is_named_after_restoring(backup, empty_database):
    noted = json.loads((backup / CONTENTS).read_text())
    noted["rows"]["members_participant"] += 1
    (backup / CONTENTS).write_text(json.dumps(noted))

    done = restored(backup, empty_database)

    assert done.returncode == 1
    assert "Not all is as it was backed up: members_participant" in done.stderr


def test_a_broken_register_is_named_after_restoring(acts, tmp_path, empty_database):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past the trigger, as an owner can
        cursor.execute("UPDATE records_act SET capacity = 'chair' WHERE number = 1")
        cursor.execute("SET session_replication_role = DEFAULT")

    done = restored(back_up(folder=tmp_path), empty_database)

    assert done.returncode == 1
    assert "Act 1 of the register is broken" in done.stderr


def test_a_failed_dump_leaves_nothing(acts, tmp_path, monkeypatch):
    false = tmp_path / "false"
    false.write_text("#!/bin/sh\necho no room left >&2\nexit 1\n")
    false.chmod(0o755)
    monkeypatch.setattr("cica.backup.program_of_server", lambda name: false)

    with pytest.raises(BackupFault, match="pg_dump failed: no room left"):
        back_up(folder=tmp_path / "backups")

    assert list((tmp_path / "backups").iterdir()) == []


def test_the_program_is_never_older_than_the_server(transactional_db, monkeypatch):
    monkeypatch.setattr("cica.backup.candidates", lambda name: [14, 99, 98])
    monkeypatch.setattr("cica.backup.major_version", lambda version: version)

    assert program_of_server("pg_dump") == 98

    monkeypatch.setattr("cica.backup.candidates", lambda name: [9])
    with pytest.raises(BackupFault, match="install postgresql-client-"):
        program_of_server("pg_dump")
