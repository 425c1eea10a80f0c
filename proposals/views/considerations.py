"""How a consideration is shown: where each state on the roster stands, what is missing, what was said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from members.actor import Actor
from papers.models import Paragraph
from proposals import consensus
from proposals.dossier import Dossier
from proposals.enums import Body, Mode, Outcome, PositionKind
from proposals.models import Consideration, Extension, Position
from proposals.sentences import missing
from proposals.views.words import Names, all_names, cell, position_labels
from records.written_once import WrittenOnce

OUTCOME_COLOURS = {
    Outcome.OPEN: "violet",
    Outcome.AGREED: "green",
    Outcome.APPROVED: "green",
    Outcome.RETURNED: "sand",
    Outcome.DECLINED: "red",
    Outcome.DEFERRED: "sand",
    Outcome.NOTED: "sand",
    Outcome.ENDED: "grey",
    Outcome.SILENCE_BROKEN: "red",
    Outcome.WITHDRAWN: "grey",
}

Named = Mapping[tuple[str, str], tuple[int, str]]
"""Number and beginning of paragraphs, by identity and digest."""

EXTENSIONS = WrittenOnce(
    lambda proposal: Extension.objects.filter(consideration__proposal=proposal).order_by("pk")
)


def considerations_of(
    dossier: Dossier, *, at: datetime, names: Names, served: Mapping[int | None, Any]
) -> list[dict[str, Any]]:
    """Return all considerations of a proposal as its page shows them, the latest first, in three queries."""
    extensions: dict[int, list[Extension]] = defaultdict(list)
    for extension in EXTENSIONS.ask(dossier.proposal.pk) if dossier.considerations else ():
        extensions[extension.consideration_id].append(extension)
    positions = {held.pk: dossier.positions_of(held) for held in dossier.considerations}
    named = paragraphs_named_by(chain.from_iterable(positions.values()))
    return [
        _in_words(
            consideration,
            positions[consideration.pk],
            extensions[consideration.pk],
            named=named,
            at=at,
            names=names,
        )
        | {"served": served.get(consideration.pk)}
        for consideration in dossier.considerations
    ]


def _in_words(
    consideration: Consideration,
    positions: Sequence[Position],
    extensions: Sequence[Extension],
    *,
    named: Named,
    at: datetime,
    names: Names,
) -> dict[str, Any]:
    outcome = Outcome(consideration.outcome)
    return {
        "row": consideration,
        "body": Body(consideration.body).label,
        "mode": Mode(consideration.mode).label,
        "is_silence": consideration.mode == Mode.SILENCE,
        **_end_of_silence(consideration, outcome),
        "is_open": outcome == Outcome.OPEN,
        "outcome": outcome.label,
        "colour": OUTCOME_COLOURS[outcome],
        "missing": missing(consideration, positions=positions, at=at, names=names),
        "quorum": consensus.quorum(len(consideration.roster)),
        "present": all_names(consideration.present, names),
        "cells": cells(consideration.roster, positions, names),
        "positions": [_position_in_words(position, names, named) for position in positions],
        "extensions": extensions,
    }


def _end_of_silence(consideration: Consideration, outcome: Outcome) -> dict[str, Any]:
    """Return when the silence ends or did, which is its deadline only where nothing ended it before."""
    if outcome == Outcome.OPEN:
        return {"silence_words": _("The silence ends"), "silence_at": consideration.closes_at}
    if outcome == Outcome.SILENCE_BROKEN:
        return {"silence_words": _("The silence was broken"), "silence_at": consideration.concluded_at}
    ended_at = min(at for at in (consideration.closes_at, consideration.concluded_at) if at)
    return {"silence_words": _("The silence ended"), "silence_at": ended_at}


def cells(roster: Sequence[str], positions: Sequence[Position], names: Names) -> list[dict[str, Any]]:
    """Return the grid of states: every state on the roster, also one that has not spoken."""
    taken: dict[str, list[Position]] = defaultdict(list)
    for position in positions:
        taken[position.state_id].append(position)
    labels = position_labels()
    return [cell(state, taken[state], names, labels=labels) for state in roster]


def paragraphs_named_by(positions: Iterable[Position]) -> Named:
    """Return the paragraphs that positions name, as they stood in the versions they were taken on."""
    asked = {str(named["id"]) for position in positions for named in position.paragraphs}
    rows = Paragraph.objects.filter(identity__in=asked).order_by("pk") if asked else ()
    return {(str(row.identity), row.digest): (row.position, row.text_en) for row in rows}


def _position_in_words(position: Position, names: Names, named: Named) -> dict[str, Any]:
    keys = [(given["id"], given["digest"]) for given in position.paragraphs]
    paragraphs = [named[key] for key in keys if key in named]
    return {
        "name": names.get(position.state_id, position.state_id),
        "position": PositionKind(position.position).label,
        "statement": position.statement,
        "paragraphs": [{"number": number, "opening": text} for number, text in sorted(paragraphs)],
        "received_at": position.received_at,
    }


def standing_position(dossier: Dossier, actor: Actor) -> dict[str, Any] | None:
    """Return the position that the actor's state holds in the open consideration, if it has taken one."""
    own = [position for position in dossier.positions if position.state_id == actor.participant]
    return _position_in_words(own[-1], {}, paragraphs_named_by(own[-1:])) if own else None
