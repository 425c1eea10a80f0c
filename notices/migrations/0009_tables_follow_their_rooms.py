"""Four tables go to the rooms `deadlines` and `webhooks`, with their rows: renamed, and what hangs on them.

The next migrations say to Django what happens here to the database.
"""

import pgtrigger.migrations
from django.db import migrations

ROOMS = {'reminder': 'deadlines', 'reminderround': 'deadlines', 'feedaddress': 'deadlines', 'webhook': 'webhooks'}

RENAME_WHAT_HANGS_ON_THEM = '''
DO $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT conrelid::regclass AS of_table, conname AS old,
               replace(replace(conname, 'notices_' || moved.model, moved.room || '_' || moved.model),
                       'fk_notices_' || moved.model, 'fk_' || moved.room || '_' || moved.model) AS new
        FROM (VALUES %(moved)s) AS moved (model, room)
        JOIN pg_constraint ON to_regclass(moved.room || '_' || moved.model) IN (conrelid, confrelid)
    LOOP
        IF one.old <> one.new THEN
            EXECUTE format('ALTER TABLE %%s RENAME CONSTRAINT %%I TO %%I', one.of_table, one.old, one.new);
        END IF;
    END LOOP;
    FOR one IN
        SELECT found.oid::regclass AS old, found.relkind,
               replace(relname, 'notices_' || moved.model, moved.room || '_' || moved.model) AS new
        FROM (VALUES %(moved)s) AS moved (model, room)
        JOIN pg_class AS found ON found.relnamespace = current_schema()::regnamespace AND relkind IN ('i', 'S')
             AND relname LIKE 'notices\\_' || moved.model || '\\_%%'
    LOOP
        EXECUTE format('ALTER %%s %%s RENAME TO %%I',
                       CASE one.relkind WHEN 'i' THEN 'INDEX' ELSE 'SEQUENCE' END, one.old, one.new);
    END LOOP;
END $$
''' % {'moved': ', '.join(f"('{model}', '{room}')" for model, room in ROOMS.items())}


def rename_kinds(apps, rooms):
    """Let Django's own list of kinds (`django_content_type`) say where each is now."""
    for model, (old, new) in rooms.items():
        apps.get_model('contenttypes', 'ContentType').objects.filter(app_label=old, model=model).update(app_label=new)


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0008_mails_on_a_silence_go_first'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name='reminder', name='no_update_or_delete'),
        pgtrigger.migrations.RemoveTrigger(model_name='reminder', name='no_truncate'),
        *(migrations.AlterModelTable(name=model, table=f'{room}_{model}') for model, room in ROOMS.items()),
        migrations.RunSQL(RENAME_WHAT_HANGS_ON_THEM, migrations.RunSQL.noop),
        migrations.RunPython(
            lambda apps, _: rename_kinds(apps, {model: ('notices', room) for model, room in ROOMS.items()}),
            lambda apps, _: rename_kinds(apps, {model: (room, 'notices') for model, room in ROOMS.items()}),
        ),
    ]
