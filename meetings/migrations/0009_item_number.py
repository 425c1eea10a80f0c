"""Give items of agendas a column for their number, empty as yet."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0008_readers_of_enclosures'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendaitem',
            name='number',
            field=models.PositiveIntegerField(null=True, help_text='Among those of its meeting; never given to another, whatever became of this one.'),
        ),
    ]
