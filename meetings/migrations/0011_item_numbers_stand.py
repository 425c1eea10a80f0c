"""Every item of an agenda has a number, once in its meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0010_number_items'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agendaitem',
            name='number',
            field=models.PositiveIntegerField(help_text='Among those of its meeting; never given to another, whatever became of this one.'),
        ),
        migrations.AddConstraint(
            model_name='agendaitem',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='an_item_number_once'),
        ),
    ]
