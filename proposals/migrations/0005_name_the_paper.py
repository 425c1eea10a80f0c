"""A proposal is to name its paper: the column."""

import django.db.models.deletion
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0004_open_until_decided_or_closed'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='proposal',
            name='final',
        ),
        migrations.AddField(
            model_name='proposal',
            name='paper',
            field=models.OneToOneField(help_text='From its first submission.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='proposals.paper'),
        ),
    ]
