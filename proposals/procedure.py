"""The table of transitions in words and as edges, for the page, its diagram and docs/procedure.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import guards
from proposals.enums import Route, Stage
from proposals.row import Transition, consensus_is_broken, opens_silence
from proposals.transitions import TABLE
from records.act_types import ActType, Finality
from records.citations import sentence_of
from web.diagrams import ways_in_words

CONDITIONS: Mapping[Any, Any] = {
    guards.measure_in_force: gettext_lazy("the measure is in force"),
    guards.has_not_declared: gettext_lazy("the state's declaration does not stand yet"),
    guards.has_declared: gettext_lazy("the state's declaration stands"),
    guards.leaves_a_coordinator: gettext_lazy("a coordinator remains, or no other state is interested"),
    guards.somebody_is_interested: gettext_lazy("at least one state is interested"),
    guards.supported_is_interested: gettext_lazy("a state that is supported is interested"),
    guards.all_have_offered: gettext_lazy("each state named is a member, is interested and has offered"),
    guards.comments_are_open: gettext_lazy("the comment period is running"),
    guards.nothing_is_open: gettext_lazy("no consideration is open"),
    guards.period_over_or_waived: gettext_lazy(
        "the comment period is over, or the Chair waives it with a reason"
    ),
    guards.consideration_is_open: gettext_lazy("a consideration is open"),
    guards.no_silence_is_running: gettext_lazy("no silence procedure is running"),
    guards.its_session_has_begun: gettext_lazy("a session that has it on its agenda has begun"),
    guards.version_is_meant: gettext_lazy("the version that is meant is the latest"),
    guards.present_are_on_roster: gettext_lazy("those present are on the roster"),
    guards.consensus_if_adopted: gettext_lazy(
        "to adopt: two thirds of the roster present, no objection or amendment standing"
    ),
    guards.something_stays_open: gettext_lazy("to defer or note: a consideration is open"),
    guards.silence_is_running: gettext_lazy("a silence procedure is running"),
    guards.moves_later: gettext_lazy("the new deadline is later than the old one"),
    guards.silence_is_over: gettext_lazy("the deadline has come and nobody objected before it"),
    guards.nothing_open_on_it: gettext_lazy("no other proposal on it is open"),
    guards.experts_are_designated: gettext_lazy("each expert is designated for the measure and in term"),
    guards.no_plan_for_the_year: gettext_lazy("there is no plan for the year yet"),
    guards.decision_can_widen: gettext_lazy("the decision is not yet published to everyone"),
    guards.audience_widens: gettext_lazy("the audience becomes wider"),
}
"""What each guard and check asks for, in words."""
FINAL_IF: Mapping[Finality, Any] = {
    opens_silence: gettext_lazy("by silence"),
    consensus_is_broken: gettext_lazy("an objection or an amendment"),
}
"""By what an act cannot be undone that otherwise can, in words."""


def told_in_words(transition: Transition) -> list[str]:
    """Return the names of those whom an act's notices go to."""
    return [str(group.label) for group in transition.tells]


def asked_besides(act_type: ActType, *, final_if: str = "") -> list[str]:
    """Return what an act asks for besides its conditions and fields, in words: to be meant, since nobody can
    undo it; a second factor; a second person. `final_if` is by what it is final in another room.
    """
    return [*_finality(act_type, final_if), *_assurance(act_type), *_release(act_type)]


def _finality(act_type: ActType, final_if: str) -> list[str]:
    if act_type.is_irreversible:
        return [_("cannot be undone")]
    by = FINAL_IF.get(act_type.breaks, final_if) if act_type.breaks else ""
    return [_("cannot be undone: %(by)s") % {"by": by}] if by else []


def _assurance(act_type: ActType) -> list[str]:
    if act_type.assurance is None:
        return []
    minutes = int(act_type.assurance.total_seconds() // 60)
    return [_("the second factor, proved at most %(minutes)d min before") % {"minutes": minutes}]


def _release(act_type: ActType) -> list[str]:
    if not act_type.released_by:
        return []
    roles = _(" or ").join(str(role.label) for role in act_type.released_by)
    return [_("released by a second person: %(roles)s") % {"roles": roles}]


def rows(route: Route | None = None) -> list[dict[str, Any]]:
    """Return the rows of the table, or of one route, in the reader's language, numbered as in the diagram."""
    return [
        _row(number, transition, route)
        for number, transition in enumerate(TABLE, start=1)
        if route is None or is_of(transition, route)
    ]


@cache
def way(route: Route) -> tuple[Stage, ...]:
    """Return the stages that a route can reach, in their usual order."""
    reached: set[Stage | None] = {None}
    while True:
        found = {
            target
            for transition in TABLE
            if route in transition.routes
            for source in transition.sources
            if source in reached
            for target, _label in ways_in_words(transition, source)
        }
        if found <= reached:
            return tuple(stage for stage in Stage if stage in reached)
        reached |= found


def is_of(transition: Transition, route: Route) -> bool:
    """Whether an act can be done on a route: it belongs there, and a stage it is open in is reached."""
    return route in transition.routes and not {None, *way(route)}.isdisjoint(transition.sources)


def _row(number: int, transition: Transition, route: Route | None) -> dict[str, Any]:
    shown = transition.of(route) if route else transition
    return {
        "number": number,
        "name": str(transition.name),
        "label": str(shown.label),
        "sources": [_stage_label(stage) for stage in transition.sources],
        "targets": [_stage_label(stage) for stage in transition.targets],
        "opens": None in transition.sources,
        "who": [str(role.label) for role in transition.who],
        "conditions": [str(CONDITIONS[asked]) for asked in (*transition.guards, *transition.checks)],
        "fields": [
            {"name": name, "label": str(field.label or name), "is_required": field.required}
            for name, field in transition.fields().fields.items()
        ],
        "told": told_in_words(transition),
        "besides": asked_besides(transition),
        "routes": [str(other.value) for other in Route if is_of(transition, other)],
        "rule": shown.rule,
        "by_route": {
            str(other.value): transition.of(other).rule for other in Route if is_of(transition, other)
        },
        "sentence": sentence_of(shown.rule),
    }


def _stage_label(stage: Stage | None) -> str:
    return str(stage.label) if stage else _("no proposal yet")


@dataclass(frozen=True)
class StageEdge:
    """That an act (row `number`) leads from a stage (None: the beginning) to another, with which outcome."""

    number: int
    label: str
    source: Stage | None
    target: Stage


def edges(route: Route) -> list[StageEdge]:
    """Return every way of a route from one stage to another, in table order."""
    places = {None, *way(route)}
    return [
        StageEdge(number, label, source, target)
        for number, transition in enumerate(TABLE, start=1)
        if route in transition.routes
        for source in transition.sources
        if source in places
        for target, label in ways_in_words(transition, source)
        if target != source
    ]


def staying(route: Route, stage: Stage) -> list[int]:
    """Return the rows of the acts after which a proposal of a route can still be in `stage`."""
    return [
        number
        for number, transition in enumerate(TABLE, start=1)
        if route in transition.routes
        and stage in transition.sources
        and stage in transition.ways_from(stage).values()
    ]
