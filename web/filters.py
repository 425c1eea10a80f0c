"""What lists are filtered by, on pages and in the API: the kinds of filter.

No room has a filter by another base: a code is found however it is typed, and no value is lost in silence.
"""

from collections.abc import Iterable
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import fields
from drf_spectacular.utils import extend_schema_field

from records.texts import INVISIBLE
from web.as_of import day_in
from web.parameters import whole_number
from web.search import LONGEST

LONGEST_CODE = 40
"""The longest official name is a paper's symbol, or a UUID in place of one."""


def midnight(on: date) -> datetime:
    """Return the instant at which a day begins in UTC."""
    return datetime.combine(on, time.min, tzinfo=UTC)


class TextFilter(django_filters.CharFilter):
    """Keeps what a text names or begins; the text is no longer than a search may be."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST} | options)


class CodeField(forms.CharField):
    """An official name (`KZ`, `ECO-2`, `P-2026-001`): it is written in capitals, and found however typed."""

    def to_python(self, value: object) -> str:
        """Return it in capitals, without what nobody sees."""
        return INVISIBLE.sub("", super().to_python(value) or "").upper()


class CodeFilter(django_filters.CharFilter):
    """Keeps what an official name names."""

    field_class = CodeField

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max_length": LONGEST_CODE} | options)


def key_among(choices: Iterable[tuple[Any, Any]], typed: str) -> str:
    """Return the key of the choice that `typed` names in letters of either size, else what was typed."""
    keys = (str(key) for key, _label in choices)
    return next((key for key in keys if key.casefold() == typed.casefold()), typed)


class ChoiceField(fields.ChoiceField):
    """One of some words or codes, in letters of either size."""

    @cached_property
    def listed(self) -> list[tuple[Any, Any]]:
        """The choices, asked for once: they may be a question to the database."""
        return list(self.choices)

    def to_python(self, value: object) -> str:
        """Return its key."""
        typed = super().to_python(value)
        return key_among(self.listed, typed) if typed else typed

    def valid_value(self, value: object) -> bool:
        """Whether it is one of them."""
        return str(value) in {str(key) for key, _label in self.listed}


class ChoiceFilter(django_filters.ChoiceFilter):
    """Keeps what a word or code means."""

    field_class = ChoiceField


class ChoicesField(fields.MultipleChoiceField):
    """Some of them."""

    def to_python(self, value: object) -> list[str]:
        """Return their keys."""
        choices = list(self.choices)
        return [key_among(choices, one) for one in super().to_python(value)]


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Keeps what one of several words or codes means."""

    field_class = ChoicesField


class DayParameter(forms.DateField):
    """A day as ISO 8601 writes it; what is read as another day elsewhere (`10/04/2007`) is refused."""

    def to_python(self, value: object) -> date | None:
        """Return the day, None for nothing."""
        if value in (None, ""):
            return None
        if isinstance(value, date):
            return value
        try:
            return day_in(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class DayFilter(django_filters.DateFilter):
    """Keeps what its method finds for a day."""

    field_class = DayParameter


class TrueOrFalseParameter(forms.NullBooleanField):
    """`true` or `false`; what is neither is refused, since it would do nothing in silence."""

    widget = forms.TextInput
    choices = (("true", _("yes")), ("false", _("no")))

    def to_python(self, value: object) -> bool | None:  # type: ignore[override]  # as NullBooleanField
        """Return what was said, None for nothing."""
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise forms.ValidationError(_("Say true or false."))
        return value == "true"


class TrueOrFalseFilter(django_filters.BooleanFilter):
    """Keeps what is so (`true`), or the others (`false`)."""

    field_class = TrueOrFalseParameter


class WholeNumberParameter(forms.IntegerField):
    """A number as digits alone; what is no such number (1.5, 1e3, -1) is refused, not rounded."""

    def to_python(self, value: object) -> int | None:
        """Return the number, None for nothing."""
        if value in (None, ""):
            return None
        try:
            return whole_number(str(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class WholeNumberFilter(django_filters.NumberFilter):
    """Keeps what has a number, such as a year."""

    field_class = WholeNumberParameter

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Where its column is no number, the document would say "number", which 1.5 is as well.
        extend_schema_field({"type": "integer", "description": options["label"]})(self)  # type: ignore[type-var]


class YearFilter(WholeNumberFilter):
    """Keeps what happened in a year, in UTC and so the same for all; nothing in a year that is none."""

    def filter(self, queryset: QuerySet, value: int | None) -> QuerySet:
        """Keep the rows whose instant in the filter's field lies in the year `value`."""
        if value is None:
            return queryset
        if not MINYEAR <= value < MAXYEAR:
            return queryset.none()
        begins, ends = (midnight(date(year, 1, 1)) for year in (value, value + 1))
        return queryset.filter(**{f"{self.field_name}__gte": begins, f"{self.field_name}__lt": ends})
