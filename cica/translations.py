"""The translation catalogues, extracted, read and compiled by Babel, so that no system gettext is needed.

One catalogue a language holds the messages of Python and of the pages alike.
"""

from collections.abc import Sequence
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

SOURCES = [
    ("tests/**", "ignore"),
    ("bench/**", "ignore"),
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
"""`(pattern, extractor)`; the first pattern that fits counts."""
PAGE_OPTIONS = {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
"""As `cica.jinja.environment` reads pages, so that a message is spelt the same here and there."""
LAZY_KEYWORDS = {
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""Django's names beside gettext's own, which Babel knows."""
WIDTH = 110


def catalogues() -> list[Path]:
    """The source of every catalogue: `locale/<language>/LC_MESSAGES/django.po`."""
    return [
        path
        for folder in map(Path, settings.LOCALE_PATHS)
        for path in sorted(folder.glob("*/LC_MESSAGES/*.po"))
    ]


def extracted() -> Catalog:
    """Return every message of the sources, without translations."""
    catalog = Catalog(project="cica-cbm", charset="utf-8")
    found = extract_from_dir(
        settings.BASE_DIR,
        SOURCES,
        options_map={"templates/**.html": PAGE_OPTIONS, "templates/**.txt": PAGE_OPTIONS},
        keywords=DEFAULT_KEYWORDS | LAZY_KEYWORDS,
        comment_tags=["Translators:"],
        strip_comment_tags=True,
    )
    for name, line, message, comments, context in found:
        catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def update() -> dict[Path, list[str]]:
    """Bring every catalogue up to the sources; return what each has not yet translated.

    A message that the sources no longer have is dropped; a new one stays empty, for nothing is guessed. Lines
    are not written, so that a catalogue changes only where a message does.
    """
    sources = extracted()
    untranslated = {}
    for path in catalogues():
        catalog = read(path)
        catalog.update(sources, no_fuzzy_matching=True, update_creation_date=False)
        with path.open("wb") as file:
            write_po(file, catalog, width=WIDTH, include_lineno=False, ignore_obsolete=True)
        untranslated[path] = [
            _first(message.id) for message in catalog if message.id and not is_translated(message)
        ]
    return untranslated


def is_translated(message: Message) -> bool:
    """Whether a message has its text, in every plural form, and none that is only guessed."""
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return all(forms) and not message.fuzzy


def _first(message_id: str | Sequence[str]) -> str:
    return message_id if isinstance(message_id, str) else message_id[0]


def compile_changed() -> list[Path]:
    """Write the `.mo` file beside every catalogue that is newer than it; return those written."""
    written = []
    for source in uncompiled():
        target = source.with_suffix(".mo")
        with target.open("wb") as file:
            write_mo(file, read(source))
        written.append(target)
    return written


def uncompiled() -> list[Path]:
    """The catalogues without a `.mo` file, or with one that is older."""
    return [
        source
        for source in catalogues()
        if not (target := source.with_suffix(".mo")).exists()
        or target.stat().st_mtime < source.stat().st_mtime
    ]


def read(source: Path) -> Catalog:
    """Read a catalogue; raises `PoFileError` where it is not well-formed."""
    with source.open("rb") as file:
        return read_po(file, locale=source.parent.parent.name, abort_invalid=True)


def faults_of(source: Path) -> list[str]:
    """One line for each translation that names a placeholder its original has not, or lacks a plural form."""
    return [f"line {message.lineno}: {error}" for message, errors in read(source).check() for error in errors]
