"""The papers that moved are no longer models of proposals; nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0013_speak_of_papers_elsewhere'),  # the last that referred to them here
        ('proposals', '0008_speak_of_papers_elsewhere'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name='Comment'),
                migrations.DeleteModel(name='Paragraph'),
                migrations.DeleteModel(name='Version'),
                migrations.DeleteModel(name='Paper'),
            ],
        ),
    ]
