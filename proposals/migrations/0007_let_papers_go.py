"""A paper no longer knows its proposal, and its tables are ready to move (`papers.0001`)."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0006_fill_in_the_paper'),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='proposal',
            trigger=pgtrigger.compiler.Trigger(name='final', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was jsonb := to_jsonb(OLD); is_now jsonb := to_jsonb(NEW); changed text;', func='was := was - \'stage\'; is_now := is_now - \'stage\'; was := was - \'stage_since\'; is_now := is_now - \'stage_since\'; was := was - \'closed_at\'; is_now := is_now - \'closed_at\'; was := was - \'due_at\'; is_now := is_now - \'due_at\'; was := was - \'draft_due\'; is_now := is_now - \'draft_due\'; was := was - \'under\'; is_now := is_now - \'under\'; was := was - \'revision\'; is_now := is_now - \'revision\'; was := was - \'is_demonstration\'; is_now := is_now - \'is_demonstration\'; IF was->\'decided_at\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'decided_at\'; is_now := is_now - \'decided_at\'; END IF; IF was->\'paper_id\' IN (\'null\', \'""\', \'[]\') THEN was := was - \'paper_id\'; is_now := is_now - \'paper_id\'; END IF; SELECT string_agg(key, \', \' ORDER BY key) INTO changed FROM jsonb_each(was) WHERE is_now->key IS DISTINCT FROM value; IF changed IS NOT NULL THEN RAISE EXCEPTION \'% of % is final\', changed, TG_TABLE_NAME; END IF; RETURN NEW;', hash='3cd79b9161208b15a33275860c6bf40a4334b0c2', operation='UPDATE', pgid='pgtrigger_final_4be0d', table='proposals_proposal', when='BEFORE')),
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paper',
            name='final',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paper',
            name='no_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paper',
            name='no_truncate',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='final',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='no_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='version',
            name='no_truncate',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paragraph',
            name='no_update_or_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='paragraph',
            name='no_truncate',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='comment',
            name='no_update_or_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='comment',
            name='no_truncate',
        ),
        migrations.RemoveField(
            model_name='paper',
            name='proposal',
        ),
    ]
