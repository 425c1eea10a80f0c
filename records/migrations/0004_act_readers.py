"""Who could see an act's object when the act was entered; each room fills it for the acts there are."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_forget_answers")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="readers",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                help_text="Who could see the object when this was entered; null where that is the same for ever.",
                null=True,
                size=None,
            ),
        ),
    ]
