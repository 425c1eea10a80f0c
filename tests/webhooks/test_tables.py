"""The tables that came from another room, with what hangs on them in the database."""

import pytest
from django.apps import apps
from django.db import connection

NAMES = """
    SELECT relname FROM pg_class UNION SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger
"""


@pytest.mark.django_db
@pytest.mark.parametrize("room", ["deadlines", "webhooks"])
def test_nothing_in_the_database_is_named_after_the_room_that_a_table_left(room):
    with connection.cursor() as cursor:
        cursor.execute(NAMES)
        names = {name for (name,) in cursor.fetchall()}
    for model in apps.get_app_config(room).get_models():
        table = model._meta.db_table
        assert table == f"{room}_{model._meta.model_name}"
        assert f"{table}_pkey" in names
        left = {name for name in names if f"notices_{model._meta.model_name}" in name}
        assert not left
