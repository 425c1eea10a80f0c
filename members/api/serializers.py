"""The shapes of this room's answers, for OpenAPI and for readers; rows are made by the views."""

from rest_framework import serializers

from members.enums import Capacity, ParticipantKind, Precision, RecordEntry, Status
from members.fields import HandOverFields
from members.tokens import LIFETIME, LONGEST_LIFETIME
from members.undone import TAKES_BACK
from records.fields import TrueOrFalseField, WholeNumberField
from records.texts import TextsTidied
from web.api.available import AvailableAction


class Names(serializers.Serializer):
    """A text in the three languages."""

    en = serializers.CharField()
    ru = serializers.CharField()
    fr = serializers.CharField()


class AliasShape(serializers.Serializer):
    """Another name, in use somewhere or once in use."""

    language = serializers.CharField()
    name = serializers.CharField()
    until = serializers.CharField(help_text="As the source says; empty while it is in use.")
    source = serializers.CharField()  # type: ignore[assignment]


class FormerNameShape(Names):
    """A usual name that was in use before `until`, the day from which the next one is."""

    until = serializers.DateField()
    until_precision = serializers.ChoiceField(Precision.choices)
    decision = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()


class PeriodShape(serializers.Serializer):
    """A span with one status. `from` and `to` are null where no source gives the day."""

    status = serializers.ChoiceField(Status.choices)
    from_precision = serializers.ChoiceField(Precision.choices)
    from_earliest = serializers.DateField(allow_null=True)
    from_latest = serializers.DateField(allow_null=True)
    to = serializers.DateField(allow_null=True)
    to_precision = serializers.CharField()
    to_earliest = serializers.DateField(allow_null=True, help_text="Where the last day is not known.")
    to_latest = serializers.DateField(allow_null=True)
    as_of_from = serializers.DateField(help_text="The first day on which the status is sure.")
    as_of_to = serializers.DateField(allow_null=True, help_text="The first day on which it is no longer so.")
    decision = serializers.CharField()
    end_decision = serializers.CharField()
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": serializers.DateField(allow_null=True)}


class ParticipantRow(serializers.Serializer):
    """A state or organisation, with its status (null: it takes no part) and name on the day asked for."""

    code = serializers.CharField(help_text="`KZ`, `OSCE`")
    kind = serializers.ChoiceField(ParticipantKind.choices)
    status = serializers.ChoiceField(Status.choices, allow_null=True)
    name = Names()
    abbreviation = Names(allow_null=True)
    periods = PeriodShape(many=True)


class UndoneEntryShape(serializers.Serializer):
    """An entry that was cancelled before it began, or corrected: as it was, why, and by which act."""

    act = serializers.IntegerField()
    action = serializers.ChoiceField(TAKES_BACK)
    entry = serializers.ChoiceField(RecordEntry.choices)
    effective_on = serializers.DateField()
    to = serializers.CharField(help_text="The status, the state that took the Chair, or empty: it left.")
    decision = serializers.CharField()
    reason = serializers.CharField()


class ParticipantShape(ParticipantRow):
    """A participant, whole, with the acts open to the caller."""

    name_sources = serializers.DictField(child=serializers.CharField())
    former_names = FormerNameShape(many=True)
    undone_entries = UndoneEntryShape(many=True)
    aliases = AliasShape(many=True)
    available_actions = AvailableAction(many=True)


class FirstDay(serializers.Serializer):
    """From when a term is, as far as it is known. `from` is null where no source gives the day."""

    from_earliest = serializers.DateField(allow_null=True)
    from_latest = serializers.DateField(allow_null=True)
    as_of_from = serializers.DateField(
        allow_null=True, help_text="The first day that is sure; null where none is."
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": serializers.DateField(allow_null=True)}


class HeadOfSecretariatShape(FirstDay):
    """Who headed the Secretariat, or a deputy, under the title of the time."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    title = serializers.CharField()
    is_deputy = serializers.BooleanField()
    state = serializers.CharField()
    to_earliest = serializers.DateField(allow_null=True)
    to_latest = serializers.DateField(allow_null=True)
    as_of_to = serializers.DateField(
        allow_null=True, help_text="The first day on which it is no longer sure."
    )
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()


class ChairmanshipShape(FirstDay):
    """A term as Chair. `from` is null where no source gives it; `to` is the day of the handover."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    to = serializers.DateField(allow_null=True)
    decision = serializers.CharField()
    extensions = serializers.ListField(child=serializers.DictField())
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()


class HandOverBody(HandOverFields):
    """The state that takes the Chairmanship, from when, by which decision."""

    state = serializers.CharField(max_length=12)


class PassingShape(serializers.Serializer):
    """One thing that the next Chair finds, on the page `url`; `until` is null where nothing presses."""

    sentence = serializers.CharField()
    url = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class PassingGroupShape(serializers.Serializer):
    """What passes over of one kind."""

    title = serializers.CharField()
    things = PassingShape(many=True)


class PassingOverShape(serializers.Serializer):
    """What passes over with the Chairmanship."""

    passing = PassingGroupShape(many=True)


class MeShape(serializers.Serializer):
    """Who the caller acts for, and in what capacities."""

    username = serializers.CharField(help_text="Empty for the public.")
    account = serializers.CharField(help_text="The opaque id that acts in the register carry.")
    participant = serializers.CharField(allow_null=True)
    capacities = serializers.ListField(child=serializers.ChoiceField(Capacity.choices))
    is_head = serializers.BooleanField()
    may_write = serializers.BooleanField(help_text="False for viewers and read-only tokens.")
    language = serializers.CharField()


class TokenShape(serializers.Serializer):
    """A token without its key, which is stored hashed. `key` is how it begins."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    read_only = serializers.BooleanField()  # type: ignore[assignment]
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class NewToken(TokenShape):
    """A token just made. This is the only time that it is shown."""

    token = serializers.CharField(help_text="For `Authorization: Token …`.")


class NewTokenFields(TextsTidied):
    """What a new token is for, what it may do, and how long it lasts."""

    label = serializers.CharField(  # type: ignore[assignment]
        max_length=80, required=False, default="", allow_blank=True
    )
    read_only = TrueOrFalseField(required=False, default=True)  # type: ignore[assignment]
    days = WholeNumberField(
        min_value=1,
        max_value=LONGEST_LIFETIME.days,
        required=False,
        default=LIFETIME.days,
        help_text="After how many days it expires.",
    )
