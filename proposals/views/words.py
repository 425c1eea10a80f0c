"""Codes as pages show them: stages, positions, roles, measures, names."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cbms.models import Measure
from papers.models import Version
from proposals.enums import BLOCKING, DraftingRole, PositionKind, Route, Stage
from proposals.models import Proposal
from proposals.procedure import way

Names = Mapping[str, str]
FEW_NAMES = 4

POSITION_MARKS: Mapping[str, tuple[str, str]] = {
    PositionKind.SUPPORT: ("S", "green"),
    PositionKind.NO_OBJECTION: ("N", "teal"),
    PositionKind.RESERVATION: ("R", "sand"),
    PositionKind.INTERPRETATIVE_STATEMENT: ("I", "sand"),
    PositionKind.DISSOCIATION: ("D", "violet"),
    PositionKind.OBJECTION: ("O", "red"),
    PositionKind.AMENDMENT: ("A", "red"),
}
"""`{position: (letter, colour)}` in the grid of states."""
NOT_SPOKEN = ("–", "grey")
NOT_SPOKEN_LABEL = gettext_lazy("Has not spoken")


def some_names(codes: Sequence[str], names: Names) -> str:
    """Return the names of a few states, and of many the first and how many more."""
    shown = all_names(codes[:FEW_NAMES], names)
    if len(codes) <= FEW_NAMES:
        return shown
    return _("%(names)s and %(number)d more") % {"names": shown, "number": len(codes) - FEW_NAMES}


def all_names(codes: Iterable[str], names: Names) -> str:
    """Return the names of states, in the order given."""
    return ", ".join(names.get(code, code) for code in codes)


def submitter(version: Version, names: Names) -> str:
    """Return who submitted a version: its state, or the secretariat, which compiles a plan."""
    return names[version.submitted_by_id] if version.submitted_by_id else _("the secretariat")


def in_few_words(measure: Measure) -> str:
    """Return what a measure is about in a few words of the reader's language."""
    if measure.short_en and (get_language() or "en").startswith("en"):
        return measure.short_en
    return _beginning(measure.text)


@lru_cache(maxsize=1024)
def _beginning(text: str) -> str:
    """A list begins the same few measures again and again; cutting is slow."""
    return Truncator(text.rstrip(".")).words(12)


def subject_of(proposal: Proposal) -> dict[str, str]:
    """Return what a proposal is about: `{code, words}` of a measure, an edition or a year's plan."""
    if proposal.measure:
        return {"code": proposal.measure.code, "words": in_few_words(proposal.measure)}
    if proposal.year:
        return {"code": "", "words": _("Plan of implementation for %(year)d") % {"year": proposal.year}}
    return {"code": "", "words": proposal.title}


def drafters_in_words(drafters: Iterable[tuple[str, str]], names: Names) -> list[dict[str, str]]:
    """Return `(state, role)` pairs as rows with the state's name and the role's."""
    return [
        {"state": state, "name": names.get(state, state), "role": str(DraftingRole(role).label)}
        for state, role in drafters
    ]


def way_of(route: Route, stage: Stage) -> list[Stage]:
    """Return the stages that lead to completion, or to the end that a proposal came to."""
    if not stage.is_dropped:
        return [place for place in way(route) if not place.is_dropped]
    return [place for place in way(route) if place == stage or place.is_open]


def position_labels() -> dict[str, str]:
    """Return what each position is called in the reader's language; under "" that none was taken."""
    return {kind: str(kind.label) for kind in PositionKind} | {"": str(NOT_SPOKEN_LABEL)}


def cell(state: str, positions: Sequence[Any], names: Names, *, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a state's cell in the grid: its latest of `positions`, and what it said before.

    `labels` are those of `position_labels`: a page has a cell for each state in each consideration.
    """
    kinds = [position.position for position in positions]
    latest = kinds[-1] if kinds else ""
    letter, colour = POSITION_MARKS[latest] if latest else NOT_SPOKEN
    return {
        "code": state,
        "name": names.get(state, state),
        "letter": letter,
        "label": labels[latest],
        "was": ", ".join(dict.fromkeys(labels[kind] for kind in kinds[:-1] if kind != latest)),
        "colour": colour,
        "is_blocking": latest in BLOCKING,
    }
