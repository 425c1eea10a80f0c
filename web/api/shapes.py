"""The shapes of answers for OpenAPI, made from readings (`web.readings`); none is run.

Our own and not `djangorestframework-dataclasses`: that has no other name for a field (`from`), and builds for
each class a serializer that would be run.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from functools import cache
from inspect import cleandoc
from typing import Any, Literal, get_args, get_origin
from uuid import UUID

from django.db.models.enums import ChoicesType
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from web.readings import Member, alternatives, is_blank, members_of

FIELDS: Mapping[Any, Callable[..., serializers.Field]] = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    bool: serializers.BooleanField,
    datetime: serializers.DateTimeField,
    date: serializers.DateField,
    UUID: serializers.UUIDField,
    Any: serializers.JSONField,
}
LISTS = (list, tuple, Sequence)


class Shape(serializers.Serializer):
    """Describes a reading; each reading has a subclass of its own."""

    reading: type

    def get_fields(self) -> dict[str, serializers.Field]:
        """Return a field for each of the reading's, by its key."""
        return {member.key: _field(member) for member in members_of(self.reading)}


def is_reading(kind: Any) -> bool:
    """Whether a class is a reading."""
    return isinstance(kind, type) and is_dataclass(kind)


@cache
def shape_of(reading: type) -> type[Shape]:
    """Return the serializer that describes a reading; its name there is without the ending `Reading`."""
    name = reading.__name__.removesuffix("Reading")
    members = {
        "reading": reading,
        "__doc__": cleandoc(reading.__doc__ or ""),
        "__module__": reading.__module__,
    }
    shape = type(f"{name}Shape", (Shape,), members)
    return extend_schema_serializer(component_name=name)(shape)


def _field(member: Member) -> serializers.Field:
    options: dict[str, Any] = {"help_text": member.description} if member.description else {}
    kinds, is_nullable = alternatives(member.of)
    if member.may_be_left_out:
        options["required"] = False
    elif is_nullable:
        options["allow_null"] = True
    if member.described_by:
        return member.described_by(**options)
    if blank := [kind for kind in kinds if is_blank(kind)]:
        kinds.remove(blank[0])
        options["allow_blank"] = True
    [kind] = kinds
    return field_of(kind, **options)


def field_of(kind: Any, **options: Any) -> serializers.Field:
    """Return the field that describes a type; raise TypeError for one that no answer has."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in LISTS:
        return _list_of(inner[0], **options)
    if origin is dict:
        return serializers.DictField(child=field_of(inner[1]), **options)
    if isinstance(kind, ChoicesType) or origin is Literal:
        return serializers.ChoiceField(kind.choices if isinstance(kind, ChoicesType) else inner, **options)
    make = shape_of(kind) if is_reading(kind) else FIELDS.get(kind)
    if make is None:
        raise TypeError(f"No answer of the API has a value of {kind}")
    return make(**options)


def _list_of(kind: Any, **options: Any) -> serializers.Field:
    if is_reading(kind):
        return shape_of(kind)(many=True, **options)
    return serializers.ListField(child=field_of(kind), **options)
