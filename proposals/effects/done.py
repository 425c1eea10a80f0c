"""What an effect answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Fields = Mapping[str, Any]
"""The cleaned body of an act."""
UNCHANGED = object()


@dataclass
class Done:
    """What an effect did: the payload for the register, and what it changes on the proposal.

    `outcome` is what came of the act, where its row tells several outcomes apart. `due_at` is the deadline of
    the stage from now on; `under` the mode of the open consideration. `tells_all` widens the notices to every
    member state. `effective_at` is when the new stage began, where that is before the act was entered.
    """

    payload: dict[str, Any] = field(default_factory=dict)
    outcome: str = ""
    due_at: Any = UNCHANGED
    under: Any = UNCHANGED
    tells_all: bool = False
    effective_at: datetime | None = None
