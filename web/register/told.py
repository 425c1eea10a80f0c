"""Who was told of an act, for its own page. The register keeps no notices; the room that does answers."""

from collections.abc import Callable, Mapping
from typing import Any

Reader = Callable[..., Mapping[str, Any]]
_readers: list[Reader] = []


def answer_who_was_told(reader: Reader) -> None:
    """Let `reader(act=number, action=name, actor=…)` answer; called once, by `notices`."""
    _readers.append(reader)


def who_was_told(*, act: int, action: str, actor: Any) -> Mapping[str, Any]:
    """Return what the actor may know of who was told of an act that it may see; see `notices.service`."""
    return next((reader(act=act, action=action, actor=actor) for reader in _readers), {})
