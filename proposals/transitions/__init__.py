"""The procedure: one table, a row for each act. Pages, API, diagram, permission tests and notices derive
from it.

Edition `2007` of the Cooperative Approach (CA), with the Rules of Procedure (RoP) for consensus. What a row
cites follows the route; where no text has a rule, it says that it rests on practice. To change a rule, change
its row, or the guard or effect that the row names; nothing else compares stages. `proposals.row` says what a
row is; the rows stand by the part of the way, and `TABLE` has them in the order of the printed procedure.
"""

from collections.abc import Mapping
from functools import cache

from proposals.enums import Route, Stage
from proposals.row import Transition
from proposals.transitions import beginnings, bodies, endings, papers

TABLE: tuple[Transition, ...] = (*beginnings.ROWS, *papers.ROWS, *bodies.ROWS, *endings.ROWS)

BY_NAME: Mapping[str, Transition] = {transition.name: transition for transition in TABLE}


@cache
def open_in(stage: Stage | None) -> tuple[Transition, ...]:
    """Return the rows that are open in a stage, in table order."""
    return tuple(transition for transition in TABLE if stage in transition.sources)


def opening_of(route: Route) -> Transition:
    """Return the row by which a proposal of a route is opened."""
    return next(row for row in TABLE if route in row.routes and None in row.sources)
