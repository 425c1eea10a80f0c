"""How a text becomes the next version of a paper."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from papers.digests import digest_of_paragraph, digest_of_text
from papers.models import Paper, Paragraph, Version
from papers.parts import SAID
from records.refusals import Invalid


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
                digest=digest_of_paragraph(line["en"]),
                **{part.column: line[part.name] for part in SAID},
            )
        )
    return rows


def add_version(
    paper: Paper,
    *,
    title: str,
    lines: Iterable[Mapping[str, Any]],
    by: str,
    at: datetime,
    changes: Sequence[Mapping[str, Any]] = (),
    in_force_on: date | None = None,
) -> Version:
    """Add the next version of a paper; `by` is empty for what the secretariat compiles.

    The caller has locked what has the paper, so that versions are numbered one by one. Raises Invalid for a
    line that names a paragraph which no version had.
    """
    previous = Version.objects.filter(paper=paper).order_by("-number").first()
    rows = paragraphs(lines, known=identities(paper))
    version = Version.objects.create(
        paper=paper,
        number=previous.number + 1 if previous else 1,
        title=title,
        submitted_by_id=by or None,
        submitted_at=at,
        changes=list(changes),
        in_force_on=in_force_on,
        digest=digest_of_text(title, rows, changes=changes),
    )
    for row in rows:
        row.version = version
    Paragraph.objects.bulk_create(rows)
    return version
