"""Of a repeatable request's answer only status and address stay: its words outlived rights and erasure."""

from django.db import migrations, models

# A dropped column's words stay in the rows as they lie; an update leaves versions that VACUUM removes.
KEEP_ADDRESSES = """
    UPDATE records_repeatablerequest
    SET body = NULL,
        address = CASE WHEN starts_with(headers ->> 'Location', '/api/v1/')
                  THEN left(headers ->> 'Location', 200) ELSE '' END
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_register_head")]
    operations = [
        migrations.AddField(
            model_name="repeatablerequest",
            name="address",
            field=models.CharField(
                blank=True, default="", help_text="Where what it led to is read.", max_length=200
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="repeatablerequest",
            name="counts",
            field=models.JSONField(
                default=dict, help_text="How many it changed, where it shows no object."
            ),
        ),
        migrations.RunSQL(KEEP_ADDRESSES, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="repeatablerequest", name="body"),
        migrations.RemoveField(model_name="repeatablerequest", name="headers"),
    ]
