"""Who was told of an act, for its own page. The register keeps no notices; the room that does answers."""

from collections.abc import Callable, Mapping
from typing import Any

from records.supplying import Slot, only_one

Reader = Callable[..., Mapping[str, Any]]
WHO_WAS_TOLD: Slot[Reader, Reader | None] = Slot("who was told", only_one)
"""Asked as `reader(act=number, action=name, actor=…)`; supplied by `notices`."""


def who_was_told(*, act: int, action: str, actor: Any) -> Mapping[str, Any]:
    """Return what the actor may know of who was told of an act that it may see; see `notices.service`."""
    reader = WHO_WAS_TOLD.supplied()
    return reader(act=act, action=action, actor=actor) if reader else {}
