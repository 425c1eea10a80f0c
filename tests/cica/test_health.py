"""`/healthz` tells a balancer whether to send readers here."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder


@pytest.mark.django_db(transaction=True)
def test_ready_when_the_database_has_every_migration(client):
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


@pytest.mark.django_db
def test_a_process_that_hangs_cannot_hold_the_registers_head_for_ever():
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")

        assert cursor.fetchone() == ("2min",)
