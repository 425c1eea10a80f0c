"""Whether those to whom a version is addressed know of each other. Of what is there, nobody said so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_readers_of_acts")]
    operations = [
        migrations.AddField(
            model_name="version",
            name="recipients_see_each_other",
            field=models.BooleanField(default=False),
        ),
    ]
