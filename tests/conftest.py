"""What every test stands on: a database that holds the reference data, and keeps it."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.urls import resolve
from django.utils import timezone, translation

from cica.translations import compile_changed
from records import acts, facts, known_acts, register, supplying, telling
from tests.template_database import template_name
from web.api.views import ActEndpoint

KEPT = "kept"  # the schema that holds a copy of every table as it was before the first test


def pytest_sessionstart(session):
    """Compile the translations that changed, before any process of the run reads them."""
    if not hasattr(session.config, "workerinput"):
        compile_changed()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker):
    """Begin from a copy of a database that is migrated already."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"].update(TEMPLATE=template_name(), MIGRATE=False)
        connection.creation._destroy_test_db = drop_by_force


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load the reference data once, and make it survive the tests that commit."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        call_command("load_reference_data", verbosity=0)
        keep_tables()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: restore_tables())
        yield


def drop_by_force(database: str, verbosity: int) -> None:
    """Drop the database of the tests with whatever their threads and processes left connected to it."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def keep_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {KEPT}")
        for table in tables():
            cursor.execute(f'CREATE TABLE {KEPT}."{table}" AS TABLE public."{table}"')


def restore_tables() -> None:
    """Empty every table and fill it from its copy, in place of Django's flush.

    The register refuses TRUNCATE by a trigger, rightly, and a flush would take the reference data with it.
    A replica's session fires no triggers: neither the register's nor those of foreign keys.
    """
    names = tables()
    truncate = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {truncate}")
        for name in names:
            cursor.execute(f'INSERT INTO public."{name}" OVERRIDING SYSTEM VALUE TABLE {KEPT}."{name}"')
        cursor.execute("SET session_replication_role = DEFAULT")


def tables() -> list[str]:
    return connection.introspection.table_names()


@pytest.fixture(autouse=True)
def no_reader():
    """Forget the language and the zone that a request of the test before left in force in this thread."""
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def supplied(monkeypatch):
    """Return how to let one test read other things in some slots, in place of what the apps put there."""

    def put(*supplies):
        instead = {supply.slot: supply.slot.put_together(supply.things) for supply in supplies}
        known = {**supplying.read(), **instead}
        monkeypatch.setattr(supplying, "read", lambda: known)

    return put


class Unnaming(telling.Teller):
    """Tells of acts by the codes of their states, without a query."""

    names: Mapping[str, str] = {}


@pytest.fixture(autouse=True)
def every_fact_has_a_label(monkeypatch):
    """Fail whatever test performs an act of the registry with a key that its page would show bare, or one
    that cannot be told in a sentence.
    """

    def append(*, action, payload, **act):
        bare = facts.unlabelled(action, payload) if known_acts.registered_as(action) else set()
        assert not bare, f"{action}: no label for {sorted(bare)}; add it to records.facts.LABELS"
        entered = register.append(action=action, payload=payload, **act)
        told = Unnaming().sentence(entered)
        assert re.search(r"[^.]\.$", told), told
        assert not re.search(r"None|[{}]|: [.;]", told.partition("“")[0]), told
        return entered

    monkeypatch.setattr(acts, "register", SimpleNamespace(append=append))


@pytest.fixture(autouse=True)
def every_act_over_the_api_says_where_its_object_is_read(monkeypatch):
    """Fail whatever test performs an act whose repetition could not be answered by reading the object."""
    finalize = ActEndpoint.finalize_response

    def finalized(view, request, response, *args, **kwargs):
        is_done = request.method == "POST" and response.status_code < HTTPStatus.BAD_REQUEST
        if is_done and "Idempotency-Replayed" not in response and not hasattr(response, "counts"):
            assert hasattr(resolve(response["Content-Location"]).func.cls, "get")
        return finalize(view, request, response, *args, **kwargs)

    monkeypatch.setattr(ActEndpoint, "finalize_response", finalized)
