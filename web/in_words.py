"""What a person filled into a form, in words, to be checked before it is final."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from records.act_fields import ActFields
from records.facts import Fact, Value
from records.references import ReferenceField


def entered_in_words(form: ActFields) -> list[Fact]:
    """Return all that was filled in, to be checked before it is final: whole, and nothing by its key.

    What a row carries along, such as the identity of a paragraph, nobody filled in.
    """
    return said_in_words(form, form.initial_data)


def version_meant(version: Any, *, label: str = "") -> list[Fact]:
    """Return which version of a text an act is on: its number and title, and the digest of what it says."""
    named = _("No. %(number)d: %(title)s") % {"number": version.number, "title": version.title}
    return [
        Fact(label or _("Version"), Value("text", named)),
        Fact(_("Digest of the content"), Value("code", version.digest)),
    ]


def said_in_words(form: serializers.Serializer, given: Any) -> list[Fact]:
    """Return what a body says of the form's fields."""
    return [
        Fact(str(field.label), _value(field, given[name]))
        for name, field in form.fields.items()
        if name in given and not isinstance(field, serializers.UUIDField)
    ]


def _value(field: Any, given: Any) -> Value:
    """Return one answer as its field says it: a reference by its name, a choice by its label."""
    if given in (None, "", [], {}):
        return Value("none")
    if isinstance(given, list):
        return Value("list", [_value(_one_of(field), item) for item in given])
    if isinstance(given, dict):
        return Value("facts", said_in_words(field, given))
    if isinstance(field, serializers.DateTimeField):
        return Value("instant", field.to_internal_value(given))
    if isinstance(field, serializers.DateField):
        return Value("day", field.to_internal_value(given))
    return Value("text", _text(field, given))


def _one_of(field: Any) -> Any:
    """Return the field that says what an item of a list is: its child, unless only the list knows."""
    child = getattr(field, "child", field)
    return field if isinstance(child, serializers.UUIDField) else child


def _text(field: Any, given: Any) -> str:
    if isinstance(given, bool):
        return _("yes") if given else _("no")
    if isinstance(field, ReferenceField):
        return field.in_words(given)
    return str(getattr(field, "choices", {}).get(given, given))
