"""What an act can be about. Each app names its kinds of object; the register knows no model.

An act is visible as its object is, to those who could see that when the act was entered: a kind answers which
of its keys an actor may see, and who can. So what is opened later opens nothing that was entered before.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from records.supplying import Slot, by_name


@dataclass(frozen=True)
class ObjectKind:
    """A kind of object that acts speak of.

    `visible_keys(actor)` returns True (all), False (none), a queryset of keys, or a condition on the acts
    themselves where not all on one object are seen by the same; `url(key)` is the object's own page; `label`
    is its name for people. `readers(key)` returns who can see the object now, as capacities and codes of
    participants; None where that is the same for ever, or the condition says it.
    """

    name: str
    label: Any
    visible_keys: Callable[[Any], "bool | QuerySet | Q"]
    url: Callable[[str], str]
    readers: Callable[[str], Iterable[str]] | None = None


KINDS: Slot[ObjectKind, Mapping[str, ObjectKind]] = Slot("kinds of object", by_name(lambda kind: kind.name))


def kind_of(name: str) -> ObjectKind:
    """Return the kind called `name`; raise KeyError if no app has named it."""
    return KINDS.supplied()[name]


def known_kinds() -> list[tuple[str, Any]]:
    """Return `(name, label)` of every kind of object, for a reader to choose from."""
    return [(kind.name, kind.label) for kind in KINDS.supplied().values()]


Names = Callable[[Collection[str], Any], Mapping[str, str]]


@dataclass(frozen=True)
class KeyNames:
    """What things of a kind are called whose keys are no words for people.

    `names(keys, actor)` answers within what the actor may see, in one query; `label` is said of those that it
    does not name.
    """

    kind: str
    label: Any
    names: Names


KEY_NAMES: Slot[KeyNames, Mapping[str, KeyNames]] = Slot("names of keys", by_name(lambda one: one.kind))


def names_of(found: Iterable[tuple[str, str]], *, actor: Any) -> dict[tuple[str, str], str]:
    """Return `{(kind, key): name}` of things whose keys are no words, within what the actor may see.

    It takes one query for each such kind among `found`, pairs of a kind and a key.
    """
    known = KEY_NAMES.supplied()
    wanted: dict[str, set[str]] = {}
    for kind, key in found:
        if kind in known:
            wanted.setdefault(kind, set()).add(key)
    return {
        (kind, key): name
        for kind, keys in wanted.items()
        for key, name in known[kind].names(keys, actor).items()
    }


Described = Callable[[str, Any], Iterable[tuple[Any, str]]]


@dataclass(frozen=True)
class Description:
    """What tells one thing of a kind from others: `described(key, actor)` gives `(label, words)`, such as its
    title, as far as the actor may see it.
    """

    kind: str
    described: Described


DESCRIPTIONS: Slot[Description, Mapping[str, Description]] = Slot(
    "descriptions of objects", by_name(lambda one: one.kind)
)


def described(kind: str, key: str, *, actor: Any) -> list[tuple[str, str]]:
    """Return what tells a thing from others, as `(label, words)`, within what the actor may see."""
    known = DESCRIPTIONS.supplied().get(kind)
    lines = known.described(key, actor) if known else ()
    return [(str(label), words) for label, words in lines if words]


@dataclass(frozen=True)
class ObjectLink:
    """An object as a reader is shown it: the kind's name, its own key, its page ("" where it has none).

    `shown` is what people read of it: its key, or where that is no word its name, or else its kind.
    """

    kind: str
    key: str
    url: str
    shown: str = field(default="", compare=False)


def link_to(kind: str, key: str, *, name: str = "") -> ObjectLink:
    """Return how to show the object that an act speaks of, also where its app is gone from the project."""
    known = KINDS.supplied().get(kind)
    unnamed = KEY_NAMES.supplied().get(kind)
    shown = name or (str(unnamed.label) if unnamed else key)
    if known is None:
        return ObjectLink(kind, key, "", shown)
    return ObjectLink(str(known.label), key, known.url(key), shown)


@dataclass(frozen=True)
class References:
    """What rooms below know by its key alone, and show to those who may see it.

    `every()` returns the keys that there are of the kind, `visible(actor)` those that an actor may see.
    """

    kind: str
    every: Callable[[], QuerySet]
    visible: Callable[[Any], QuerySet]


REFERENCES: Slot[References, Mapping[str, References]] = Slot("references", by_name(lambda one: one.kind))


def shown_reference(kind: str, column: str, *, actor: Any) -> Case:
    """Return `column` where it names nothing of `kind`, or what `actor` may see; an empty text otherwise."""
    known = REFERENCES.supplied().get(kind)
    if known is None:
        return Case(default=F(column))
    hidden = Q(**{f"{column}__in": known.every()}) & ~Q(**{f"{column}__in": known.visible(actor)})
    return Case(When(hidden, then=Value("")), default=F(column), output_field=CharField())


PROCEDURE = "procedure"
"""The capacity in which the procedure itself acts, at a deadline; it reads every act."""


def readers_now(kind: str, key: str) -> list[str] | None:
    """Return who can see an object now, in order; None where that never changes for its kind."""
    known = KINDS.supplied().get(kind)
    if known is None or known.readers is None:
        return None
    return sorted({str(reader) for reader in known.readers(key) if reader})


def visible_acts(actor: Any) -> Q:
    """Return the condition under which `actor` may see an act."""
    return _visible(actor, act_by_act=True) & entered_for(actor)


def entered_for(actor: Any) -> Q:
    """Return the condition on `readers` that `actor` could see an object when something on it was entered."""
    if PROCEDURE in actor.capacities:
        return Q()
    belongs_to = sorted({*map(str, actor.capacities), actor.participant} - {""})
    return Q(readers__isnull=True) | Q(readers__overlap=belongs_to)


def visible_objects(actor: Any) -> Q:
    """Return the condition on `object_kind` and `object_key` that `actor` may see that object.

    It holds for rows of any table; so a kind that is answered act by act is left out.
    """
    return _visible(actor, act_by_act=False)


def _visible(actor: Any, *, act_by_act: bool) -> Q:
    condition = Q(pk__in=[])
    whole = []
    for kind in KINDS.supplied().values():
        keys = kind.visible_keys(actor)
        if keys is True:
            whole.append(kind.name)
        elif keys is not False and (act_by_act or not isinstance(keys, Q)):
            condition |= _acts_on(kind.name, keys)
    return condition | Q(object_kind__in=whole) if whole else condition


def visible_acts_of(kind: str, actor: Any) -> Q:
    """Return the same for acts on one kind of object, without asking what may be seen of the others."""
    keys = kind_of(kind).visible_keys(actor)
    if keys is False:
        return Q(pk__in=[])
    of_kind = Q(object_kind=kind) if keys is True else _acts_on(kind, keys)
    return of_kind & entered_for(actor)


def _acts_on(kind: str, keys: QuerySet | Q) -> Q:
    return Q(object_kind=kind) & (keys if isinstance(keys, Q) else Q(object_key__in=keys))
