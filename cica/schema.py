"""Whether the database has the schema that this release needs, whatever its migrations are called.

A migration is known by its name; a database made by an earlier file of that name has "nothing to apply".
Here the columns and triggers themselves are compared, in both directions.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from records.canonical import canonical_bytes, sha256

COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0
  AND NOT a.attisdropped
"""
TRIGGERS = """
SELECT c.relname, t.tgname
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')
"""

Part = tuple[str, ...]


def faults() -> list[str]:
    """Return what the database lacks or has beyond this release, a sentence each; nothing where they agree.

    Raises `DatabaseError` where it does not answer.
    """
    if unknown := _newer_migrations():
        names = ", ".join(f"{app}.{name}" for app, name in unknown)
        return [f"the database is newer than this release ({release()}): it has {names}"]
    there, needed = frozenset(_parts_there()), parts_needed()
    lacks = [f"the database lacks {' '.join(part)}" for part in sorted(needed - there)]
    tables = {part[1] for part in needed}
    beyond = [part for part in sorted(there - needed) if part[1] in tables]
    return lacks + [f"the database has {' '.join(part)}, which this release does not know" for part in beyond]


def release() -> str:
    """Return what names this release: the first digits of its schema's digest."""
    return sha256(canonical_bytes(sorted(map(list, parts_needed()))))[:12]


def _newer_migrations() -> list[tuple[str, str]]:
    ours = {app.label for app in _our_apps()}
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(key for key in applied.keys() - _migrations() if key[0] in ours)


def _our_apps() -> list[AppConfig]:
    """Return the apps of this tree; what others bring is theirs to look after."""
    return [app for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    return frozenset(loader.disk_migrations) | replaced


@cache
def parts_needed() -> frozenset[Part]:
    """Return every column and trigger of the models, as the database would name them."""
    return frozenset(_parts_of_models())


def _parts_of_models() -> Iterator[Part]:
    for model in (model for app in _our_apps() for model in app.get_models(include_auto_created=True)):
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            kind = _long(field.db_type(connection))
            yield _column(table, field.column, kind, is_required=not field.null)
        for trigger in getattr(model._meta, "triggers", ()):
            yield "trigger", table, trigger.get_pgid(model)


def _parts_there() -> Iterable[Part]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column, kind, is_required in cursor.fetchall():
            yield _column(table, column, kind, is_required=is_required)
        cursor.execute(TRIGGERS)
        for table, name in cursor.fetchall():
            yield "trigger", table, name


def _column(table: str, column: str, kind: str, *, is_required: bool) -> Part:
    return "column", table, column, kind, "not null" if is_required else "null"


def _long(kind: str) -> str:
    """Return a type as PostgreSQL itself names it."""
    return re.sub(r"^varchar\b", "character varying", kind)
