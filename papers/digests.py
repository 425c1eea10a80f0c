"""Digests of a text: of its normalised English, which counts, and of what stands beside it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from papers.models import Paragraph
from papers.parts import TRANSLATIONS
from records.canonical import canonical_bytes, sha256
from records.texts import INVISIBLE


def normalised(text: str) -> str:
    """Return text as digests see it: composed Unicode, each run of white space one space, unseen typography
    left out.
    """
    return re.sub(r"\s+", " ", INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def digest_of_paragraph(text_en: str) -> str:
    """Return the digest of a paragraph's English text, the one that counts."""
    return sha256(normalised(text_en).encode())


def digest_of_text(
    title: str, paragraphs: Iterable[Paragraph], *, changes: Sequence[Mapping[str, Any]] = ()
) -> str:
    """Return the digest of a version: its title, each paragraph's kind and digest in order, what it
    changes.
    """
    lines = [["heading" if paragraph.is_heading else "text", paragraph.digest] for paragraph in paragraphs]
    return sha256(canonical_bytes([normalised(title), lines, *([list(changes)] if changes else [])]))


def translations_digest(paragraphs: Iterable[Paragraph]) -> str:
    """Return the digest of a version's translations, in order; "" where no paragraph has any."""
    texts = [[getattr(paragraph, column) for column in TRANSLATIONS] for paragraph in paragraphs]
    return sha256(canonical_bytes(texts)) if any(map(any, texts)) else ""


def identities_digest(paragraphs: Iterable[Paragraph]) -> str:
    """Return the digest of what keeps each paragraph the same through versions, in order."""
    return sha256(canonical_bytes([str(paragraph.identity) for paragraph in paragraphs]))
