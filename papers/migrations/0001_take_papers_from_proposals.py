"""Papers get a room of their own: the tables of `proposals` are renamed with what stands in them."""

import django.contrib.postgres.functions
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.db import migrations, models

MODELS = ("paper", "version", "paragraph", "comment")


def renamed(old: str, new: str) -> list[str]:
    return [
        line
        for model in MODELS
        for line in (
            f"ALTER TABLE {old}_{model} RENAME TO {new}_{model}",
            f"ALTER SEQUENCE {old}_{model}_id_seq RENAME TO {new}_{model}_id_seq",
            f"UPDATE django_content_type SET app_label = '{new}' WHERE app_label = '{old}' AND model = '{model}'",
        )
    ]


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('members', '0005_former_names'),
        ('meetings', '0012_name_no_stage_in_constraints'),  # whose tables refer to those under their old names
        ('proposals', '0007_let_papers_go'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(renamed("proposals", "papers"), renamed("papers", "proposals")),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Paragraph',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('identity', models.UUIDField(default=uuid.uuid4)),
                        ('position', models.PositiveSmallIntegerField()),
                        ('is_heading', models.BooleanField(default=False)),
                        ('text_en', models.TextField()),
                        ('text_ru', models.TextField(blank=True)),
                        ('text_fr', models.TextField(blank=True)),
                        ('digest', models.CharField(help_text='SHA-256 of the normalised English text.', max_length=64)),
                    ],
                ),
                migrations.CreateModel(
                    name='Version',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField()),
                        ('title', models.CharField(max_length=300)),
                        ('submitted_at', models.DateTimeField()),
                        ('digest', models.CharField(help_text='SHA-256 of the normalised English text, the one that counts.', max_length=64)),
                        ('symbol', models.CharField(blank=True, max_length=40)),
                        ('circulated_at', models.DateTimeField(null=True)),
                        ('comments_until', models.DateTimeField(null=True)),
                        ('message', models.TextField(blank=True)),
                        ('changes', models.JSONField(default=list, help_text='What an amendment changes (`cbms.amendments`).')),
                        ('in_force_on', models.DateField(help_text='The day a proposed edition is to come into force.', null=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='Comment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField()),
                        ('proposed_wording', models.TextField(blank=True)),
                        ('made_at', models.DateTimeField()),
                        ('state', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.participant')),
                    ],
                ),
                migrations.CreateModel(
                    name='Paper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('public_id', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('CP', 'Concept paper'), ('WP', 'Working paper'), ('AM', 'Amendment'), ('PL', 'Plan of implementation')], max_length=2)),
                        ('base_symbol', models.CharField(blank=True, help_text='`CICA/SWG/2026/CP.3`, from first circulation.', max_length=40)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(condition=models.Q(('base_symbol', ''), _negated=True), fields=('base_symbol',), name='a_symbol_names_one_paper')],
                    },
                ),
                migrations.AddField(
                    model_name='comment',
                    name='paragraph',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='papers.paragraph'),
                ),
                migrations.AddField(
                    model_name='version',
                    name='paper',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='papers.paper'),
                ),
                migrations.AddField(
                    model_name='version',
                    name='submitted_by',
                    field=models.ForeignKey(help_text='Null for a plan: the secretariat compiles it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.participant'),
                ),
                migrations.AddField(
                    model_name='paragraph',
                    name='version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paragraphs', to='papers.version'),
                ),
                migrations.AddField(
                    model_name='comment',
                    name='version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='papers.version'),
                ),
                migrations.AddConstraint(
                    model_name='version',
                    constraint=models.UniqueConstraint(fields=('paper', 'number'), name='versions_are_numbered'),
                ),
                migrations.AddConstraint(
                    model_name='version',
                    constraint=models.UniqueConstraint(condition=models.Q(('symbol', ''), _negated=True), fields=('symbol',), name='a_symbol_names_one_version'),
                ),
                migrations.AddConstraint(
                    model_name='version',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('circulated_at', None), ('comments_until', None), ('symbol', '')), models.Q(models.Q(('symbol', ''), _negated=True), ('circulated_at__isnull', False), ('comments_until__isnull', False)), _connector='OR'), name='circulated_versions_have_a_symbol'),
                ),
                migrations.AddConstraint(
                    model_name='paragraph',
                    constraint=models.UniqueConstraint(fields=('version', 'identity'), name='a_paragraph_stands_once_in_a_version'),
                ),
                migrations.AddConstraint(
                    model_name='paragraph',
                    constraint=models.UniqueConstraint(fields=('version', 'position'), name='paragraphs_are_ordered'),
                ),
                migrations.AddIndex(
                    model_name='comment',
                    index=models.Index(fields=['version', 'made_at'], name='comment_version'),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paper',
            trigger=pgtrigger.compiler.Trigger(name='final', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was jsonb := to_jsonb(OLD); is_now jsonb := to_jsonb(NEW); changed text;', func='IF was->\'base_symbol\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'base_symbol\'; is_now := is_now - \'base_symbol\'; END IF; SELECT string_agg(key, \', \' ORDER BY key) INTO changed FROM jsonb_each(was) WHERE is_now->key IS DISTINCT FROM value; IF changed IS NOT NULL THEN RAISE EXCEPTION \'% of % is final\', changed, TG_TABLE_NAME; END IF; RETURN NEW;', hash='a40239a41916e18b881decddadb38a0b019e2c17', operation='UPDATE', pgid='pgtrigger_final_8fe90', table='papers_paper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paper',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME;", hash='393fa85a268843b59345ed7359d8ed7f1c0d04b5', operation='DELETE', pgid='pgtrigger_no_delete_6ef38', table='papers_paper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paper',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='e3ee2ebc555e5913dda015524f7b7f256e09249d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_c2ee5', table='papers_paper', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='final', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was jsonb := to_jsonb(OLD); is_now jsonb := to_jsonb(NEW); changed text;', func='IF was->\'symbol\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'symbol\'; is_now := is_now - \'symbol\'; END IF; IF was->\'circulated_at\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'circulated_at\'; is_now := is_now - \'circulated_at\'; END IF; IF was->\'comments_until\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'comments_until\'; is_now := is_now - \'comments_until\'; END IF; IF was->\'message\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'message\'; is_now := is_now - \'message\'; END IF; SELECT string_agg(key, \', \' ORDER BY key) INTO changed FROM jsonb_each(was) WHERE is_now->key IS DISTINCT FROM value; IF changed IS NOT NULL THEN RAISE EXCEPTION \'% of % is final\', changed, TG_TABLE_NAME; END IF; RETURN NEW;', hash='14fceb9ed13ce51929eae261dda1bebe72ddef7f', operation='UPDATE', pgid='pgtrigger_final_26260', table='papers_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='no_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are kept for ever', TG_TABLE_NAME;", hash='c9dcd883e427beb21ba7ff4b68834cba41062470', operation='DELETE', pgid='pgtrigger_no_delete_bcf21', table='papers_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='version',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='96b994b634fd5b89d755079138c96ad2b12d460b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_2a029', table='papers_version', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paragraph',
            trigger=pgtrigger.compiler.Trigger(name='no_update_or_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='67a02553dca28e462460418c54cb28cb0cf306ee', operation='UPDATE OR DELETE', pgid='pgtrigger_no_update_or_delete_cdc58', table='papers_paragraph', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='paragraph',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='8157ed2562861049eb012e06ea3b16785403a499', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_8a431', table='papers_paragraph', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='no_update_or_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='71823e819895c0a95ab9dd188251b56c78f255c1', operation='UPDATE OR DELETE', pgid='pgtrigger_no_update_or_delete_71e2b', table='papers_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='no_truncate', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME;", hash='838df5bb913880436637cafa0591956327ddc7f9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_no_truncate_f073d', table='papers_comment', when='BEFORE')),
        ),
    ]
