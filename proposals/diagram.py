"""The procedure as a picture: the stages in one column, laid out from the table; the same as Mermaid text.

What leads to the next stage is an arrow between the two, with its name. What leaps forward runs in a lane to
the left, what leads back in a lane to the right, each marked with the number of its row in the table.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from proposals.enums import Route, Stage
from proposals.procedure import StageEdge, edges, staying, way
from web.diagrams import Arrow, state_diagram

BOX_WIDTH, BOX_HEIGHT = 300, 46  # wide enough for the Committee in Russian
LANE = 26
LINE = 16
LEAST_GAP = 30
LETTERS_A_LINE = 34
MARGIN = 12
DOT = 26  # the room for the beginning
LEFT, RIGHT = "left", "right"

Place = Stage | None


@dataclass(frozen=True)
class Box:
    """A stage's box, with the numbers of the acts after which a proposal stays in it."""

    stage: Stage
    x: int
    y: int
    staying: str


@dataclass(frozen=True)
class StepArrow:
    """An arrow to the next stage, with its lines of text: `(number, first line?, text)`."""

    x: int
    top: int
    bottom: int
    lines: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Leap:
    """An act that leaps: the paths of its line, the one that ends in an arrow, where its number stands."""

    number: int
    label: str
    lines: tuple[str, ...]
    arrow: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Diagram:
    """Everything that the template draws, in pixels."""

    width: int
    height: int
    start: tuple[int, int]
    boxes: tuple[Box, ...]
    steps: tuple[StepArrow, ...]
    lanes: tuple[Leap, ...]


@dataclass
class _Leap:
    """An act that leads past the next stage, from one or more stages to one."""

    number: int
    label: str
    sources: list[Place]
    target: Stage
    side: str
    lane: int = 0


def diagram(route: Route) -> Diagram:
    """Return the picture of a route in the reader's language."""
    order: list[Place] = [None, *way(route)]
    rank = {place: index for index, place in enumerate(order)}
    found = edges(route)
    forward = [edge for edge in found if rank[edge.target] == rank[edge.source] + 1]
    leaps = _in_lanes(_leaps([edge for edge in found if edge not in forward], rank), rank)
    wrapped = {place: _wrapped(edge for edge in forward if edge.source == place) for place in order}
    left = MARGIN + LANE * _number_of_lanes(leaps, LEFT)
    tops = _tops(order, wrapped)
    ports = _ports(leaps, tops, rank)
    return Diagram(
        width=left + BOX_WIDTH + LANE * _number_of_lanes(leaps, RIGHT) + MARGIN,
        height=tops[order[-1]] + BOX_HEIGHT + MARGIN,
        start=(left + MARGIN * 2, tops[None] + DOT // 2),
        boxes=tuple(_box(route, stage, left, tops[stage]) for stage in way(route)),
        steps=tuple(
            _step(place, order[rank[place] + 1], wrapped[place], left, tops)
            for place in order
            if wrapped[place]
        ),
        lanes=tuple(_lane(leap, left, ports) for leap in leaps),
    )


def _leaps(found: Iterable[StageEdge], rank: dict[Place, int]) -> list[_Leap]:
    """Join the edges of one act to one stage on one side: they share a lane."""
    leaps: dict[tuple[int, Stage, str], _Leap] = {}
    for edge in found:
        side = LEFT if rank[edge.target] > rank[edge.source] else RIGHT
        leap = leaps.setdefault(
            (edge.number, edge.target, side), _Leap(edge.number, edge.label, [], edge.target, side)
        )
        leap.sources.append(edge.source)
    return list(leaps.values())


def _in_lanes(leaps: list[_Leap], rank: dict[Place, int]) -> list[_Leap]:
    """Give each leap the lane nearest to the boxes in which it overlaps no other, the short ones first."""
    taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for leap in sorted(leaps, key=lambda leap: (_reach(leap, rank), leap.number)):
        span = _span(leap, rank)
        while any(a <= span[1] and span[0] <= b for a, b in taken[leap.side, leap.lane]):
            leap.lane += 1
        taken[leap.side, leap.lane].append(span)
    return leaps


def _span(leap: _Leap, rank: dict[Place, int]) -> tuple[int, int]:
    ranks = [rank[leap.target], *(rank[source] for source in leap.sources)]
    return min(ranks), max(ranks)


def _reach(leap: _Leap, rank: dict[Place, int]) -> int:
    first, last = _span(leap, rank)
    return last - first


def _number_of_lanes(leaps: Sequence[_Leap], side: str) -> int:
    return max((leap.lane + 1 for leap in leaps if leap.side == side), default=0)


def _wrapped(found: Iterable[StageEdge]) -> list[tuple[int, str]]:
    """Return the names of the acts beside an arrow as short lines; the number stands before the first."""
    return [
        (edge.number if index == 0 else 0, line)
        for edge in found
        for index, line in enumerate(wrap(edge.label, LETTERS_A_LINE))
    ]


def _tops(order: Sequence[Place], wrapped: dict[Place, list[tuple[int, str]]]) -> dict[Place, int]:
    """Return where each box begins, with room below it for the names beside its arrow."""
    tops: dict[Place, int] = {}
    top = MARGIN
    for place in order:
        tops[place] = top
        gap = max(LEAST_GAP, LINE * len(wrapped[place]) + LINE)
        top += (DOT if place is None else BOX_HEIGHT) + (gap if wrapped[place] else LEAST_GAP)
    return tops


def _box(route: Route, stage: Stage, x: int, y: int) -> Box:
    return Box(stage, x, y, " · ".join(str(number) for number in staying(route, stage)))


def _step(
    place: Place, following: Place, lines: list[tuple[int, str]], left: int, tops: dict[Place, int]
) -> StepArrow:
    top = tops[place] + (DOT if place is None else BOX_HEIGHT)
    first = top + LINE + 3
    return StepArrow(
        x=left + MARGIN * 2,
        top=top,
        bottom=tops[following],
        lines=tuple((number, text, first + LINE * index) for index, (number, text) in enumerate(lines)),
    )


def _ports(leaps: Sequence[_Leap], tops: dict[Place, int], rank: dict[Place, int]) -> dict[Any, int]:
    """Spread the ends of lanes over the side of each box: `{(number, target, place): y}`."""
    ends: dict[tuple[Place, str], list[tuple[int, int, Stage]]] = defaultdict(list)
    for leap in leaps:
        for place in [*leap.sources, leap.target]:
            # A lane that goes up leaves above one that goes down, so that they do not cross at the box.
            away = rank[leap.target] if place != leap.target else min(rank[source] for source in leap.sources)
            ends[place, leap.side].append((away, leap.number, leap.target))
    return {
        (number, target, place): tops[place] + BOX_HEIGHT * (index + 1) // (len(found) + 1)
        for (place, _side), found in ends.items()
        for index, (_away, number, target) in enumerate(sorted(found))
    }


def _lane(leap: _Leap, left: int, ports: dict[Any, int]) -> Leap:
    if leap.side == LEFT:
        edge, lane = left, left - LANE * (leap.lane + 1) + LANE // 2
    else:
        edge, lane = left + BOX_WIDTH, left + BOX_WIDTH + LANE * (leap.lane + 1) - LANE // 2
    end = ports[leap.number, leap.target, leap.target]
    begins = [ports[leap.number, leap.target, source] for source in leap.sources]
    return Leap(
        number=leap.number,
        label=leap.label,
        lines=tuple(f"M {edge} {y} H {lane} V {end}" for y in begins),
        arrow=f"M {lane} {end} H {edge}",
        marks=tuple((lane, y) for y in begins),
    )


def mermaid(route: Route) -> str:
    """Return a route as a Mermaid state diagram."""
    drawn = (Arrow(edge.source, edge.target, f"{edge.number} {edge.label}") for edge in edges(route))
    return state_diagram(way(route), drawn)
