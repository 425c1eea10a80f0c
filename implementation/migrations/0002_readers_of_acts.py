"""Acts that were entered before an activity, a plan or a report was published stay with those who read it then."""

from django.db import migrations

FILL = """
ALTER TABLE records_act DISABLE TRIGGER USER;
UPDATE records_act AS entered SET readers = CASE WHEN EXISTS (
    SELECT FROM records_act AS publishing
    WHERE publishing.object_kind = entered.object_kind AND publishing.object_key = entered.object_key
      AND publishing.action = 'publish-' || entered.object_kind AND publishing.number <= entered.number
) THEN ARRAY['public'] ELSE ARRAY['chair', 'member', 'secretariat'] END
WHERE object_kind IN ('activity', 'action-plan', 'report');
ALTER TABLE records_act ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("implementation", "0001_initial"), ("records", "0004_act_readers")]
    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
