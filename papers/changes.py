"""What an amendment changes of an edition, in words."""

from collections.abc import Mapping
from typing import Any

from cbms.enums import ChangeKind
from cbms.models import Measure
from papers.models import Version
from papers.parts import LANGUAGES


def changes_of(version: Version, *, base: str) -> dict[str, Any] | None:
    """Return what an amendment changes of the edition `base`, in words; None for any other paper."""
    if not version.changes:
        return None
    before = {measure.code: measure.text for measure in Measure.objects.filter(edition=base)}
    return {
        "base": base,
        "in_force_on": version.in_force_on,
        "lines": [change_in_words(change, before) for change in version.changes],
    }


def change_in_words(change: Mapping[str, Any], before: Mapping[str, str]) -> dict[str, Any]:
    """Return `{kind, about, touched: [(code, text in force)], texts}` of one change.

    `about` is the code of an area or the citation of a paragraph; the measures in force are `touched`.
    """
    touched = [change["measure"]] if change.get("measure") else change.get("measures") or []
    given = [change.get(code) for code, _name in LANGUAGES]
    return {
        "kind": ChangeKind(change["kind"]).label,
        "about": "" if touched else change.get("area") or change.get("citation") or "",
        "touched": [(code, before.get(code, "")) for code in touched],
        "texts": change.get("into") or [text for text in given if text],
    }
