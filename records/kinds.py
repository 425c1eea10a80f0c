"""What an act can be about. Each app names its kinds of object when it starts; the register knows no model.

An act is visible exactly as its object is: a kind answers which of its keys an actor may see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

EVERYTHING: bool = True
NOTHING: bool = False


@dataclass(frozen=True)
class ObjectKind:
    """A kind of object that acts speak of.

    `visible_keys(actor)` returns True (all), False (none) or a queryset of keys; `url(key)` is the
    object's own page; `label` is its name for people.
    """

    name: str
    label: Any
    visible_keys: Callable[[Any], "bool | QuerySet"]
    url: Callable[[str], str]


_kinds: dict[str, ObjectKind] = {}


def register_kind(kind: ObjectKind) -> None:
    """Make `kind` known; called once from the app's `ready()`."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> ObjectKind:
    """Return the kind called `name`; raise KeyError if no app has named it."""
    return _kinds[name]


def known_kinds() -> list[tuple[str, Any]]:
    """Return `(name, label)` of every kind of object, for a reader to choose from."""
    return [(kind.name, kind.label) for kind in _kinds.values()]


@dataclass(frozen=True)
class ObjectLink:
    """An object as a reader is shown it: the kind's name, its own key, its page ("" where it has none)."""

    kind: str
    key: str
    url: str


def link_to(kind: str, key: str) -> ObjectLink:
    """Return how to show the object that an act speaks of, also where its app is gone from the project."""
    known = _kinds.get(kind)
    return ObjectLink(str(known.label), key, known.url(key)) if known else ObjectLink(kind, key, "")


def visible_acts(actor: Any) -> Q:
    """Return the condition under which an act's object is visible to `actor`."""
    condition = Q(pk__in=[])
    whole = []
    for kind in _kinds.values():
        keys = kind.visible_keys(actor)
        if keys is True:
            whole.append(kind.name)
        elif keys is not False:
            condition |= Q(object_kind=kind.name, object_key__in=keys)
    return condition | Q(object_kind__in=whole) if whole else condition


def visible_acts_of(kind: str, actor: Any) -> Q:
    """Return the same for acts on one kind of object, without asking what may be seen of the others."""
    keys = _kinds[kind].visible_keys(actor)
    if keys is True:
        return Q(object_kind=kind)
    return Q(pk__in=[]) if keys is False else Q(object_kind=kind, object_key__in=keys)
