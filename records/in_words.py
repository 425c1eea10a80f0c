"""What a person filled into a form, in words, to be checked before it is final."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import serializers

from records.acts import ActFields
from records.facts import Fact, Value

SHORT = 80  # characters that one item of a list may have to be read at a glance


def entered_in_words(form: ActFields) -> list[Fact]:
    """Return all that was filled in, for the reader to check before it is final."""
    return [
        Fact(str(field.label), _value_in_words(field, form.initial_data[name]))
        for name, field in form.fields.items()
        if name in form.initial_data
    ]


def _value_in_words(field: Any, value: Any) -> Value:
    if value and isinstance(field, serializers.DateTimeField):
        return Value("instant", field.to_internal_value(value))
    if value and isinstance(field, serializers.DateField):
        return Value("day", field.to_internal_value(value))
    return Value("text", _text(field, value))


def _text(field: Any, value: Any) -> str:
    if isinstance(value, list):
        child = getattr(field, "child", None) or getattr(field, "child_relation", field)
        texts = [_text(child, item) for item in value]
        return "; ".join(texts) if all(len(text) < SHORT for text in texts) else _counted(len(texts))
    if isinstance(value, dict):
        return ", ".join(_text(field.fields[name], item) for name, item in value.items())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(getattr(field, "choices", {}).get(value, value))


def _counted(number: int) -> str:
    return ngettext("%(number)d item", "%(number)d items", number) % {"number": number}
