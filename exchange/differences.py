"""What differs between a version that an author has confirmed and the one that it is asked to confirm now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.dossier import SubmissionDossier
from exchange.effects import HANDLING
from exchange.enums import AuthorSilence, ExchangeAction, Language
from exchange.models import Attachment, Version
from exchange.sentences import Names, audience_in_words, listed
from papers.comparing import Effort, runs
from records.models import Act


@dataclass(frozen=True)
class FieldDifference:
    """One thing that differs. `field` is its name in the body of an act, `label` its name for people.

    `lines` are runs of (`same` | `removed` | `added`, line) where a text of some lines differs.
    """

    field: str
    label: str
    before: str
    after: str
    lines: tuple[tuple[str, str], ...] = ()


def to_confirm(dossier: SubmissionDossier, state: str, *, names: Names) -> list[FieldDifference]:
    """Return what differs from the version that `state` confirmed last; empty unless it is asked again."""
    pending = dossier.pending
    if pending is None or state not in dossier.unconfirmed:
        return []
    confirmed = Version.objects.filter(
        submission=dossier.submission, confirmations__state=state, confirmations__agrees=True
    )
    before = confirmed.order_by("-number").first()
    return list(differences(before, pending, names=names)) if before else []


def differences(before: Version, after: Version, *, names: Names) -> Iterator[FieldDifference]:
    """Yield what differs between two versions of a submission, in the order of its form."""
    old, new = _said(before, names), _said(after, names)
    for field, (label, text) in new.items():
        was = old[field][1]
        if was is None or text is None or was == text:
            continue
        lines = tuple(_lines(was, text)) if field == "text" else ()
        yield FieldDifference(field, label, was, text, lines)


def _said(version: Version, names: Names) -> dict[str, tuple[str, str | None]]:
    """Return `{field: (label, what the version says there)}`; None where the register does not say."""
    entered = _entered(version)
    files = Attachment.objects.filter(version=version).order_by("position")
    terms = entered.get("terms") or {}
    return {
        "measures": (_("Measures"), ", ".join(entered.get("measures", []))),
        "title": (_("Title"), version.title),
        "text": (_("Text"), version.text),
        "language": (_("Language"), str(Language(version.language).label)),
        "files": (_("Files"), ", ".join(files.values_list("document__name", flat=True))),
        "audience": (_("Audience"), audience_in_words(version.audience, version.recipients, names)),
        "authors": (_("Authors"), listed(entered.get("authors", []), names)),
        "widens_to": (
            _("A wider audience later"),
            _terms_in_words(terms, names) if "terms" in entered else None,
        ),
    }


def _entered(version: Version) -> Mapping[str, Any]:
    """Return what the register says of the submission that the version is of, or corrects."""
    acts = Act.objects.filter(
        object_kind=HANDLING,
        object_key=version.submission.reference,
        action__in=(ExchangeAction.SUBMIT, ExchangeAction.RESUBMIT),
        at__lte=version.submitted_at,
    )
    payload = acts.order_by("-number").values_list("payload", flat=True).first()
    return orjson.loads(payload) if payload else {}


def _terms_in_words(terms: Mapping[str, Any], names: Names) -> str:
    if not terms:
        return ""
    facts = (
        date_format(date.fromisoformat(terms["widens_on"])) if terms["widens_on"] else terms["widens_after"],
        audience_in_words(terms["widens_to"], (), names),
        str(AuthorSilence(terms["silence"]).label),
    )
    return "; ".join(fact for fact in facts if fact)


def _lines(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Compare two texts line by line; lines without a text do not count."""
    old, new = list(_filled(before)), list(_filled(after))
    found = runs(old, new, effort=Effort())
    return ((op, line) for op, lines in found for line in lines)


def _filled(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines() if line.strip())
