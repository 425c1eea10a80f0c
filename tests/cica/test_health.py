"""`/healthz` tells a balancer whether to send readers here."""

from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from cica import health, schema
from cica.checks import check_installation_is_complete
from cica.health import fault_of_schema
from records.models import Document

DOES_NOTHING = "RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"


@pytest.mark.django_db(transaction=True)
def test_ready_when_the_database_has_every_migration(client):
    schema.parts_needed()  # read once a process, which may take a slow machine longer than a look may

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready"}
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_a_migration_is_missing(client):
    MigrationRecorder.Migration.objects.filter(app="records").delete()

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json() == {"status": "not ready", "cause": "1 migrations are not applied"}


def test_not_ready_when_the_database_does_not_answer(client, monkeypatch):
    def no_answer(recorder):
        raise DatabaseError

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", no_answer)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["cause"] == "the database does not answer"


@pytest.mark.parametrize(("took", "waited"), [(0.0, 1.5), (0.9, 1.8), (40.0, 1.9)])
def test_the_answer_is_there_within_two_seconds_however_long_the_last_look_took(monkeypatch, took, waited):
    look = Mock(done=Mock(return_value=False), result=Mock(side_effect=TimeoutError))
    monkeypatch.setattr(health, "_look", look)
    monkeypatch.setattr(health, "_took", took)

    assert health.cause_in_time() == "the database does not answer"
    look.result.assert_called_once_with(waited)


@pytest.mark.django_db
def test_a_process_that_hangs_cannot_hold_the_registers_head_for_ever():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")

        assert cursor.fetchone() == ("2min",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "cause"),
    [
        (
            "ALTER TABLE records_counter DROP COLUMN last",
            "the database lacks column records_counter last integer not null",
        ),
        (
            "ALTER TABLE records_counter ADD COLUMN more text",
            "the database has column records_counter more text null, which this release does not know",
        ),
        (
            "ALTER TABLE records_counter ALTER COLUMN last DROP NOT NULL",
            "the database lacks column records_counter last integer not null",
        ),
        (
            "ALTER TABLE records_counter ALTER COLUMN last TYPE bigint",
            "the database lacks column records_counter last integer not null",
        ),
        (
            "ALTER TABLE records_document DISABLE TRIGGER pgtrigger_no_truncate_%",
            "the database lacks trigger records_document pgtrigger_no_truncate_%",
        ),
        (
            "ALTER TABLE records_act DROP CONSTRAINT act_number_from_one",
            "the database lacks constraint records_act act_number_from_one",
        ),
        ("DROP INDEX act_object", "the database lacks index records_act act_object"),
        (
            "ALTER TABLE members_period DROP CONSTRAINT one_status_at_a_time",
            "the database lacks constraint members_period one_status_at_a_time",
        ),
        (
            "ALTER TABLE members_period DROP CONSTRAINT members_period_reference_key_key",
            "the database lacks unique members_period reference_key",
        ),
        (
            "CREATE OR REPLACE FUNCTION records_folded(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$",
            "the database lacks function records_folded ",
        ),
        (
            f"CREATE OR REPLACE FUNCTION pgtrigger_no_truncate_%() {DOES_NOTHING}",
            "the database lacks function pgtrigger_no_truncate_%",
        ),
    ],
)
def test_not_ready_where_the_schema_is_another_under_the_same_names(statement, cause):
    triggers = {trigger.name: trigger.get_pgid(Document) for trigger in Document._meta.triggers}
    named = [text.replace("pgtrigger_no_truncate_%", triggers["no_truncate"]) for text in (statement, cause)]
    with connection.cursor() as cursor:
        cursor.execute(named[0])

    assert fault_of_schema().startswith(named[1])
    assert check_installation_is_complete(None, ["default"])[0].msg.lower().startswith(named[1])
    with pytest.raises(CommandError, match="the schema is another"):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_not_ready_on_a_database_that_is_newer_than_the_release(settings):
    MigrationRecorder(connection).record_applied("records", "9999_of_tomorrow")

    assert fault_of_schema() == (
        f"the database is newer than this release ({settings.VERSION}): it has records.9999_of_tomorrow"
    )
