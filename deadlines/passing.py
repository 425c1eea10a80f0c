"""What is awaited from the Chair and passes over with the office."""

from collections.abc import Iterator
from datetime import datetime

from deadlines.running import all_for
from members.actor import Actor
from members.passing import Passing


def awaited_from_the_chair(actor: Actor, at: datetime) -> Iterator[Passing]:
    """Yield what the Chair owes, of what `actor` may see; a goal has no day."""
    for deadline in all_for(actor, at=at):
        if "chair" in deadline.owed_by:
            yield Passing(deadline.title, deadline.url, None if deadline.row.is_goal else deadline.due_at)
