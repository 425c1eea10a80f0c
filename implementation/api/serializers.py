"""What the JSON of implementation looks like, for the OpenAPI document."""

from rest_framework import serializers

from implementation.enums import ActivityFormat, ActivityKind, ActivityStage, EarlierPaperKind, PlanStage
from web.api.available import AvailableAction


class ActivityRow(serializers.Serializer):
    """An activity of a state for a year and measure."""

    reference = serializers.CharField()
    kind = serializers.ChoiceField(ActivityKind.choices)
    state = serializers.CharField()
    measure = serializers.CharField()
    year = serializers.IntegerField()
    title = serializers.CharField()
    description = serializers.CharField()
    partners = serializers.ListField(child=serializers.CharField())
    format = serializers.ChoiceField(ActivityFormat.choices)
    place = serializers.CharField()
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    stage = serializers.ChoiceField(ActivityStage.choices)
    participation = serializers.ListField(child=serializers.CharField())
    outcome = serializers.CharField()
    entered_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class ActivityShape(ActivityRow):
    """An activity with what the caller may do."""

    available_actions = AvailableAction(many=True)


class ActionPlanRow(serializers.Serializer):
    """What a coordinator sets out to do on a measure within a period."""

    reference = serializers.CharField()
    state = serializers.CharField()
    measure = serializers.CharField()
    decision = serializers.CharField(allow_null=True, help_text="Whose paper it carries out.")
    replaces = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    text = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    stage = serializers.ChoiceField(PlanStage.choices)
    conclusions = serializers.CharField()
    entered_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class ActionPlanShape(ActionPlanRow):
    """An action plan with what the caller may do."""

    available_actions = AvailableAction(many=True)


class ReportRow(serializers.Serializer):
    """A coordinator's report on a measure for a year."""

    reference = serializers.CharField(help_text="`2026-KG-ECO-2-2007`: year, state, measure, edition.")
    state = serializers.CharField()
    measure = serializers.CharField()
    year = serializers.IntegerField()
    text = serializers.CharField()
    submitted_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)


class ReportShape(ReportRow):
    """A report with what the caller may do."""

    available_actions = AvailableAction(many=True)


class ReviewRow(serializers.Serializer):
    """The Committee's review of one area in a year."""

    year = serializers.IntegerField()
    area = serializers.CharField()
    announced_at = serializers.DateTimeField()
    conclusions = serializers.CharField()
    concluded_on = serializers.DateField(allow_null=True)


class ReviewShape(ReviewRow):
    """A review with what the caller may do."""

    available_actions = AvailableAction(many=True)


class AmendmentShape(serializers.Serializer):
    """What changed a document since."""

    date = serializers.DateField()
    subject = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option
    confidence = serializers.CharField()


class EarlierPaperRow(serializers.Serializer):
    """A founding document, concept paper or action plan of the record; its text is not held here."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(EarlierPaperKind.choices)
    title = serializers.CharField()
    dated = serializers.CharField(help_text="A day, a month, a year, or empty.")
    place = serializers.CharField()
    adopted_by = serializers.CharField()
    prepared_by = serializers.CharField(allow_null=True)
    period = serializers.CharField()
    amendments = AmendmentShape(many=True)
    superseded_by = serializers.CharField()
    text_found = serializers.CharField(help_text="Where the text can be read, as far as it was found.")
    sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.CharField()
    note = serializers.CharField()
