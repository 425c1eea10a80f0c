"""A database with every table and no row, made once for each state of the migrations.

To migrate an empty one takes ten seconds, whatever is tested then; a copy of it takes a part of one.
"""

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = ("*/migrations/*.py", "cica/settings/base.py", "requirements/run.txt")
LOCK = 2007
"""An advisory lock: one process of the tests makes the template, the others wait for it."""


def template_name() -> str:
    """Return the name of the template on the server of the tests; make it, and drop earlier ones."""
    name = f"cica_template_{_state()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(r"SELECT datname FROM pg_database WHERE datname LIKE 'cica\_template\_%'")
        found = {row[0] for row in cursor.fetchall()}
        for other in found - {name}:
            cursor.execute(f'DROP DATABASE "{other}" WITH (FORCE)')
        if name not in found:
            unfinished = f"{name}_{os.getpid()}"  # so that a template under its own name is whole
            cursor.execute(f'CREATE DATABASE "{unfinished}"')
            _migrate(unfinished)
            cursor.execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')
        cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return name


def _state() -> str:
    """Return a digest of what the tables are made from."""
    files = sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern))
    return sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()[:16]


def _migrate(database: str) -> None:
    address = urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}").geturl()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "cica.settings.test", "DATABASE_URL": address}
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
