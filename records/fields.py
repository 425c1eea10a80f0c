"""Fields that the acts of every room are made of."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

LAST_DAY = date(2999, 12, 31)
"""The last day that an act may name, so that a day added to it, in any zone, is a date still."""

LONGEST_TEXT = 20_000


class TextField(serializers.CharField):
    """A text of some lines, up to 20,000 characters; empty unless the act needs it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        if not options.get("required", False):
            options.setdefault("required", False)
            options.setdefault("allow_blank", True)
            options.setdefault("default", "")
        options.setdefault("style", {"base_template": "textarea.html"})
        super().__init__(**options)


class FutureInstantField(serializers.DateTimeField):
    """An instant after the act's own."""

    def to_internal_value(self, value: Any) -> Any:
        """Refuse an instant that is not after the database clock's present."""
        instant = super().to_internal_value(value)
        if instant <= self.context["at"]:
            raise serializers.ValidationError(_("This instant has passed; choose a later one."))
        if instant.date() > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return instant


class FutureDayField(serializers.DateField):
    """A day after that of the act, in UTC."""

    def to_internal_value(self, value: Any) -> Any:
        """Refuse a day that is not after the database clock's present."""
        day = super().to_internal_value(value)
        if day <= self.context["at"].date():
            raise serializers.ValidationError(_("This day has come; choose a later one."))
        if day > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return day
