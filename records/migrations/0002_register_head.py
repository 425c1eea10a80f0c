"""The register's one head row, before its first act."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def write_head(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Write the head of an empty register: number 0 and the hash before the first act."""
    apps.get_model("records", "RegisterHead").objects.create(pk=1, number=0, hash="0" * 64)


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(write_head, migrations.RunPython.noop)]
