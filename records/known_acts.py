"""All acts that there are, as their rooms make them known: their labels, and what codes in payloads mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from records.act_types import ActType
from records.models import Act

_labels: dict[str, Any] = {}


_rooms: dict[Any, tuple[ActType, ...]] = {}


_registered: dict[str, tuple[Registered, ...]] = {}


Words = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""What codes mean, `{code: label}`, or how to ask for it where it depends on the reader's language."""


@dataclass(frozen=True)
class Registered:
    """An act type as its room made it known: `words` say what the codes under a key of its payload mean."""

    act_type: ActType
    words: Mapping[str, Words]

    def words_for(self, key: str) -> Mapping[str, Any]:
        """Return `{code: label}` for one key; nothing where its values are no codes."""
        words = self.words.get(key, {})
        return words() if callable(words) else words


def register_acts(*act_types: ActType, room: Any = "", words: Mapping[str, Words] | None = None) -> None:
    """Make acts known by their labels, and whom they tell, under the name of their room; from `ready()`.

    `words` gives what codes mean in the payloads of these acts, where no field of theirs says so.
    """
    _labels.update((act_type.name, act_type.label) for act_type in act_types)
    _rooms[room] = (*_rooms.get(room, ()), *act_types)
    for act_type in act_types:
        known = Registered(act_type, words or {})
        _registered[act_type.name] = (*_registered.get(act_type.name, ()), known)


def registered_as(action: str) -> tuple[Registered, ...]:
    """Return the act types of that name: two rooms may have an act that is called the same."""
    return _registered.get(action, ())


def is_urgent(act: Act) -> bool:
    """Whether those who are told of an act must hear of it before other things."""
    payload = orjson.loads(act.payload)
    return any(known.act_type.is_urgent(payload) for known in registered_as(act.action))


def acts_by_room() -> list[tuple[Any, tuple[ActType, ...]]]:
    """Return `(room, its acts)`, in the order of their registration."""
    return list(_rooms.items())


def known_acts() -> list[tuple[str, Any]]:
    """Return `(name, label)` of every act that there is, for a reader to choose from."""
    return sorted(_labels.items())


def label_of(action: str) -> str:
    """Return the label of an act, or its bare name where the procedure no longer has it."""
    return str(_labels.get(action, action))
