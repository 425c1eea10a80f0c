"""Acts on a meeting stay with those who could see it then: whoever was invited later does not read them."""

from django.db import migrations

FILL = """
ALTER TABLE records_act DISABLE TRIGGER USER;
UPDATE records_act AS entered SET readers = CASE
    WHEN entered.object_kind = 'meeting' AND meeting.audience = 'public' THEN ARRAY['public']
    ELSE ARRAY['chair', 'member', 'secretariat'] || ARRAY(
        SELECT state FROM records_act AS hosting
        WHERE hosting.object_kind = 'meeting' AND hosting.object_key = entered.object_key
          AND hosting.action = 'host-meeting' AND hosting.state = meeting.host_id
          AND hosting.number <= entered.number)
      || CASE WHEN entered.object_kind = 'logistics' THEN '{}' ELSE ARRAY(
          SELECT participant_id FROM meetings_invitation AS asked
          WHERE asked.meeting_id = meeting.id AND asked.invited_at <= entered.at) END
    END
FROM meetings_meeting AS meeting
WHERE entered.object_kind IN ('meeting', 'invitations', 'logistics') AND meeting.reference = entered.object_key;
ALTER TABLE records_act ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("records", "0004_act_readers")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
