"""Databases that live as long as a measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from psycopg import sql


@contextmanager
def scratch_database(name: str) -> Iterator[str]:
    """Make an empty database on the server of the settings; give its address, and drop it afterwards."""
    server = settings.OWNER_DATABASE_URL or settings.DATABASE_URL
    with psycopg.connect(server, autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(drop)
