"""Two deployments at once: one upgrades, the other waits."""

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection

from cica.management.alone import UPGRADE_LOCK, alone


@pytest.fixture
def other():
    """A session of somebody else's on the same database."""
    known = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    with psycopg.connect(
        autocommit=True, **{name: known[name] for name in names if name in known}
    ) as session:
        yield session


def is_free(session) -> bool:
    """Whether the other session could begin now; if so, it lets go again."""
    taken = session.execute("SELECT pg_try_advisory_lock(%s)", [UPGRADE_LOCK]).fetchone()[0]
    if taken:
        session.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE_LOCK])
    return taken


@pytest.mark.django_db
def test_nobody_upgrades_beside_another(other):
    with alone():
        assert not is_free(other)

    assert is_free(other)


@pytest.mark.django_db
def test_the_lock_is_given_back_when_an_upgrade_fails(other):
    with pytest.raises(ZeroDivisionError), alone():
        raise ZeroDivisionError

    assert is_free(other)


@pytest.mark.django_db
@pytest.mark.parametrize("command", ["migrate", "load_reference_data"])
def test_the_upgrade_commands_wait_for_each_other(other, command):
    other.execute("SELECT pg_advisory_lock(%s)", [UPGRADE_LOCK])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")

    with pytest.raises(Exception, match="lock timeout"):
        call_command(command, verbosity=0)
