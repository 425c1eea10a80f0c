"""The translation catalogues, read and compiled by Babel, so that no system gettext is needed."""

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings


def catalogues() -> list[Path]:
    """The source of every catalogue: `locale/<language>/LC_MESSAGES/django.po`."""
    return [
        path
        for folder in map(Path, settings.LOCALE_PATHS)
        for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))
    ]


def compile_changed() -> list[Path]:
    """Write the `.mo` file beside every catalogue that is newer than it; return those written."""
    written = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(source))
        written.append(target)
    return written


def read(source: Path) -> Catalog:
    """Read a catalogue; raises `PoFileError` where it is not well-formed."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def faults_of(source: Path) -> list[str]:
    """One line for each translation that names a placeholder its original has not, or lacks a plural form."""
    return [f"line {message.lineno}: {error}" for message, errors in read(source).check() for error in errors]
