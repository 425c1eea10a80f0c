"""Reports are known by a reference that counts nothing; those that are there keep what the register calls them."""

from django.db import migrations, models

FILL = """
ALTER TABLE implementation_report DISABLE TRIGGER USER;
UPDATE implementation_report SET reference = id::text;
ALTER TABLE implementation_report ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("implementation", "0003_keep_what_is_final")]
    operations = [
        migrations.AddField(
            "report",
            "reference",
            models.CharField(default="", help_text="`2026-KG-ECO-2-2007`", max_length=40),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            "report",
            "reference",
            models.CharField(help_text="`2026-KG-ECO-2-2007`", max_length=40, unique=True),
        ),
    ]
