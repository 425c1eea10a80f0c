"""What is opened later opens nothing that an act enclosed before: it keeps the readers that it had."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0015_fold_what_nobody_sees"),
    ]

    operations = [
        migrations.AddField(
            model_name="enclosure",
            name="readers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                help_text="Who could see that object when this was entered; null where that is the same for ever.",
                null=True,
                size=None,
            ),
        ),
    ]
