"""Bring the translation catalogues up to the sources."""

from django.core.management.base import BaseCommand

from cica.translations import update


class Command(BaseCommand):
    help = "Extract every message of the sources into the catalogues; name those not yet translated."

    def handle(self, **options):
        for catalogue, untranslated in update().items():
            self.stdout.write(f"{catalogue.parent.parent.name}: {len(untranslated)} not yet translated.")
            for message in untranslated:
                self.stdout.write(f"  {message}")
