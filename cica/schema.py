"""Whether the database has the schema that this release needs, whatever its migrations are called.

A migration is known by its name; a database made by an earlier file of that name has "nothing to apply".
Here the columns and triggers themselves are compared, in both directions. Constraints, indexes and functions
are looked for: what an operator adds of these is his own.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connection
from django.db.migrations import RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import CheckConstraint, Field, ForeignKey, UniqueConstraint

from records.canonical import sha256

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

CONSTRAINTS = """
SELECT 'constraint', c.relname, k.conname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE c.relnamespace = 'public'::regnamespace AND k.convalidated
"""
KEYS = """
SELECT CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'f' THEN 'foreign key' ELSE 'check' END,
    c.relname, a.attname
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[1]
WHERE c.relnamespace = 'public'::regnamespace AND k.contype IN ('p', 'f', 'c')
  AND cardinality(k.conkey) = 1 AND k.convalidated
"""
INDEXES = """
SELECT 'index', c.relname, i.relname
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
WHERE c.relnamespace = 'public'::regnamespace AND x.indisvalid
"""
COLUMN_INDEXES = """
SELECT CASE WHEN x.indisunique THEN 'unique' ELSE 'index of' END, c.relname, a.attname
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
WHERE c.relnamespace = 'public'::regnamespace AND x.indisvalid AND x.indpred IS NULL
  AND (x.indnkeyatts = 1 OR NOT x.indisunique)
"""
FUNCTIONS = """
SELECT 'function', p.proname, p.prosrc
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.prosrc <> ''
"""
FUNCTION = re.compile(
    r'FUNCTION\s+(?:"?public"?\.)?"?(\w+)"?\s*\(.*?\$\$(.*?)\$\$', re.DOTALL | re.IGNORECASE
)
"""A function as a statement makes it: its name and its source."""

Part = tuple[str, ...]


EXACT = ("column", "trigger")
"""Of what there may be no more than this release needs."""


def faults() -> list[str]:
    """Return what the database lacks or has beyond this release, a sentence each; nothing where they agree.

    Raises `DatabaseError` where it does not answer.
    """
    if unknown := _newer_migrations():
        names = ", ".join(f"{app}.{name}" for app, name in unknown)
        return [f"the database is newer than this release ({settings.VERSION}): it has {names}"]
    there, needed = frozenset(_parts_there()), parts_needed()
    lacking = sorted(needed - there, key=lambda part: (part[0] not in EXACT, part))
    lacks = [f"the database lacks {' '.join(part)}" for part in lacking]
    tables = {part[1] for part in needed}
    beyond = [part for part in sorted(there - needed) if part[0] in EXACT and part[1] in tables]
    return lacks + [f"the database has {' '.join(part)}, which this release does not know" for part in beyond]


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
    """Return every column, key, constraint, index and trigger of the models, as the database would name them,
    and every function that triggers and migrations make, by the digest of its source.
    """
    return frozenset((*_parts_of_models(), *_functions_of_migrations()))


def _parts_of_models() -> Iterator[Part]:
    for model in (model for app in _our_apps() for model in app.get_models(include_auto_created=True)):
        table = model._meta.db_table
        for field in model._meta.local_concrete_fields:
            yield from _parts_of_field(table, field)
        for constraint in model._meta.constraints:
            is_index = isinstance(constraint, UniqueConstraint) and not constraint.fields
            is_partial = getattr(constraint, "condition", None) and not isinstance(
                constraint, CheckConstraint
            )
            yield "index" if is_index or is_partial else "constraint", table, constraint.name
        for index in model._meta.indexes:
            yield "index", table, index.name
        for trigger in getattr(model._meta, "triggers", ()):
            yield "trigger", table, trigger.get_pgid(model)
            yield from _functions_in(str(trigger.compile(model).install_sql))


def _parts_of_field(table: str, field: Field) -> Iterator[Part]:
    kind = _long(field.db_type(connection) or "")
    column = str(field.column)
    yield _column(table, column, kind, is_required=not field.null)
    if field.primary_key:
        yield "primary key", table, column
    elif field.unique:
        yield "unique", table, column
    elif field.db_index:  # type: ignore[attr-defined]  # the stubs leave it out, as that below
        yield "index of", table, column
    if isinstance(field, ForeignKey) and field.db_constraint:  # type: ignore[attr-defined]
        yield "foreign key", table, column
    if field.db_check(connection):
        yield "check", table, column


def _functions_of_migrations() -> Iterator[Part]:
    """Yield what statements of migrations make, the last of each name."""
    graph = MigrationLoader(None).graph
    ours = {app.label for app in _our_apps()}
    in_order = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    made: dict[str, Part] = {}
    for key in (key for key in in_order if key[0] in ours):
        statements = (
            operation.sql for operation in graph.nodes[key].operations if isinstance(operation, RunSQL)
        )
        for statement in statements:
            made |= {part[1]: part for part in _functions_in(str(statement))}
    yield from made.values()


def _functions_in(statement: str) -> Iterator[Part]:
    for name, source in FUNCTION.findall(statement):
        yield _function(name, source)


def _function(name: str, source: str) -> Part:
    """Name a function by its source, however that is laid out."""
    return "function", name, sha256(" ".join(source.split()).encode())[:12]


def _parts_there() -> Iterable[Part]:
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, column, kind, is_required in cursor.fetchall():
            yield _column(table, column, kind, is_required=is_required)
        cursor.execute(TRIGGERS)
        for table, name in cursor.fetchall():
            yield "trigger", table, name
        cursor.execute(f"{CONSTRAINTS} UNION {KEYS} UNION {INDEXES} UNION {COLUMN_INDEXES}")
        yield from cursor.fetchall()
        cursor.execute(FUNCTIONS)
        for _kind, name, source in cursor.fetchall():
            yield _function(name, source)


def _column(table: str, column: str, kind: str, *, is_required: bool) -> Part:
    return "column", table, column, kind, "not null" if is_required else "null"


def _long(kind: str) -> str:
    """Return a type as PostgreSQL itself names it."""
    return re.sub(r"^varchar\b", "character varying", kind)
