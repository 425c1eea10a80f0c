"""The shape of the inbox, for OpenAPI and for readers; rows are made by `notices.inbox`."""

from rest_framework import serializers


class WaitingShape(serializers.Serializer):
    """One thing that is awaited from the caller, the earliest deadline first."""

    sentence = serializers.CharField()
    url = serializers.CharField(help_text="The page to do it on.")
    due_at = serializers.DateTimeField(allow_null=True)
    rule = serializers.CharField()
    act = serializers.CharField(help_text="The name of the act that is awaited.")


class ObjectShape(serializers.Serializer):
    """What an act was done on."""

    kind = serializers.CharField()
    key = serializers.CharField()
    url = serializers.CharField()


class NoticeShape(serializers.Serializer):
    """That an act happened: `act` is its number in the register."""

    act = serializers.IntegerField()
    at = serializers.DateTimeField()
    addressee = serializers.CharField(help_text="Code of a participant, `secretariat` or `chair`.")
    action = serializers.CharField()
    label = serializers.CharField()
    state = serializers.CharField(help_text="The state the act is of; empty for acts of nobody's state.")
    object = ObjectShape()
    rule = serializers.CharField()


class NoticePageShape(serializers.Serializer):
    """One page of notices, newest first."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = NoticeShape(many=True)


class InboxShape(serializers.Serializer):
    """What waits for the caller, and what the caller was told."""

    waiting = WaitingShape(many=True)
    notices = NoticePageShape()
