"""All acts that there are, as their rooms make them known: their labels, and what codes in payloads mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import orjson

from records.act_types import ActType
from records.models import Act
from records.supplying import Slot, refuse_doubles

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


@dataclass(frozen=True)
class Acts:
    """Acts that an app makes known by their labels, and whom they tell, under the name of their room.

    `words` gives what codes mean in the payloads of these acts, where no field of theirs says so.
    """

    room: Any
    act_types: tuple[ActType, ...]
    words: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class KnownActs:
    """All acts of all rooms, as they are looked up."""

    labels: Mapping[str, Any]
    rooms: Mapping[Any, tuple[ActType, ...]]
    by_name: Mapping[str, tuple[Registered, ...]]


def known_from(supplied: Sequence[Acts]) -> KnownActs:
    """Put acts together; two rooms may have an act that is called the same, none has one twice."""
    rooms: dict[Any, tuple[ActType, ...]] = {}
    registered: dict[str, tuple[Registered, ...]] = {}
    for acts in supplied:
        rooms[acts.room] = (*rooms.get(acts.room, ()), *acts.act_types)
        for act_type in acts.act_types:
            known = Registered(act_type, acts.words)
            registered[act_type.name] = (*registered.get(act_type.name, ()), known)
    for act_types in rooms.values():
        refuse_doubles([act_type.name for act_type in act_types])
    labels = {act_type.name: act_type.label for acts in supplied for act_type in acts.act_types}
    return KnownActs(MappingProxyType(labels), MappingProxyType(rooms), MappingProxyType(registered))


ACTS: Slot[Acts, KnownActs] = Slot("acts", known_from)


def registered_as(action: str) -> tuple[Registered, ...]:
    """Return the act types of that name: two rooms may have an act that is called the same."""
    return ACTS.supplied().by_name.get(action, ())


def is_urgent(act: Act) -> bool:
    """Whether those who are told of an act must hear of it before other things."""
    payload = orjson.loads(act.payload)
    return any(known.act_type.is_urgent(payload) for known in registered_as(act.action))


def acts_by_room() -> list[tuple[Any, tuple[ActType, ...]]]:
    """Return `(room, its acts)`, in the order of the apps."""
    return list(ACTS.supplied().rooms.items())


def known_acts() -> list[tuple[str, Any]]:
    """Return `(name, label)` of every act that there is, for a reader to choose from."""
    return sorted(ACTS.supplied().labels.items())


def label_of(action: str) -> str:
    """Return the label of an act, or its bare name where the procedure no longer has it."""
    return str(ACTS.supplied().labels.get(action, action))
