"""The shapes of events and webhooks, for OpenAPI and for readers."""

from rest_framework import serializers

from notices.enums import DeliveryStatus
from webhooks.enums import OffBecause


class EventObjectShape(serializers.Serializer):
    """What an act was done on, by its codes; `url` is its page."""

    kind = serializers.CharField()
    key = serializers.CharField()
    url = serializers.CharField(help_text="Whole; empty where the object has no page.")


class EventDataShape(serializers.Serializer):
    """Where to read what happened, and no more."""

    act = serializers.IntegerField(help_text="Its number in the register; ask for `?after=` this one next.")
    epoch = serializers.CharField(
        help_text="Of the register, which changes with a restoration: send it, too."
    )
    action = serializers.CharField(help_text="The name of the act, such as `circulate`.")
    object = EventObjectShape()
    state = serializers.CharField(help_text="The state the act is of; empty for acts of nobody's state.")
    capacity = serializers.CharField()
    entered_by = serializers.CharField(help_text="`secretariat` where it was entered on the state's behalf.")
    rule = serializers.CharField()
    summary = serializers.CharField(
        help_text="What was done, in one sentence: in the caller's language, in a webhook in its owner's."
    )
    url = serializers.CharField(help_text="The act in the register, whole.")


class EventShape(serializers.Serializer):
    """The envelope of an act: the body of a webhook, and a row of the event stream."""

    id = serializers.CharField(help_text="The same for everybody and for ever.")
    type = serializers.CharField(help_text="Kind of object and name of the act: `proposal.open_swg`.")
    timestamp = serializers.CharField(help_text="The act's `at` in the register: RFC 3339 in UTC.")
    data = EventDataShape()  # type: ignore[assignment]  # a member's name, not the option


class WebhookShape(serializers.Serializer):
    """A webhook without its secret, which lies nowhere."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    description = serializers.CharField()
    actions = serializers.ListField(
        child=serializers.CharField(), help_text="Names of acts; none: every act that its owner may see."
    )
    is_active = serializers.BooleanField()
    off_because = serializers.ChoiceField(
        OffBecause.choices, allow_blank=True, help_text="Empty while it is on."
    )
    off_since = serializers.DateTimeField(allow_null=True)
    failing_since = serializers.DateTimeField(
        allow_null=True, help_text="The first failure after the last success."
    )
    old_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the secret before signs as well."
    )
    created_at = serializers.DateTimeField()
    revision = serializers.IntegerField(help_text="Counts the owner's changes.")


class NewWebhook(WebhookShape):
    """A webhook with its secret, this once."""

    secret = serializers.CharField(help_text="`whsec_…`, for the receiver to verify signatures with.")


class TryShape(serializers.Serializer):
    """One try. `detail` is `answered 503`, or why no answer came (`docs/webhooks.md`)."""

    at = serializers.DateTimeField()
    status = serializers.ChoiceField(DeliveryStatus.choices, help_text="`queued`: to be tried again.")
    milliseconds = serializers.IntegerField()
    detail = serializers.CharField()


class DeliveryShape(serializers.Serializer):
    """One message to a webhook, with its tries, the last one first."""

    id = serializers.UUIDField(help_text="The header `webhook-id`, the same in every try.")
    act = serializers.IntegerField(allow_null=True, help_text="Null for a test.")
    type = serializers.CharField()
    status = serializers.ChoiceField(DeliveryStatus.choices)
    created_at = serializers.DateTimeField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    handed_over_at = serializers.DateTimeField(allow_null=True)
    tries = TryShape(many=True)


class ReplayedShape(serializers.Serializer):
    """How many deliveries are sent again."""

    queued = serializers.IntegerField()
