"""The database of an earlier release is upgraded: nothing is lost, the record is proved, and it goes on."""

import json
import os
import re
import subprocess
import sys
from http import HTTPStatus

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql

from cica.backup import program_of_server
from deploy.earlier import RELEASE_0_1, Earlier
from tests.cica.conftest import address_on_server

STRUCTURE = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity
FROM information_schema.columns WHERE table_schema = 'public';
SELECT conrelid::regclass, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n';
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public';
SELECT tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(pg_trigger.oid)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace;
SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace;
SELECT sequencename, data_type FROM pg_sequences WHERE schemaname = 'public'
"""
"""What a database is made of, whose names and order tell nothing of how it came to be so."""
REWRITTEN = re.compile(r"::(character varying|text)|[()\[\]]")
"""What PostgreSQL writes otherwise into a definition that went through a dump: casts and brackets."""
SOUND = "Every digest is right, and the record is what the acts say."


@pytest.fixture
def address(db):
    """The address of a database as release 0.1.0 left it, on the server of the tests."""
    name = f"{connection.settings_dict['NAME']}_earlier"
    identifier = sql.Identifier(name)
    with psycopg.connect(address_on_server("postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        server.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
        RELEASE_0_1.load(address_on_server(name), pg_restore=program_of_server("pg_restore"))
        yield address_on_server(name)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def upgraded(address):
    own = {"DATABASE_URL": address, "OWNER_DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "cica.settings.local"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.cica.upgrading", RELEASE_0_1.head, RELEASE_0_1.proposal],
        env=os.environ | own, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def structure(address):
    with psycopg.connect(address) as session:
        rows = [row for query in STRUCTURE.split(";") for row in session.execute(query)]
    return {tuple(REWRITTEN.sub("", str(value)) for value in row) for row in rows}


def test_a_database_of_release_0_1_is_upgraded_and_goes_on(address):
    found = upgraded(address)

    assert structure(address) ^ structure(address_on_server()) == set()

    assert RELEASE_0_1.lost(found["rows"]) == []
    acts = RELEASE_0_1.contents["head_number"]
    assert found["proved"].startswith(f"{acts} acts are sound")
    assert found["proved"].endswith(f"{SOUND}\n")
    for pages in found["pages"].values():
        assert [
            page for page, status in pages.values() if status not in (HTTPStatus.OK, HTTPStatus.FOUND)
        ] == []
        assert {"proposals/<str:reference>/", "meetings/<slug:reference>/", "register/<int:number>/"} <= set(
            pages
        )
    assert found["act"][0] == HTTPStatus.OK, found["act"][1]
    before, after = ([row["state"] for row in interests] for interests in found["interested"])
    assert before == ["AZ", "KG"]
    assert after == ["AZ"]
    assert found["proved_again"].startswith(f"{acts + 1} acts are sound")
    assert found["proved_again"].endswith(f"{SOUND}\n")


def test_what_an_upgrade_loses_is_named():
    rows = RELEASE_0_1.contents["rows"]
    moved = {table.replace("notices_webhook", "webhooks_webhook"): count for table, count in rows.items()}

    assert RELEASE_0_1.lost(moved) == []
    assert RELEASE_0_1.lost(moved | {"proposals_interest": 38}) == ["interest: 39 then, 38 now"]
    assert RELEASE_0_1.lost({table: n for table, n in moved.items() if table != "webhooks_webhook"}) == [
        "webhook: 1 then, 0 now"
    ]


def test_a_dump_that_is_not_as_it_was_written_is_refused(tmp_path, monkeypatch):
    changed = Earlier("0.1.0", proposal="")
    monkeypatch.setitem(changed.contents, "sha256", "0" * 64)

    with pytest.raises(ValueError, match="is not as it was written"):
        _ = changed.dump
