"""Papers are text: paragraphs with identities, digests of normalised text, symbols, differences between
versions.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Min
from django.utils.translation import gettext as _

from proposals.models import Paper, Paragraph, Version
from records.canonical import canonical_bytes, sha256
from records.certain import certain
from records.comparing import Effort, runs, words
from records.numbering import left_out_since, next_number
from records.refusals import Invalid
from records.texts import INVISIBLE

TEMPLATE = (
    "Introduction",
    "Objectives",
    "Areas and forms of cooperation",
    "Activities",
    "Mechanism and timeline",
    "Resources",
    "Review",
)
"""The headings of a concept paper, as a drafter first sees them (DESIGN section 2, "Papers are text")."""


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
    texts = [[paragraph.text_ru, paragraph.text_fr] for paragraph in paragraphs]
    return sha256(canonical_bytes(texts)) if any(any(pair) for pair in texts) else ""


def identities_digest(paragraphs: Iterable[Paragraph]) -> str:
    """Return the digest of what keeps each paragraph the same through versions, in order."""
    return sha256(canonical_bytes([str(paragraph.identity) for paragraph in paragraphs]))


def identities(paper: Paper) -> set[UUID]:
    """Return the identities of all paragraphs that any version of the paper has had."""
    return set(Paragraph.objects.filter(version__paper=paper).values_list("identity", flat=True))


def paragraphs(lines: Iterable[Mapping[str, Any]], *, known: set[UUID]) -> list[Paragraph]:
    """Return unsaved paragraphs; a line's `id` must be one that an earlier version had (else Invalid)."""
    rows = []
    for position, line in enumerate(lines, start=1):
        identity = line.get("id")
        if identity and identity not in known:
            raise Invalid(
                {"paragraphs": [_("No earlier version has a paragraph %(id)s.") % {"id": identity}]}
            )
        rows.append(
            Paragraph(
                identity=identity or uuid4(),
                position=position,
                is_heading=line["heading"],
                text_en=line["en"],
                text_ru=line["ru"],
                text_fr=line["fr"],
                digest=digest_of_paragraph(line["en"]),
            )
        )
    return rows


def next_symbol(paper: Paper, *, year: int) -> str:
    """Return the symbol of the version about to be circulated: `CICA/SWG/2026/CP.3`, then `…/Rev.1`,
    `…/Rev.2`.

    The first circulation takes the paper's number in its year; the lock is the caller's transaction.
    """
    if not paper.base_symbol:
        number = next_number(series=f"symbol:SWG:{paper.kind}:{year}")
        paper.base_symbol = f"CICA/SWG/{year}/{paper.kind}.{number}"
        paper.save(update_fields=["base_symbol"])
        return paper.base_symbol
    circulated = Version.objects.filter(paper=paper, circulated_at__isnull=False)
    first = circulated.aggregate(at=Min("circulated_at"))["at"]
    return f"{paper.base_symbol}/Rev.{circulated.count() + left_out_since(first)}"


@dataclass(frozen=True)
class Difference:
    """What became of one paragraph between two versions.

    `change` is `same`, `changed`, `added`, `removed` or `moved`; `words` are runs of ("same" | "added" |
    "removed", text).
    """

    identity: UUID
    change: str
    is_heading: bool
    before: str
    after: str
    words: tuple[tuple[str, str], ...]


def differences(before: Iterable[Paragraph], after: Iterable[Paragraph]) -> list[Difference]:
    """Compare two versions' English texts by paragraph, then by word, in the order of the later version.

    A removed paragraph stands where it stood: after the paragraph that preceded it. Texts that would take too
    much to compare are removed and added whole.
    """
    effort = Effort()
    old = {paragraph.identity: paragraph for paragraph in before}
    new = {paragraph.identity: paragraph for paragraph in after}
    kept_old = [identity for identity in old if identity in new]
    kept_new = [identity for identity in new if identity in old]
    in_order = runs(kept_old, kept_new, effort=Effort())
    in_place = {identity for op, found in in_order if op == "same" for identity in found}
    found = []
    followers = _removed_after(old, new)
    found += [_difference(old[gone], None, effort=effort) for gone in followers.get(None, ())]
    for identity, paragraph in new.items():
        moved = identity in old and identity not in in_place
        found.append(_difference(old.get(identity), paragraph, effort=effort, moved=moved))
        found += [_difference(old[gone], None, effort=effort) for gone in followers.get(identity, ())]
    return found


def _removed_after(
    old: Mapping[UUID, Paragraph], new: Mapping[UUID, Paragraph]
) -> dict[UUID | None, list[UUID]]:
    followers: dict[UUID | None, list[UUID]] = {}
    last_kept = None
    for identity in old:
        if identity in new:
            last_kept = identity
        else:
            followers.setdefault(last_kept, []).append(identity)
    return followers


def _difference(
    before: Paragraph | None, after: Paragraph | None, *, effort: Effort, moved: bool = False
) -> Difference:
    old, new = (before.text_en if before else ""), (after.text_en if after else "")
    if before is None:
        change = "added"
    elif after is None:
        change = "removed"
    elif before.digest != after.digest:
        change = "changed"
    else:
        change = "moved" if moved else "same"
    either = certain(after or before)
    # What differs only in what nobody sees, such as soft hyphens, is the same paragraph and shows no change.
    is_same = change in ("same", "moved")
    found = tuple(words(new if is_same else old, new, effort=effort))
    return Difference(either.identity, change, either.is_heading, old, new, found)
