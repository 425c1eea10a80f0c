"""Acts in the register, entered as any act is: by `records.register.append`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from records import clock, register
from records.models import Act


def enter_act(**facts: Any) -> Act:
    """Enter an act on a participant, which is public."""
    defaults = {
        "at": clock.now(),
        "account": "",
        "capacity": "secretariat",
        "action": "admit",
        "object_kind": "participant",
        "object_key": "KZ",
        "rule": "CA intro 1",
        "payload": {},
    }
    with transaction.atomic():
        return register.append(**defaults | facts)


@contextmanager
def tampering() -> Iterator[None]:
    """Change rows as somebody with the keys to the database could: no trigger defends the record."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield
        cursor.execute("SET session_replication_role = DEFAULT")
