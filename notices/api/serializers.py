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


class EventObjectShape(serializers.Serializer):
    """What an act was done on, by its codes; `url` is its page."""

    kind = serializers.CharField()
    key = serializers.CharField()
    url = serializers.CharField(help_text="Whole; empty where the object has no page.")


class EventDataShape(serializers.Serializer):
    """Where to read what happened, and no more."""

    act = serializers.IntegerField(help_text="Its number in the register; ask for `?after=` this one next.")
    action = serializers.CharField(help_text="The name of the act, such as `circulate`.")
    object = EventObjectShape()
    state = serializers.CharField(help_text="The state the act is of; empty for acts of nobody's state.")
    capacity = serializers.CharField()
    entered_by = serializers.CharField(help_text="`secretariat` where it was entered on the state's behalf.")
    rule = serializers.CharField()
    url = serializers.CharField(help_text="The act in the register, whole.")


class EventShape(serializers.Serializer):
    """The envelope of an act: the body of a webhook, and a row of the event stream."""

    id = serializers.CharField(help_text="The same for everybody and for ever.")
    type = serializers.CharField(help_text="Kind of object and name of the act: `proposal.open_swg`.")
    timestamp = serializers.CharField(help_text="When the act was received: RFC 3339 in UTC.")
    data = EventDataShape()
