"""Compare texts without soft hyphens and the other characters that nobody sees (`records.texts.INVISIBLE`)."""

from django.db import migrations

FOLDED = """
CREATE OR REPLACE FUNCTION records_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize({text}, NFKC))) $$
"""
VISIBLE = r"translate($1, U&'\00AD\200B\2060\FEFF', '')"


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0014_find_notes"),
    ]

    operations = [
        migrations.RunSQL(FOLDED.format(text=VISIBLE), FOLDED.format(text="$1")),
    ]
