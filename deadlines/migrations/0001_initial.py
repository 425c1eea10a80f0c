"""The tables come from `notices` as they stand (`notices.0009`): nothing is made here but the triggers."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('notices', '0009_tables_follow_their_rooms'),
        ('records', '0020_requests_turned_away'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[
            migrations.CreateModel(
                name='FeedAddress',
                fields=[
                    ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(help_text='What its owner calls the program that reads it.', max_length=60)),
                    ('digest', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('last_used_on', models.DateField(help_text='The day in UTC.', null=True)),
                    ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feed_addresses', to=settings.AUTH_USER_MODEL)),
                ],
            ),
            migrations.CreateModel(
                name='ReminderRound',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('head', models.BigIntegerField(help_text='The last act of the register when it began.')),
                    ('next_at', models.DateTimeField(help_text='When the next rung is reached.')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='there_is_one_round')],
                },
            ),
            migrations.CreateModel(
                name='Reminder',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('deadline', models.CharField(help_text="The deadline's `uid`.", max_length=80)),
                    ('due_at', models.DateTimeField(help_text='When it was due; a later instant has its own ladder.')),
                    ('days', models.SmallIntegerField(help_text='The rung: days from the deadline, below zero before it.')),
                    ('act', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='records.act')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('deadline', 'due_at', 'days'), name='a_rung_is_climbed_once')],
                },
            ),
        ]),
        pgtrigger.migrations.AddTrigger(
            model_name='reminder',
            trigger=pgtrigger.compiler.Trigger(name='no_update_or_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='a70983c5d9130470adad2edad6be4e2f0f8f15ba', operation='UPDATE OR DELETE', pgid='pgtrigger_no_update_or_delete_965f3', table='deadlines_reminder', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminder',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='bdddc6efb70f12f52981dc71066d4f381998a60d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_501b3', table='deadlines_reminder', when='BEFORE')),
        ),
    ]
