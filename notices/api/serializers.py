"""The shape of the inbox, for OpenAPI and for readers; rows are made by `notices.inbox`."""

from rest_framework import serializers
from webhooks.enums import OffBecause

from deadlines.ladder import KINDS
from notices.enums import DeliveryStatus
from web.api.serializers import SUMMARY


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


class FeedAddressShape(serializers.Serializer):
    """A secret address of the caller's own calendar, without the secret."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    last_used_on = serializers.DateField(allow_null=True, help_text="The day in UTC; null: never.")


class NewFeedAddress(FeedAddressShape):
    """A secret address just made. This is the only time that it is shown."""

    address = serializers.URLField(help_text="For a calendar program; whoever has it reads your calendar.")


class DeadlineShape(serializers.Serializer):
    """One running deadline, or a goal where no rule sets a time."""

    uid = serializers.CharField(help_text="Stays the same for as long as it runs, also when it is moved.")
    kind = serializers.ChoiceField(choices=[(kind.name, kind.label) for kind in KINDS])
    kind_label = serializers.CharField()
    is_goal = serializers.BooleanField(help_text="No rule sets this time: it is a measure of ours.")
    title = serializers.CharField(help_text="What is to be done, on what, in the caller's language.")
    object = ObjectShape()
    measure = serializers.CharField(help_text="Codes of the measures concerned, or empty.")
    body = serializers.CharField(help_text="`SWG`, `SOC` or empty.")
    owed_by = serializers.ListField(
        child=serializers.CharField(), help_text="Who has not acted: codes, `chair`, `secretariat`."
    )
    due_at = serializers.DateTimeField()
    is_overdue = serializers.BooleanField()
    act = serializers.CharField(help_text="The name of the act that is awaited.")
    rule = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True, help_text="When the present stage began.")
    days_in_stage = serializers.IntegerField(allow_null=True)
    goal_days = serializers.IntegerField(allow_null=True)
    is_over_goal = serializers.BooleanField()


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
