"""An index by which what a state asked for by notes of a day is found."""

import django.db.models.fields.json
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0013_keep_uploads_by_their_whole_name'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='act',
            index=models.Index(
                models.F('state'),
                django.db.models.fields.json.KeyTextTransform(
                    'note_date',
                    django.db.models.functions.comparison.Cast('payload', models.JSONField()),
                ),
                condition=models.Q(('entered_by', ''), _negated=True),
                name='act_note',
            ),
        ),
    ]
