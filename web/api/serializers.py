"""The shapes of the register's answers, for OpenAPI and for readers; rows are made by the views."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

SUMMARY = "What was done, in one sentence in the caller's language (`Accept-Language`)."


class ActShape(serializers.Serializer):
    """One act. `payload` holds its facts; `receipt` has the exact text that `digest` covers."""

    number = serializers.IntegerField(
        help_text="From 1, each the next; only a restoration leaves numbers out."
    )
    at = serializers.DateTimeField(
        help_text=(
            "When the act was received, by the clock of the database. One that another overtook has the"
            " instant of that one here, and its own as the fact `received_at`."
        )
    )
    accepted_at = serializers.DateTimeField(
        allow_null=True, help_text="When the proxy had received it: evidence; `at` counts."
    )
    action = serializers.CharField(help_text="The name of the act, such as `circulate`.")
    object_kind = serializers.CharField()
    object_key = serializers.CharField()
    state = serializers.CharField(help_text="The state the act is of; empty for acts of nobody's state.")
    capacity = serializers.CharField()
    entered_by = serializers.CharField(help_text="`secretariat` where it was entered on the state's behalf.")
    account = serializers.CharField(
        help_text="Opaque id; empty for the procedure itself and for the operator."
    )
    rule = serializers.CharField()
    summary = serializers.CharField(help_text=SUMMARY)
    payload = serializers.JSONField()
    digest = serializers.CharField(help_text="SHA-256 of the act's canonical JSON, in hexadecimal.")
    hash = serializers.CharField(help_text="SHA-256 that chains the act to those before it.")


class LateActShape(serializers.Serializer):
    """An act that was refused because its deadline had passed."""

    state = serializers.CharField()
    action = serializers.CharField()
    object_kind = serializers.CharField()
    object_key = serializers.CharField()
    turned_away_at = serializers.DateTimeField(
        allow_null=True, help_text="When the same request was first received and answered 503; evidence."
    )
    accepted_at = serializers.DateTimeField(help_text="When the proxy had received it; evidence.")
    received_at = serializers.DateTimeField(help_text="When the database looked; this alone counts.")
    deadline = serializers.DateTimeField()
    reason = serializers.CharField(help_text="The sentence it was refused with.")


class EnclosureShape(serializers.Serializer):
    """What an act says to fewer than may see it; the payload has the SHA-256 of `content` under `field`."""

    field = serializers.CharField()
    content = serializers.CharField(help_text="JSON of the `value` and a `nonce`: the exact text.")


class WholeActShape(ActShape):
    """One act with its enclosures, as far as the caller may read them."""

    enclosures = EnclosureShape(many=True)


class HeadShape(serializers.Serializer):
    """The last act's number and hash, on which every receipt rests."""

    number = serializers.IntegerField()
    hash = serializers.CharField()
    epoch = serializers.CharField(help_text="`1`, or of what restoration from a backup it began with.")


class EnvelopeShape(serializers.Serializer):
    """The facts that an act's digest covers: canonical JSON of exactly these members."""

    number = serializers.IntegerField()
    at = serializers.CharField(help_text="RFC 3339 in UTC with microseconds.")
    account = serializers.CharField()
    capacity = serializers.CharField()
    state = serializers.CharField()
    entered_by = serializers.CharField()
    action = serializers.CharField()
    object_kind = serializers.CharField()
    object_key = serializers.CharField()
    rule = serializers.CharField()
    payload = serializers.CharField(help_text="The exact text of the act's facts.")
    beside = serializers.CharField(
        required=False, help_text="SHA-256 of who may see it, who was told; acts of before have none."
    )


class StepShape(serializers.Serializer):
    """One act on the way from the head: `hash` is SHA-256 of `previous + skipped + digest` as ASCII text."""

    number = serializers.IntegerField()
    previous = serializers.CharField(help_text="Hash of the act before.")
    skipped = serializers.CharField(help_text="Hash of the act `skip_ancestor`.")
    skip_ancestor = serializers.IntegerField(help_text="`number` with its lowest set bit cleared.")
    digest = serializers.CharField()
    hash = serializers.CharField()


class ProvedUnderShape(serializers.Serializer):
    """The head that a receipt rests on."""

    number = serializers.IntegerField()
    hash = serializers.CharField()


@extend_schema_field({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/ReceiptShape"}]})
class ReceiptOrNull(serializers.JSONField):
    """A receipt inside a receipt: after two restorations the one inside has another."""


class ReceiptShape(serializers.Serializer):
    """Proof that an act stands in the register under a head; `docs/register.md` says how to check it."""

    act = EnvelopeShape()
    head = ProvedUnderShape()
    path = StepShape(many=True)
    under = ReceiptOrNull(
        help_text="Of an act before a restoration: the receipt of that, whose facts name `head` as `kept`."
    )
