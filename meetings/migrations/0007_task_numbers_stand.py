"""Every task has a number, once in its meeting."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0006_number_tasks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='task',
            name='number',
            field=models.PositiveIntegerField(help_text='Among those of its meeting; never given to another, whatever became of this one.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='a_task_number_once'),
        ),
    ]
