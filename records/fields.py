"""Fields that the acts of every room are made of."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from records.local_times import CLOCK, DAY, ZONE, Unreadable
from records.readers import ReadBy

LAST_DAY = date(2999, 12, 31)
"""The last day that an act may name, so that a day added to it, in any zone, is a date still."""

LONGEST_TEXT = 20_000


def row_of(field: serializers.ListSerializer) -> serializers.Serializer:
    """Return the fields of one row of a list of rows; raise TypeError for a list of other things."""
    if not isinstance(field.child, serializers.Serializer):
        raise TypeError(f"{field.field_name} is no list of rows")
    return field.child


class TextField(ReadBy, serializers.CharField):
    """A text of some lines, up to 20,000 characters; empty unless the act needs it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", LONGEST_TEXT)
        if not options.get("required", False):
            options.setdefault("required", False)
            options.setdefault("allow_blank", True)
            options.setdefault("default", "")
        options.setdefault("style", {"base_template": "textarea.html"})
        super().__init__(**options)


class AddressField(ReadBy, serializers.EmailField):
    """An e-mail address."""


class LineField(ReadBy, serializers.CharField):
    """A text of one line."""


class OptionalLineField(LineField):
    """A text of one line that may be left out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"required": False, "allow_blank": True, "default": "", **options})


RFC_3339 = re.compile(rf"{DAY.pattern}[Tt]{CLOCK}:[0-5][0-9](\.[0-9]+)?{ZONE}")


class InstantField(serializers.DateTimeField):
    """An instant: RFC 3339 with its zone. Less than that (a day, a week, a local time) is refused."""

    default_error_messages = {"invalid": gettext_lazy("There is no such day.")}

    def to_internal_value(self, value: Any) -> datetime:
        """Refuse what leaves open which instant is meant."""
        if isinstance(value, Unreadable):
            raise serializers.ValidationError(value.sentence)
        if isinstance(value, str) and not RFC_3339.fullmatch(value):
            raise serializers.ValidationError(
                _("Give day, time and zone of the instant, such as 2027-01-31T18:59:59Z.")
            )
        return super().to_internal_value(value.upper() if isinstance(value, str) else value)


class DayField(serializers.DateField):
    """A day, written as 2027-01-31 and in no other way."""

    default_error_messages = {"invalid": gettext_lazy("There is no such day.")}

    def to_internal_value(self, value: Any) -> date:
        """Refuse weeks, days of a year, and digits that programs write otherwise."""
        if isinstance(value, str) and not DAY.fullmatch(value):
            raise serializers.ValidationError(_("Give a day as year, month and day, such as 2027-01-31."))
        return super().to_internal_value(value)


class TrueOrFalseField(serializers.BooleanField):
    """Yes or no: `true` or `false`. A word or a number in their place is refused, not guessed at.

    What the boxes and buttons of a form send is read before it comes here (`web.forms.said_by_box`).
    """

    default_error_messages = {"invalid": gettext_lazy("Say true or false.")}

    def to_internal_value(self, value: Any) -> bool:
        """Take the two values that JSON has for it."""
        if not isinstance(value, bool):
            self.fail("invalid", input=value)
        return value


LARGEST = 10**15 - 1
"""The largest number that is read, here and in addresses (`parameters.WHOLE_NUMBER`)."""
NO_WHOLE_NUMBER = gettext_lazy("Give a whole number, in digits alone.")


class WholeNumberField(serializers.IntegerField):
    """A whole number, as JSON has it. A text, a fraction or `true` in its place is refused, not converted.

    What the control of a form sends is read before it comes here (`web.forms.said_in_digits`).
    """

    default_error_messages = {"invalid": NO_WHOLE_NUMBER}

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_value", LARGEST)
        super().__init__(**options)

    def to_internal_value(self, value: Any) -> int:
        """Take a number that is whole as it was written; to Python, `true` is a number as well."""
        if type(value) is not int:
            self.fail("invalid")
        return value


class NumberChoiceField(serializers.ChoiceField):
    """One of several whole numbers, as JSON has them; chosen from a list on a page."""

    default_error_messages = {"invalid": NO_WHOLE_NUMBER}

    def to_internal_value(self, value: Any) -> Any:
        """Refuse a text in the place of a number."""
        if type(value) is not int:
            self.fail("invalid")
        return super().to_internal_value(value)


class PastDayField(DayField):
    """A day that has come: of what was held, concluded, done."""

    def to_internal_value(self, value: Any) -> date:
        """Compare it with the day of the act, in UTC."""
        day = super().to_internal_value(value)
        if day > self.context["at"].date():
            raise serializers.ValidationError(_("This day has not come yet."))
        return day


class FutureInstantField(InstantField):
    """An instant after the act's own: a deadline. On a form, a day alone means its end in Astana."""

    def to_internal_value(self, value: Any) -> datetime:
        """Refuse an instant that is not after the database clock's present."""
        instant = super().to_internal_value(value)
        if instant <= self.context["at"]:
            raise serializers.ValidationError(_("This instant has passed; choose a later one."))
        if instant.date() > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return instant


class FutureDayField(DayField):
    """A day after that of the act, in UTC."""

    def to_internal_value(self, value: Any) -> date:
        """Refuse a day that is not after the database clock's present."""
        day = super().to_internal_value(value)
        if day <= self.context["at"].date():
            raise serializers.ValidationError(_("This day has come; choose a later one."))
        if day > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return day


class ComingDayField(DayField):
    """A day that has not passed, nor lies beyond what can be reckoned with."""

    def to_internal_value(self, value: Any) -> date:
        """Compare it with the day of the act, in UTC."""
        day = super().to_internal_value(value)
        if day < self.context["at"].date():
            raise serializers.ValidationError(_("This day has passed; choose a later one."))
        if day > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return day


class DigestField(serializers.CharField):
    """The digest of the version that a program means; a page knows which one it was drawn from."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 64)
        options.setdefault("required", False)
        options.setdefault("allow_blank", True)
        options.setdefault("default", "")
        options.setdefault("label", gettext_lazy("Digest of the content"))
        super().__init__(**options)


class DigestsField(serializers.ListField):
    """The digests of several versions."""

    child = DigestField()
