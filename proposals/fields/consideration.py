"""The bodies of the acts of considering, concluding and what follows a decision."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from members.fields import StatesField
from papers.fields import ParagraphsField
from proposals.enums import (
    DecisionAudience,
    Mode,
    PositionKind,
    SocOutcome,
    SwgOutcome,
)
from proposals.fields.kinds import ON_DECISION, ON_PROPOSAL, roster
from records.act_fields import ActFields
from records.fields import DigestField, FutureInstantField, OptionalLineField, TextField
from records.readers import Readers

A_POSITION = Readers(
    gettext_lazy(
        "the member states, the Chair and the secretariat; a reservation or an interpretative statement also"
        " by all who may read the Decision"
    )
)
SHORT_SILENCE = timedelta(hours=72)
"""A silence shorter than this needs a reason (DESIGN section 3; the General Assembly's least, decision
74/544).
"""


class OpenConsiderationFields(ActFields):
    """`open-swg`."""

    mode = serializers.ChoiceField(Mode.choices, label=gettext_lazy("Mode"))
    deadline = FutureInstantField(
        required=False, allow_null=True, default=None, label=gettext_lazy("Silence ends")
    )
    waiver_reason = TextField(
        label=gettext_lazy("Why the comment period is waived, or the silence is short"),
        help_text=gettext_lazy(
            "Needed for a silence under 72 hours, and from the Chair to waive a running period."
        ),
        read_by=ON_PROPOSAL,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A silence has a deadline, a meeting has none; a short silence has a reason."""
        if attrs["mode"] == Mode.MEETING:
            if attrs["deadline"]:
                raise serializers.ValidationError({"deadline": _("Only a silence procedure has a deadline.")})
            return attrs
        if not attrs["deadline"]:
            raise serializers.ValidationError({"deadline": _("A silence procedure needs a deadline.")})
        if attrs["deadline"] - self.context["at"] < SHORT_SILENCE and not attrs["waiver_reason"]:
            raise serializers.ValidationError(
                {"waiver_reason": _("A silence under 72 hours needs a reason.")}
            )
        return attrs


class OpenSocFields(OpenConsiderationFields):
    """`open-soc`: no comment period runs any more."""

    waiver_reason = TextField(
        label=gettext_lazy("Why the silence is short"),
        help_text=gettext_lazy("Needed for a silence under 72 hours."),
        read_by=ON_PROPOSAL,
    )


class ExtendSilenceFields(ActFields):
    """`extend-silence`."""

    deadline = FutureInstantField(label=gettext_lazy("New deadline"))
    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=ON_PROPOSAL)


class EndSilenceFields(ActFields):
    """`end-silence`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=ON_PROPOSAL)


class ConcludeFields(ActFields):
    """What both conclusions share."""

    present = StatesField(
        among=roster,
        none_yet=gettext_lazy(
            "No consideration is open, so there is no roster of states that could be present."
        ),
        required=False,
        default=list,
        label=gettext_lazy("Member states present"),
        help_text=gettext_lazy("At a meeting: two thirds of the roster are the quorum."),
    )
    reason = TextField(
        label=gettext_lazy("Why the text is not adopted"),
        help_text=gettext_lazy("Needed unless the text is adopted."),
        read_by=ON_PROPOSAL,
    )
    digest = DigestField()

    adopted_outcome: str
    first = ("outcome",)  # what else is needed follows from how it ended

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Say why when the text is not adopted."""
        if attrs["outcome"] != self.adopted_outcome and not attrs["reason"]:
            raise serializers.ValidationError({"reason": _("Say why the text is not adopted.")})
        return attrs


class ConcludeSwgFields(ConcludeFields):
    """`conclude-swg`."""

    adopted_outcome = SwgOutcome.AGREED
    outcome = serializers.ChoiceField(SwgOutcome.choices, label=gettext_lazy("Outcome"))


class ConcludeSocFields(ConcludeFields):
    """`conclude-soc`."""

    reason = TextField(
        label=gettext_lazy("Why the text is not adopted, or the silence is short"),
        help_text=gettext_lazy("Needed unless the text is adopted, and for a silence under 72 hours."),
        read_by=ON_PROPOSAL,
    )
    adopted_outcome = SocOutcome.APPROVED
    outcome = serializers.ChoiceField(SocOutcome.choices, label=gettext_lazy("Outcome"))
    title = OptionalLineField(
        max_length=300,
        label=gettext_lazy("Title of the decision"),
        help_text=gettext_lazy("The paper's title where left empty."),
        read_by=ON_DECISION,
    )
    silence_until = FutureInstantField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("Subject to silence until"),
        help_text=gettext_lazy("Approves at the meeting subject to a silence procedure that ends then."),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Only an approval can be subject to silence; a short one has a reason."""
        attrs = super().validate(attrs)
        until = attrs["silence_until"]
        if until and attrs["outcome"] != SocOutcome.APPROVED:
            raise serializers.ValidationError(
                {"silence_until": _("Only an approval can be subject to silence.")}
            )
        if until and until - self.context["at"] < SHORT_SILENCE and not attrs["reason"]:
            raise serializers.ValidationError({"reason": _("A silence under 72 hours needs a reason.")})
        return attrs


class TakePositionFields(ActFields):
    """`POST considerations/{id}/positions/`."""

    first = ("position", "paragraphs")

    position = serializers.ChoiceField(PositionKind.choices, label=gettext_lazy("Position"))
    statement = TextField(label=gettext_lazy("Statement"), read_by=A_POSITION)
    paragraphs = ParagraphsField(required=False, default=list, label=gettext_lazy("On the paragraphs"))

    NEED_A_STATEMENT = (
        PositionKind.OBJECTION,
        PositionKind.RESERVATION,
        PositionKind.INTERPRETATIVE_STATEMENT,
        PositionKind.AMENDMENT,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is attached to the decision is a text, and whoever breaks a consensus says why."""
        if attrs["position"] in self.NEED_A_STATEMENT and not attrs["statement"]:
            label = PositionKind(attrs["position"]).label
            raise serializers.ValidationError(
                {"statement": _("“%(position)s” needs a text.") % {"position": label}}
            )
        return attrs


class CompleteFields(ActFields):
    """`complete`."""

    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)


class PublishDecisionFields(ActFields):
    """`publish-decision`."""

    audience = serializers.ChoiceField(
        [choice for choice in DecisionAudience.choices if choice[0] != DecisionAudience.MEMBERS],
        label=gettext_lazy("Audience"),
    )
    consent = TextField(
        required=True,
        label=gettext_lazy("Consent"),
        help_text=gettext_lazy("Where and when the member states consented to publication."),
        read_by=ON_PROPOSAL,
    )
