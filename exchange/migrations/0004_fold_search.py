"""Take the words of what was disseminated apart anew: folded, and in every language."""

from django.db import migrations

WORDS = " || ".join(
    f"setweight(to_tsvector('{configuration}', records_folded(v.{column})), '{weight}')"
    for configuration in ("simple", "english", "russian", "french")
    for column, weight in (("title", "A"), ("text", "B"))
)
REBUILD = f"""
UPDATE exchange_submission s SET search = {WORDS} FROM exchange_version v
WHERE s.search IS NOT NULL AND v.submission_id = s.id AND v.number = (
    SELECT max(number) FROM exchange_version WHERE submission_id = s.id AND released_at IS NOT NULL
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0003_recipients_see_each_other"),
        ("records", "0007_fold_texts"),
    ]

    operations = [migrations.RunSQL(REBUILD, migrations.RunSQL.noop)]
