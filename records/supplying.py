"""What a room supplies to the rooms below it: one declaration an app, read once, when all apps are loaded.

The room that needs something owns a `Slot` for it, typed by what it takes. An app above names what it puts
into which slots in one frozen `Supplies`, whose dotted name its `AppConfig` has as `supplies`. Nothing else
fills a slot: what was read can not be changed, and a declaration that comes later is refused.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

Thing = TypeVar("Thing")
Together = TypeVar("Together")
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, eq=False)
class Slot(Generic[Thing, Together]):
    """One kind of thing that rooms above supply to the room which owns the slot.

    `put_together` makes what the owner reads of all things in the order of the apps, also where there is
    none; it raises ImproperlyConfigured where two do not go together, such as two of one name.
    """

    label: str
    put_together: Callable[[Sequence[Thing]], Together]

    def of(self, *things: Thing) -> "Supply[Thing]":
        """Return these things as what an app puts into the slot."""
        return Supply(self, things)

    def supplied(self) -> Together:
        """Return what all apps together have put into the slot."""
        known = read()
        together: Together = known[self] if self in known else self.put_together(())
        return together


@dataclass(frozen=True)
class Supply(Generic[Thing]):
    """What one app puts into one slot."""

    slot: Slot[Thing, Any]
    things: tuple[Thing, ...]


@dataclass(frozen=True, init=False)
class Supplies:
    """All that one app puts into the slots of the rooms below it, each slot once."""

    all: tuple[Supply[Any], ...]

    def __init__(self, *supplies: Supply[Any]) -> None:
        """Declare them; raise ImproperlyConfigured after the declarations have been read."""
        if read.cache_info().currsize:
            raise ImproperlyConfigured("Supplies were declared after all declarations had been read.")
        object.__setattr__(self, "all", supplies)


@cache
def read() -> Mapping[Slot[Any, Any], Any]:
    """Return what stands in every slot, by the declarations of all apps; nothing before these are loaded."""
    apps.check_models_ready()
    return gathered(import_string(app.supplies) for app in apps.get_app_configs() if hasattr(app, "supplies"))


def gathered(declared: Iterable[Supplies]) -> Mapping[Slot[Any, Any], Any]:
    """Return what stands in every slot by some declarations, in their order."""
    found: dict[Slot[Any, Any], list[Any]] = {}
    for supplies in declared:
        slots = [supply.slot for supply in supplies.all]
        if doubled := {slot.label for slot in slots if slots.count(slot) > 1}:
            raise ImproperlyConfigured(f"One app fills a slot at two places: {', '.join(sorted(doubled))}.")
        for supply in supplies.all:
            found.setdefault(supply.slot, []).extend(supply.things)
    return MappingProxyType({slot: _together(slot, things) for slot, things in found.items()})


def _together(slot: Slot[Thing, Together], things: Sequence[Thing]) -> Together:
    try:
        return slot.put_together(things)
    except ImproperlyConfigured as error:
        raise ImproperlyConfigured(f"{slot.label}: {error}") from error


def in_order(things: Sequence[Thing]) -> tuple[Thing, ...]:
    """Put things together as they come, none of them twice."""
    refuse_doubles(things)
    return tuple(things)


def by_name(name: Callable[[Thing], Name]) -> Callable[[Sequence[Thing]], Mapping[Name, Thing]]:
    """Return how to put things together under their names, no two under one."""

    def put_together(things: Sequence[Thing]) -> Mapping[Name, Thing]:
        refuse_doubles([name(thing) for thing in things])
        return MappingProxyType({name(thing): thing for thing in things})

    return put_together


def only_one(things: Sequence[Thing]) -> Thing | None:
    """Take what one room alone may supply; None where nobody does."""
    if len(things) > 1:
        raise ImproperlyConfigured(f"one room supplies it, and {len(things)} do")
    return things[0] if things else None


def refuse_doubles(names: Sequence[Hashable]) -> None:
    """Raise ImproperlyConfigured where something stands twice among names."""
    if doubled := sorted({str(name) for name in names if names.count(name) > 1}):
        raise ImproperlyConfigured(f"supplied twice: {', '.join(doubled)}")
