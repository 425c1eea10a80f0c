"""How texts are compared when somebody searches (`records.folding`)."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

FOLDED = """
CREATE FUNCTION records_folded(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize($1, NFKC))) $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0006_look_into_files"),
    ]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(FOLDED, "DROP FUNCTION records_folded(text)"),
    ]
