"""What acts on a meeting enclose stays with those who were invited then."""

from django.db import migrations

FILL = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE records_enclosure DISABLE TRIGGER USER;
UPDATE records_enclosure AS enclosed SET readers = ARRAY['chair', 'member', 'secretariat'] || ARRAY(
        SELECT state FROM records_act AS hosting
        WHERE hosting.object_kind = 'meeting' AND hosting.object_key = enclosed.object_key
          AND hosting.action = 'host-meeting' AND hosting.state = meeting.host_id
          AND hosting.number <= entered.number)
    || ARRAY(
        SELECT participant_id FROM meetings_invitation AS asked
        WHERE asked.meeting_id = meeting.id AND asked.invited_at <= entered.at)
FROM records_act AS entered, meetings_meeting AS meeting
WHERE entered.number = enclosed.act_id AND enclosed.object_kind = 'invitations'
  AND meeting.reference = enclosed.object_key;
ALTER TABLE records_enclosure ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_task_numbers_stand"), ("records", "0016_readers_of_enclosures")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
