"""The shapes of deadlines and calendars, for OpenAPI and for readers."""

from rest_framework import serializers

from deadlines.ladder import KINDS


class ObjectShape(serializers.Serializer):
    """What an act was done on."""

    kind = serializers.CharField()
    key = serializers.CharField()
    url = serializers.CharField()


class WaitingShape(serializers.Serializer):
    """One thing that is awaited from the caller, the earliest deadline first."""

    sentence = serializers.CharField()
    url = serializers.CharField(help_text="The page to do it on.")
    due_at = serializers.DateTimeField(allow_null=True)
    rule = serializers.CharField()
    act = serializers.CharField(help_text="The name of the act that is awaited.")


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
