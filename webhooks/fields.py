"""What a subscriber fills in, on pages and in the API alike."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from records.act_fields import ActFields
from records.fields import InstantField, OptionalLineField, WholeNumberField
from records.known_acts import known_acts
from records.readers import OWNER
from webhooks.targets import LONGEST, BadTarget, checked_target

LONGEST_OVERLAP = 7 * 24  # hours


class ActName(serializers.ChoiceField):
    """The name of an act. Choices are read when a form is made: the rooms above name their acts at start."""

    def __init__(self, **options: Any) -> None:
        options["choices"] = sorted(known_acts(), key=lambda act: str(act[1]))
        super().__init__(**options)


class WebhookFields(ActFields):
    """Where a webhook goes, and which acts it is told of."""

    url = serializers.CharField(
        max_length=LONGEST,
        label=gettext_lazy("Address of the receiver"),
        help_text=gettext_lazy("Begins with https://. Redirects are not followed."),
    )
    description = OptionalLineField(max_length=200, label=gettext_lazy("What it is for"), read_by=OWNER)
    actions = serializers.ListField(
        child=ActName(),
        required=False,
        default=list,
        label=gettext_lazy("Acts"),
        help_text=gettext_lazy("None chosen: every act that you may see."),
    )

    def validate_url(self, text: str) -> str:
        """Refuse what may not be called at all; the network's addresses are checked at each call."""
        try:
            checked_target(text)
        except BadTarget as refused:
            raise serializers.ValidationError(refused.sentence) from refused
        return text

    def validate_actions(self, names: list[str]) -> list[str]:
        """Name each act once."""
        return sorted(set(names))


class RotateFields(ActFields):
    """How long the old secret goes on signing beside the new one."""

    overlap_hours = WholeNumberField(
        min_value=0,
        max_value=LONGEST_OVERLAP,
        required=False,
        default=24,
        label=gettext_lazy("Hours for which the old secret signs as well"),
        help_text=gettext_lazy("0 where the old one has become known to others."),
    )


class ReplayFields(ActFields):
    """From where on deliveries are sent again: after an act, or since an instant."""

    after = WholeNumberField(
        min_value=0, required=False, label=gettext_lazy("After the act with this number")
    )
    since = InstantField(required=False, label=gettext_lazy("Since this time"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for exactly one beginning, so that nobody replays everything by an empty form."""
        if len(attrs) != 1:
            raise serializers.ValidationError({"after": [_("Give either the number of an act or a time.")]})
        return attrs
