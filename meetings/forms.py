"""What a host asks the date finder for."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from meetings.enums import CONVENED_CHOICES, MeetingFormat, MeetingKind
from members.fields import ParticipantField, ParticipantsField
from records.fields import DayField, WholeNumberField
from records.texts import TextsTidied

LONGEST = 14
WIDEST = timedelta(days=366)
YEARS_AHEAD = 3
"""For so many years ahead dates are looked for; holidays further off are known too badly."""
USUALLY = timedelta(days=180)


class DatesFields(TextsTidied):
    """A length, a period of a year at most, what meets, where, and who comes. Its context holds `at`."""

    days = WholeNumberField(min_value=1, max_value=LONGEST, label=gettext_lazy("Length in days"))
    earliest = DayField(label=gettext_lazy("From"))
    latest = DayField(label=gettext_lazy("To"), help_text=gettext_lazy("A year later at most."))
    kind = serializers.ChoiceField(
        CONVENED_CHOICES, required=False, default=MeetingKind.EXPERT, label=gettext_lazy("Kind of meeting")
    )
    # Not `format`: that parameter chooses the renderer in Django REST framework.
    meeting_format = serializers.ChoiceField(
        MeetingFormat.choices, required=False, default=MeetingFormat.IN_PERSON, label=gettext_lazy("Format")
    )
    host = ParticipantField(
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Host"),
        help_text=gettext_lazy("The host's days off count before all others."),
    )
    invited = ParticipantsField(
        required=False,
        default=list,
        label=gettext_lazy("Participants invited by name"),
        help_text=gettext_lazy(
            "With none, the member states count for a session of a body, and members and observers for"
            " another meeting."
        ),
    )

    def validate_earliest(self, day: date) -> date:
        """Nobody meets in the past."""
        if day < self._today:
            raise serializers.ValidationError(_("This day has passed; choose a later one."))
        return day

    def validate_latest(self, day: date) -> date:
        """Holidays are known for some years ahead."""
        if day.year > self._today.year + YEARS_AHEAD:
            raise serializers.ValidationError(
                _("Dates are looked for until the end of %(year)d.")
                % {"year": self._today.year + YEARS_AHEAD}
            )
        return day

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """The meeting fits into the period, and the period into a year."""
        span = attrs["latest"] - attrs["earliest"]
        if span < timedelta(days=attrs["days"] - 1):
            raise serializers.ValidationError(
                {"latest": _("From the first day to this one there are fewer days than the meeting has.")}
            )
        if span > WIDEST:
            raise serializers.ValidationError({"latest": _("The period is a year at most.")})
        return attrs

    @property
    def _today(self) -> date:
        return self.context["at"].date()


def usual(*, on: date) -> dict[str, Any]:
    """Return what the form begins with."""
    return {
        "days": 2,
        "earliest": on,
        "latest": on + USUALLY,
        "kind": MeetingKind.EXPERT,
        "meeting_format": MeetingFormat.IN_PERSON,
    }
