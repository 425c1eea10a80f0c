"""Number the tasks that there are as acts have named them so far: among those of their meeting, as they came.

Their series go on after the last of each, and after whatever restorations since the meeting was convened may
have lost.
"""

from django.db import migrations

NUMBER = """
    UPDATE meetings_task SET number = counted.number FROM (
        SELECT id, row_number() OVER (PARTITION BY meeting_id ORDER BY id) AS number FROM meetings_task
    ) AS counted WHERE counted.id = meetings_task.id
"""
GO_ON = """
    INSERT INTO records_counter (series, last)
    SELECT 'task:' || meeting.reference || ':' || substring(meeting.reference FROM '[0-9]{4}'),
        max(task.number) + COALESCE((
            SELECT sum(numbers_skipped) FROM records_restoration
            JOIN records_act ON records_act.number = act_id WHERE at >= meeting.convened_at
        ), 0)
    FROM meetings_task AS task JOIN meetings_meeting AS meeting ON meeting.id = task.meeting_id
    GROUP BY meeting.id
"""
FORGET = "DELETE FROM records_counter WHERE series LIKE 'task:%'"


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0005_task_number'),
        ('records', '0012_restorations'),
    ]

    operations = [
        migrations.RunSQL([NUMBER, GO_ON], [FORGET]),
    ]
