"""Two roles of the database: the owner makes tables, the application does what the record allows and no more.

With `OWNER_DATABASE_URL` given, `migrate` and `restore` work as the owner, and afterwards give the
application, which is the user of `DATABASE_URL`, what each table's triggers leave it. Without it there is one
role for all.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from psycopg import sql

from cica.settings.base import database

PLACE = ("HOST", "PORT", "NAME")
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")
KEPT = ("SELECT", "INSERT", "UPDATE")
ADDED = ("SELECT", "INSERT")
READ = ("SELECT",)
ONE_ROW = ("SELECT", "UPDATE")
OF_TABLES = {"records_registerhead": ONE_ROW, "records_counter": KEPT}
"""What the application may do in tables whose triggers do not say it."""


class RolesFault(Exception):
    """What is wrong with the two roles, in a sentence for the operator."""


@contextmanager
def as_owner() -> Iterator[None]:
    """Work as the owner of the tables, where there is one beside the application; raises `RolesFault`."""
    if not settings.OWNER_DATABASE_URL:
        yield
        return
    own = connection.settings_dict
    owner = database(settings.OWNER_DATABASE_URL)
    if different := [name for name in PLACE if owner.get(name) != own.get(name)]:
        raise RolesFault(
            f"DATABASE_URL and OWNER_DATABASE_URL name two databases: they differ in {', '.join(different)}."
        )
    connection.close()
    _use({**own, **owner})
    try:
        yield
    finally:
        connection.close()
        _use(own)


def _use(values: dict) -> None:
    connection.settings_dict = values


def give_to_application(name: str, password: str = "") -> None:
    """Give the application's role what it may do, and take from it what it may not; make it if it is new.

    Raises `RolesFault` for a role that is the owner, a superuser, or may become one.
    """
    role = sql.Identifier(name)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s", [name]
        )
        found = cursor.fetchone()
        if found is None:
            _make(cursor, name, password)
        elif found[0]:
            raise RolesFault(
                f"{name}, the role of DATABASE_URL, may do what the owner may; give it a role of its own."
            )
        cursor.execute("SELECT current_database()")
        where = sql.Identifier(cursor.fetchone()[0])
        for statement in (
            "GRANT CONNECT ON DATABASE {where} TO {role}",
            "REVOKE CREATE ON SCHEMA public FROM {role}, PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {role}",
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(where=where, role=role))
        for table, privileges in privileges_of_tables().items():
            granted = sql.SQL(", ").join(map(sql.SQL, privileges))
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(granted, sql.Identifier(table), role))


def _make(cursor, name: str, password: str) -> None:
    harmless = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    statement = sql.SQL(f"CREATE ROLE {{}} {harmless}").format(sql.Identifier(name))
    if password:
        statement += sql.SQL(" PASSWORD {}").format(sql.Literal(password))
    cursor.execute(statement)


def privileges_of_tables() -> dict[str, tuple[str, ...]]:
    """Return what the application may do in each table, `{table: privileges}`."""
    models = apps.get_models(include_auto_created=True)
    given = {model._meta.db_table: _privileges_of(model) for model in models if model._meta.managed}
    # What is of no model, such as the list of migrations, is read by a backup and changed by the owner alone.
    return {table: given.get(table, READ) for table in connection.introspection.table_names()}


def _privileges_of(model: type[Model]) -> tuple[str, ...]:
    triggers = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
    if "no_update_or_delete" in triggers:
        return ADDED
    if "no_delete" in triggers:
        return KEPT
    return OF_TABLES.get(model._meta.db_table, ALL)


def settle_roles() -> None:
    """Give the application its part, where it has a role of its own; call as the owner."""
    if settings.OWNER_DATABASE_URL:
        application = database(settings.DATABASE_URL)
        give_to_application(application["USER"], application["PASSWORD"])
