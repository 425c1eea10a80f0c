"""Give tasks a column for their number, empty as yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0004_remove_records_that_are_gone'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='number',
            field=models.PositiveIntegerField(null=True, help_text='Among those of its meeting; never given to another, whatever became of this one.'),
        ),
    ]
