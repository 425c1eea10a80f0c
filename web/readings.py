"""What a reading is: a frozen dataclass of what one reader is shown of one object.

Pages render it, the API sends it (`as_json`), and the OpenAPI document is made from its annotations
(`web.api.shapes`), so that what is described is what is sent:

    @dataclass(frozen=True, kw_only=True)
    class TermReading:
        '''A term as Chair.'''

        state: str
        since: Annotated[date | None, Key("from"), "Null where no source gives the day."]

What a field is called and said to mean stands in its annotation. Properties are for pages: they are not sent.
"""

import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

Json = dict[str, Any]


@dataclass(frozen=True)
class Key:
    """What a field is called in JSON, where that is no name in Python (`from`), or another one for pages."""

    name: str


@dataclass(frozen=True)
class DescribedBy:
    """Makes the serializer or field of DRF that describes a value which no annotation describes.

    For JSON that is kept as an act's body gave it, and for formats such as an address (`URLField`).
    """

    make: Any


class LeftOut:
    """Marks a field that JSON leaves out where it is None; `LEFT_OUT` is the mark."""


LEFT_OUT = LeftOut()


class Member(NamedTuple):
    """A field of a reading: its name in Python and in JSON, its type, and what its annotation adds.

    `described_by` is None where the type says everything.
    """

    name: str
    key: str
    of: Any
    description: str
    may_be_left_out: bool
    described_by: Any

    @property
    def holds_readings(self) -> bool:
        """Whether what it holds is to be turned into JSON itself."""
        return self.described_by is None and _holds_readings(self.of)


@cache
def members_of(reading: type) -> tuple[Member, ...]:
    """Return the fields of a dataclass in their order."""
    hints = get_type_hints(reading, include_extras=True)
    return tuple(_member(field.name, hints[field.name]) for field in fields(reading))


def _member(name: str, annotation: Any) -> Member:
    of, *said = get_args(annotation) if get_origin(annotation) is Annotated else (annotation,)
    key = next((one.name for one in said if isinstance(one, Key)), name)
    made = next((one.make for one in said if isinstance(one, DescribedBy)), None)
    description = " ".join(one for one in said if isinstance(one, str))
    return Member(name, key, of, description, LEFT_OUT in said, made)


def alternatives(of: Any) -> tuple[list[Any], bool]:
    """Return the types of a union but None, and whether None is one of them."""
    found = list(get_args(of)) if get_origin(of) in (Union, types.UnionType) else [of]
    return [one for one in found if one is not types.NoneType], types.NoneType in found


def is_blank(of: Any) -> bool:
    """Whether a type is the empty text alone, `Literal[""]`."""
    return get_origin(of) is Literal and get_args(of) == ("",)


def _holds_readings(of: Any) -> bool:
    return is_dataclass(of) or any(_holds_readings(inner) for inner in get_args(of))


def as_json(reading: Any) -> Json:
    """Return a reading as plain values by their names in JSON, in the order of its fields.

    Of a mapping that is JSON already, what it holds is looked at.
    """
    if isinstance(reading, Mapping):
        return {key: _inner(inner) for key, inner in reading.items()}
    kind: type = type(reading)
    values, keys, others = _plan(kind)
    found = dict(zip(keys, values(reading), strict=True))
    for key, may_be_left_out in others:
        if found[key] is not None:
            found[key] = _inner(found[key])
        elif may_be_left_out:
            del found[key]
    return found


@cache
def _plan(reading: type) -> tuple[Any, tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """Return how to read all values at once, their keys, and those among them that need a second look."""
    members = members_of(reading)
    names = [member.name for member in members]
    values = attrgetter(*names) if len(names) > 1 else lambda held: (getattr(held, names[0]),)
    others = [(one.key, one.may_be_left_out) for one in members if one.may_be_left_out or one.holds_readings]
    return values, tuple(member.key for member in members), tuple(others)


def _inner(value: Any) -> Any:
    if is_dataclass(value) or isinstance(value, Mapping):
        return as_json(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_inner(inner) for inner in value]
    return value
