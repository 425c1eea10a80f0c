"""What the JSON of `shapes` looks like, for the OpenAPI document. Nothing here is run to answer a request."""

from rest_framework import serializers

from cbms.enums import CoordinationRole
from proposals.enums import (
    Body,
    ConsultationAnswer,
    DecisionAudience,
    DraftingRole,
    InterestOffer,
    Mode,
    Outcome,
    PositionKind,
    Route,
    Stage,
)
from proposals.fields import ChangeFields
from web.api.available import AvailableAction
from web.api.history import HistoryLineShape


class Coordination(serializers.Serializer):
    """A state and its role in coordinating."""

    state = serializers.CharField()
    role = serializers.ChoiceField(CoordinationRole.choices)


class Drafting(serializers.Serializer):
    """A state charged with a proposal's paper, and why."""

    state = serializers.CharField()
    role = serializers.ChoiceField(DraftingRole.choices)


class ProposalHead(serializers.Serializer):
    """What every answer says of a proposal."""

    reference = serializers.CharField(help_text="`P-2026-001`")
    route = serializers.ChoiceField(Route.choices)
    edition = serializers.CharField(help_text="The edition it began under, and keeps.")
    measure = serializers.CharField(allow_null=True, help_text="Routes A and B.")
    year = serializers.IntegerField(allow_null=True, help_text="Route D: the year of the plan.")
    title = serializers.CharField(help_text="Route C: the title of the proposed edition.")
    stage = serializers.ChoiceField(Stage.choices)
    stage_since = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)


class ProposalRow(ProposalHead):
    """A line of the list of proposals."""

    due_at = serializers.DateTimeField(allow_null=True)
    interested = serializers.ListField(child=serializers.CharField())
    coordinators = Coordination(many=True)
    drafters = Drafting(many=True)


class Interested(serializers.Serializer):
    """A standing declaration of interest."""

    state = serializers.CharField()
    offer = serializers.ChoiceField(InterestOffer.choices)
    statement = serializers.CharField()
    declared_at = serializers.DateTimeField()


class LedgerLine(serializers.Serializer):
    """A state's line in the consultation ledger; `answer` is null while it is silent."""

    state = serializers.CharField()
    asked_at = serializers.DateTimeField()
    answer = serializers.ChoiceField(ConsultationAnswer.choices, allow_null=True)
    supports = serializers.CharField(allow_null=True)
    statement = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Consultation(serializers.Serializer):
    """The Chair's latest consultation."""

    opened_at = serializers.DateTimeField()
    answer_by = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    message = serializers.CharField()
    ledger = LedgerLine(many=True)


class Awaited(serializers.Serializer):
    """The next thing a proposal waits for: codes of states, or `chair`, `secretariat`, `members`."""

    sentence = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": serializers.ListField(child=serializers.CharField())}


class VersionHead(serializers.Serializer):
    """A version of a paper without its text."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    symbol = serializers.CharField(
        allow_null=True, help_text="From circulation on: `CICA/SWG/2026/CP.3/Rev.1`"
    )
    submitted_by = serializers.CharField(allow_null=True, help_text="Null for a plan.")
    submitted_at = serializers.DateTimeField(
        allow_null=True, help_text="Null, as all on its way to adoption, for who reads the decision alone."
    )
    circulated_at = serializers.DateTimeField(allow_null=True)
    comments_until = serializers.DateTimeField(allow_null=True)
    digest = serializers.CharField(help_text="SHA-256 of the normalised English text.")
    changes = ChangeFields(many=True, help_text="What an amendment changes.")
    in_force_on = serializers.DateField(allow_null=True)


class Paragraph(serializers.Serializer):
    """A paragraph; `id` is its identity through versions. English is the text that counts."""

    id = serializers.UUIDField()
    heading = serializers.BooleanField()
    en = serializers.CharField()
    ru = serializers.CharField(allow_null=True)
    fr = serializers.CharField(allow_null=True)
    digest = serializers.CharField()


class Served(serializers.Serializer):
    """Proof of service to a state."""

    state = serializers.CharField()
    served_at = serializers.DateTimeField()


class Version(VersionHead):
    """A version of a paper, whole."""

    paper = serializers.UUIDField()
    proposal = serializers.CharField(allow_null=True, help_text="Null for who may not read the proposal.")
    paragraphs = Paragraph(many=True)
    served = Served(many=True)


class PaperRow(serializers.Serializer):
    """A line of the list of papers."""

    id = serializers.UUIDField()
    symbol = serializers.CharField(allow_null=True)
    proposal = serializers.CharField(allow_null=True, help_text="Null for who may not read the proposal.")
    measure = serializers.CharField(allow_null=True)


class PaperSummary(serializers.Serializer):
    """A proposal's paper with its visible versions."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    symbol = serializers.CharField(allow_null=True)
    versions = VersionHead(many=True)


class Run(serializers.Serializer):
    """A run of words."""

    op = serializers.ChoiceField(("same", "added", "removed"))
    text = serializers.CharField()


class Difference(serializers.Serializer):
    """What became of one paragraph."""

    id = serializers.UUIDField()
    change = serializers.ChoiceField(("same", "changed", "added", "removed", "moved"))
    heading = serializers.BooleanField()
    to = serializers.CharField(allow_null=True)
    words = Run(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": serializers.CharField(allow_null=True)}


class Differences(serializers.Serializer):
    """The differences between two versions."""

    to = VersionHead()
    differences = Difference(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from` is a keyword of Python, so it is added by name."""
        return super().get_fields() | {"from": VersionHead()}


class ConsiderationRow(serializers.Serializer):
    """A line of the list of considerations."""

    id = serializers.IntegerField()
    proposal = serializers.CharField()
    body = serializers.ChoiceField(Body.choices)
    mode = serializers.ChoiceField(Mode.choices)
    opened_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True, help_text="The deadline of a silence procedure.")
    outcome = serializers.ChoiceField(Outcome.choices)
    concluded_at = serializers.DateTimeField(allow_null=True)
    effective_at = serializers.DateTimeField(allow_null=True)


class BoundParagraph(serializers.Serializer):
    """A paragraph that a position speaks to, as it read then."""

    id = serializers.UUIDField()
    digest = serializers.CharField()


class Position(serializers.Serializer):
    """A position as it was received; the state's highest `sequence` stands."""

    state = serializers.CharField()
    position = serializers.ChoiceField(PositionKind.choices)
    statement = serializers.CharField()
    paragraphs = BoundParagraph(many=True)
    sequence = serializers.IntegerField()
    received_at = serializers.DateTimeField()


class Consideration(ConsiderationRow):
    """A consideration, whole; text and roster were frozen when it opened."""

    version = serializers.IntegerField()
    symbol = serializers.CharField()
    text_digest = serializers.CharField()
    roster = serializers.ListField(child=serializers.CharField())
    present = serializers.ListField(child=serializers.CharField())
    positions = Position(many=True)
    waiver_reason = serializers.CharField()
    reason = serializers.CharField()
    missing = serializers.CharField(
        help_text="What still stands between the text and adoption, in one sentence."
    )


class Deadlines(serializers.Serializer):
    """The deadlines that run in the present stage."""

    answer_by = serializers.DateTimeField(required=False)
    designate_by = serializers.DateTimeField(required=False)
    draft_due = serializers.DateField(required=False)
    comments_until = serializers.DateTimeField(required=False)
    silence_ends = serializers.DateTimeField(required=False)


class Proposal(ProposalHead):
    """A proposal, whole, as the caller may see it."""

    statement = serializers.CharField()
    opened_by = serializers.CharField(allow_null=True)
    days_in_stage = serializers.IntegerField(help_text="Whole days since the present stage began.")
    goal_days = serializers.IntegerField(
        allow_null=True, help_text="How many days it is meant to take: a goal of ours, no rule."
    )
    revision = serializers.IntegerField()
    awaited = Awaited()
    deadlines = Deadlines()
    interested = Interested(many=True)
    consultation = Consultation(allow_null=True)
    coordinators = Coordination(many=True)
    drafters = Drafting(many=True)
    papers = PaperSummary(many=True)
    considerations = Consideration(many=True)
    decision = serializers.CharField(allow_null=True)
    history = HistoryLineShape(many=True)
    available_actions = AvailableAction(many=True)


class Statement(serializers.Serializer):
    """A statement attached to a decision."""

    state = serializers.CharField()
    position = serializers.ChoiceField(PositionKind.choices)
    statement = serializers.CharField()
    received_at = serializers.DateTimeField()


class DecisionRow(serializers.Serializer):
    """A line of the list of decisions."""

    number = serializers.CharField(help_text="`SOC-2026-001`")
    body = serializers.ChoiceField(Body.choices)
    title = serializers.CharField()
    measure = serializers.CharField(allow_null=True)
    adopted_at = serializers.DateTimeField()
    mode = serializers.ChoiceField(Mode.choices)
    audience = serializers.ChoiceField(DecisionAudience.choices)


class AdoptedText(serializers.Serializer):
    """The text that was adopted."""

    title = serializers.CharField()
    symbol = serializers.CharField()
    digest = serializers.CharField()
    changes = ChangeFields(many=True, help_text="What an amendment changes.")
    in_force_on = serializers.DateField(allow_null=True)
    paragraphs = Paragraph(many=True)


class Decision(DecisionRow):
    """A decision, whole."""

    coordinators = Coordination(many=True)
    statements = Statement(many=True)
    proposal = serializers.CharField(allow_null=True)
    text = AdoptedText()
