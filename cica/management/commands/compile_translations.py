"""Compile the translation catalogues with Babel, so that no system gettext is needed."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Compile every locale/*/LC_MESSAGES/*.po that is newer than its .mo file."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="Write nothing; fail if a catalogue does not compile or placeholders differ.",
        )

    def handle(self, *, check: bool, **options):
        sources = [
            source
            for path in settings.LOCALE_PATHS
            for source in sorted(Path(path).glob("*/LC_MESSAGES/*.po"))
        ]
        if check:
            self.check(sources)
        else:
            compile_changed(sources)

    def check(self, sources: list[Path]) -> None:
        faults = [fault for source in sources for fault in faults_of(source)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(sources)} translation catalogues compile.")


def compile_changed(sources: list[Path]) -> None:
    for source in sources:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source))


def read(source: Path) -> Catalog:
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def faults_of(source: Path) -> list[str]:
    """One line for each message whose translation breaks the original's placeholders or plural forms."""
    return [
        f"{source}:{message.lineno}: {error}" for message, errors in read(source).check() for error in errors
    ]
