"""Take the words apart anew of what was disseminated with soft hyphens and the like in it."""

from django.db import migrations

WORDS = " || ".join(
    f"setweight(to_tsvector('{configuration}', records_folded(v.{column})), '{weight}')"
    for configuration in ("simple", "english", "russian", "french")
    for column, weight in (("title", "A"), ("text", "B"))
)
REBUILD = rf"""
UPDATE exchange_submission s SET search = {WORDS} FROM exchange_version v
WHERE s.search IS NOT NULL AND v.submission_id = s.id AND v.number = (
    SELECT max(number) FROM exchange_version WHERE submission_id = s.id AND released_at IS NOT NULL
) AND v.title || v.text ~ '[\u00AD\u200B\u2060\uFEFF]'
"""


class Migration(migrations.Migration):

    dependencies = [
        ("exchange", "0005_keep_what_is_final"),
        ("records", "0015_fold_what_nobody_sees"),
    ]

    operations = [migrations.RunSQL(REBUILD, migrations.RunSQL.noop)]
