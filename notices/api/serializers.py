"""What the inbox and the courier answer, for OpenAPI and for readers."""

from rest_framework import serializers

from deadlines.api.serializers import ObjectShape, WaitingShape
from web.api.serializers import SUMMARY


class NamedObjectShape(ObjectShape):
    """What an act was done on, with what people read of it: its key, its name, or else its kind."""

    shown = serializers.CharField()


class NoticeShape(serializers.Serializer):
    """That an act happened: `act` is its number in the register."""

    act = serializers.IntegerField()
    at = serializers.DateTimeField()
    addressee = serializers.CharField(help_text="Code of a participant, `secretariat` or `chair`.")
    action = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    read_at = serializers.DateTimeField(allow_null=True, help_text="When the addressee first opened it.")
    state = serializers.CharField(help_text="The state the act is of; empty for acts of nobody's state.")
    object = NamedObjectShape()
    rule = serializers.CharField()
    summary = serializers.CharField(help_text=SUMMARY)


class NoticePageShape(serializers.Serializer):
    """One page of notices, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = NoticeShape(many=True)


class InboxShape(serializers.Serializer):
    """What waits for the caller, and what the caller was told."""

    waiting = WaitingShape(many=True)
    notices = NoticePageShape()


class MarkedShape(serializers.Serializer):
    """How many notices were unread until now."""

    read = serializers.IntegerField()


class ToldGroup(serializers.Serializer):
    """Some of those who are told."""

    group = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option


class RuleShape(serializers.Serializer):
    """One act: who performs it, who is told."""

    act = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    by = serializers.ListField(child=serializers.CharField())
    told = ToldGroup(many=True)
    rule = serializers.CharField()
    rules = serializers.ListField(
        child=serializers.CharField(), help_text="All that it may rest on, by route and kind."
    )


class RoomShape(serializers.Serializer):
    """The acts of one room."""

    room = serializers.CharField()
    acts = RuleShape(many=True)


class RulesShape(serializers.Serializer):
    """Who is told of which act."""

    rooms = RoomShape(many=True)


class MailShape(serializers.Serializer):
    """When somebody wants mail."""

    mode = serializers.CharField(help_text="`at_once`, `digest` or `none`.")
    digest_hour = serializers.IntegerField(help_text="In the account's own time zone.")


class MailCount(serializers.Serializer):
    """How many mails have a status."""

    status = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    count = serializers.IntegerField()


class AddresseeShape(serializers.Serializer):
    """One addressee and the mail to those who read for it."""

    addressee = serializers.CharField()
    name = serializers.CharField()
    mail = MailCount(many=True)
    read_at = serializers.DateTimeField(allow_null=True, help_text="When the notice was first opened for it.")


class ToldShape(serializers.Serializer):
    """Who was told of an act: the groups, and the addressees that the caller may know."""

    groups = serializers.ListField(child=serializers.CharField())
    is_whole = serializers.BooleanField(help_text="Whether every addressee is listed.")
    addressees = AddresseeShape(many=True)


class UndeliveredShape(serializers.Serializer):
    """A dead letter, without a word of what its act is on."""

    id = serializers.UUIDField()
    channel = serializers.CharField()
    channel_label = serializers.CharField()
    to = serializers.CharField(help_text="User name of the account.")
    act = serializers.IntegerField(allow_null=True)
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    status = serializers.CharField()
    status_label = serializers.CharField()
    attempts = serializers.IntegerField()
    reason = serializers.CharField()
    at = serializers.DateTimeField()


class QueuedShape(serializers.Serializer):
    """How many dead letters were queued anew."""

    queued = serializers.IntegerField()


class BacklogShape(serializers.Serializer):
    """How far delivery is behind."""

    acts = serializers.IntegerField(help_text="Not yet turned into deliveries.")
    deliveries = serializers.IntegerField(help_text="Due now.")
    oldest_seconds = serializers.IntegerField(help_text="For how long the oldest of these waits.")
    later = serializers.IntegerField(help_text="Queued for an hour to come.")
    undelivered = serializers.DictField(child=serializers.IntegerField(), help_text="By channel.")
