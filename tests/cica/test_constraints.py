"""No index and no constraint names a stage, and no column lists them, so that one more changes no table."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Field

from records.stages import Stages

ENUMERATIONS = Stages.__subclasses__()
NAMES = {value for found in ENUMERATIONS if found.__name__.endswith("Stage") for value in found.values}


def of_stages() -> Iterator[Field]:
    """Yield every column that says where its object stands."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.choices and any(list(field.choices) == list(found.choices) for found in ENUMERATIONS):
                yield field


@pytest.mark.django_db
def test_no_index_constraint_or_trigger_of_the_database_names_a_stage():
    definitions = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " UNION ALL SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " UNION ALL SELECT tgrelid::regclass || ' ' || tgname, pg_get_functiondef(tgfoid)"
            " FROM pg_trigger WHERE NOT tgisinternal"
        )
        definitions = dict(cursor.fetchall())

    tables = {field.model._meta.db_table for field in of_stages()}
    ours = {
        name: text for name, text in definitions.items() if any(name.startswith(table) for table in tables)
    }
    found = {name for name, text in ours.items() for stage in NAMES if f"'{stage}'" in text}
    assert len(ours) > len(tables)
    assert found == set()


def test_every_column_of_stages_lists_them_by_a_name():
    columns = list(of_stages())

    assert {field.model.__name__ for field in columns} == {
        "Proposal", "Submission", "Call", "Compilation", "Activity", "ActionPlan", "Meeting", "AgendaItem",
    }  # fmt: skip
    for field in columns:
        _name, _path, _args, given = field.deconstruct()
        assert callable(given["choices"]), f"{field} lists its stages, so each new one is a migration"
