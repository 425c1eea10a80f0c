"""Proposals refer to the papers in their own room; nothing changes in the database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('papers', '0001_take_papers_from_proposals'),
        ('proposals', '0007_let_papers_go'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='consideration',
                    name='version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='considerations', to='papers.version'),
                ),
                migrations.AlterField(
                    model_name='service',
                    name='version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='services', to='papers.version'),
                ),
                migrations.AlterField(
                    model_name='proposal',
                    name='paper',
                    field=models.OneToOneField(help_text='From its first submission.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposal', to='papers.paper'),
                ),
            ],
        ),
    ]
