"""The table comes from `notices` as it stands (`notices.0009`): nothing is made here."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('notices', '0009_tables_follow_their_rooms'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='Webhook',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('url', models.CharField(max_length=500)),
                    ('description', models.CharField(blank=True, max_length=200)),
                    ('actions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, help_text='Names of acts; none named: all.', size=None)),
                    ('seed', models.CharField(max_length=64)),
                    ('previous_seed', models.CharField(blank=True, max_length=64)),
                    ('previous_until', models.DateTimeField(blank=True, null=True)),
                    ('is_active', models.BooleanField(default=True)),
                    ('off_because', models.CharField(blank=True, choices=[('owner', 'its owner switched it off'), ('account', 'its account was closed, or acts for another'), ('gone', 'its target answered that it is gone (410)'), ('failing', 'its target has failed for days')], max_length=10)),
                    ('off_since', models.DateTimeField(blank=True, null=True)),
                    ('failing_since', models.DateTimeField(blank=True, null=True)),
                    ('revision', models.PositiveIntegerField(default=1)),
                    ('created_at', models.DateTimeField()),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='webhooks', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'indexes': [models.Index(fields=['account', '-created_at'], name='webhook_of_account')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('previous_seed', ''), ('previous_until', None)), models.Q(models.Q(('previous_seed', ''), _negated=True), ('previous_until__isnull', False)), _connector='OR'), name='webhook_previous_seed_ends'), models.CheckConstraint(condition=models.Q(models.Q(('is_active', True), ('off_because', ''), ('off_since', None)), models.Q(('is_active', False), ('off_since__isnull', False), models.Q(('off_because', ''), _negated=True)), _connector='OR'), name='webhook_is_off_for_a_reason')],
                },
            ),
        ]),
    ]
