"""Let the items that there are keep, as their numbers, the keys that acts have named them by so far: what the
register says stays true of them.

The series of a meeting goes on after the last that its acts named, taken off the agenda or not, and after
whatever restorations since the meeting was convened may have lost.
"""

from django.db import migrations

NUMBER = "UPDATE meetings_agendaitem SET number = id"
GO_ON = """
    INSERT INTO records_counter (series, last)
    SELECT 'item:' || meeting.reference || ':' || substring(meeting.reference FROM '[0-9]{4}'),
        max((act.payload::json ->> 'item')::integer) + COALESCE((
            SELECT sum(numbers_skipped) FROM records_restoration
            JOIN records_act ON records_act.number = act_id WHERE at >= meeting.convened_at
        ), 0)
    FROM records_act AS act JOIN meetings_meeting AS meeting ON meeting.reference = act.object_key
    WHERE act.object_kind = 'agenda' AND act.action = 'add-item'
    GROUP BY meeting.id
"""
FORGET = "DELETE FROM records_counter WHERE series LIKE 'item:%'"


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0009_item_number'),
        ('records', '0016_readers_of_enclosures'),
    ]

    operations = [
        migrations.RunSQL([NUMBER, GO_ON], [FORGET]),
    ]
