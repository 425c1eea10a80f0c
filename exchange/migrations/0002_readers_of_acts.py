"""Acts on what is exchanged stay with those who could see it then, not with whom it was opened to later.

Where an audience was widened it is not known how wide it was before; who was served by then is.
"""

from django.db import migrations

FILL = """
ALTER TABLE records_act DISABLE TRIGGER USER;
UPDATE records_act AS entered SET readers = ARRAY(
    SELECT state_id FROM exchange_authorship AS author
    WHERE author.submission_id = submission.id AND author.since <= entered.at
) || CASE WHEN submission.received_at <= entered.at THEN ARRAY['chair', 'secretariat'] ELSE '{}' END
FROM exchange_submission AS submission
WHERE entered.object_kind IN ('handling', 'submission') AND submission.reference = entered.object_key;
UPDATE records_act AS entered SET readers = readers || ARRAY['secretariat'] || ARRAY(
    SELECT DISTINCT served.participant_id
    FROM exchange_delivery AS served JOIN exchange_version AS version ON version.id = served.version_id
    WHERE version.submission_id = submission.id AND served.served_at <= entered.at
) || ARRAY(
    SELECT DISTINCT reader FROM exchange_version AS version, unnest(CASE version.audience
        WHEN 'public' THEN ARRAY['public'] WHEN 'participants' THEN ARRAY['member', 'observer']
        WHEN 'members' THEN ARRAY['member'] ELSE '{}' END) AS reader
    WHERE version.submission_id = submission.id AND version.released_at <= entered.at AND NOT EXISTS (
        SELECT FROM exchange_widening AS asked
        WHERE asked.submission_id = submission.id AND asked.outcome = 'widened'
          AND asked.settled_at > entered.at)
)
FROM exchange_submission AS submission
WHERE entered.object_kind = 'submission' AND submission.reference = entered.object_key
  AND entered.action <> 'widen-audience';
UPDATE records_act AS entered SET readers = CASE WHEN EXISTS (
    SELECT FROM records_act AS opening
    WHERE opening.object_kind = 'compilation' AND opening.object_key = entered.object_key
      AND opening.action = 'disseminate-views' AND opening.number <= entered.number
) THEN ARRAY['chair', 'member', 'secretariat'] ELSE ARRAY['chair', 'secretariat'] END
WHERE object_kind = 'compilation';
ALTER TABLE records_act ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("records", "0004_act_readers")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
