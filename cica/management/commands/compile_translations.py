"""Compile the translation catalogues."""

from django.core.management.base import BaseCommand

from cica.translations import compile_changed


class Command(BaseCommand):
    help = "Compile every locale/*/LC_MESSAGES/*.po that is newer than its .mo file."

    def handle(self, **options):
        for target in compile_changed():
            self.stdout.write(f"Compiled {target.name} of {target.parent.parent.name}.")
