"""All that people and programs fill in: every serializer that takes input, and each field within."""

from collections.abc import Iterator

from django.urls import get_resolver
from django_filters import Filter, FilterSet
from rest_framework import serializers

from records.act_fields import again_field
from records.texts import TextsTidied


def every_input() -> list[type[TextsTidied]]:
    """Return every serializer of ours that takes input, those of acts and those of other addresses."""
    assert get_resolver().url_patterns  # so that every module which takes input is loaded
    return [
        found
        for found in _below(TextsTidied)
        if not found.__module__.startswith("tests.") and not _is_unfinished(found)
    ]


def every_field() -> list[tuple[str, serializers.Field]]:
    """Return `(where, field)` of each field that an input has, however deep, and of what acts take."""
    found = [one for taken in every_input() for one in fields_within(taken(), taken.__qualname__)]
    return [*found, ("again", again_field())]


def every_filter() -> list[tuple[str, Filter]]:
    """Return `(where, filter)` of each filter of every list."""
    assert get_resolver().url_patterns
    return [
        (f"{filters.__qualname__}.{name}", one)
        for filters in _below(FilterSet)
        if not filters.__module__.startswith("tests.")
        for name, one in filters.base_filters.items()
    ]


def fields_within(field: serializers.Field, where: str) -> Iterator[tuple[str, serializers.Field]]:
    """Yield `(where, field)` of the field itself and of each that it is made of."""
    yield where, field
    if (child := getattr(field, "child", None)) is not None:
        yield from fields_within(child, where)
    if isinstance(field, serializers.Serializer):
        for name, inner in field.fields.items():
            yield from fields_within(inner, f"{where}.{name}")


def _is_unfinished(fields: type[TextsTidied]) -> bool:
    """Whether it is a base alone: it puts fields first that only what is made of it has."""
    return not set(getattr(fields, "first", ())) <= fields._declared_fields.keys()


def _below(parent: type) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)
