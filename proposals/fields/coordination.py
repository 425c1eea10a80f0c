"""The bodies of the acts by which a proposal begins and drafters are found."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.enums import CoordinationRole
from cbms.fields import ExpertsField, MeasureCodeField
from members.fields import StateField
from proposals import rules
from proposals.enums import (
    ConsultationAnswer,
    InterestOffer,
    Route,
)
from proposals.fields.kinds import ON_PROPOSAL, designated_experts, interested, offering
from records.act_fields import ActFields
from records.fields import ComingDayField, FutureInstantField, LineField, TextField, WholeNumberField


class DeclareInterestFields(ActFields):
    """`declare-interest`."""

    offer = serializers.ChoiceField(
        InterestOffer.choices, default=InterestOffer.NONE, label=gettext_lazy("Offer")
    )
    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)


class OpenViewsFields(ActFields):
    """`open-views`."""

    statement = TextField(required=True, label=gettext_lazy("Views on the measure"), read_by=ON_PROPOSAL)


class ProposeAmendmentFields(ActFields):
    """`propose-amendment`."""

    edition_title = LineField(
        max_length=300, label=gettext_lazy("Title of the new edition"), read_by=ON_PROPOSAL
    )
    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)


class CompilePlanFields(ActFields):
    """`compile-plan`."""

    year = WholeNumberField(min_value=2007, max_value=2100, label=gettext_lazy("Year"))


class OpenProposalFields(ActFields):
    """`POST proposals/`: the route, and the fields of the act that opens it.

    A: `measure`, `offer`, `statement`; B: `measure`, `statement`; C: `edition_title`, `statement`; D: `year`.
    """

    route = serializers.ChoiceField(Route.choices, label=gettext_lazy("Route"))
    measure = MeasureCodeField(required=False, label=gettext_lazy("Measure"))
    offer = serializers.ChoiceField(InterestOffer.choices, required=False, label=gettext_lazy("Offer"))
    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)
    edition_title = LineField(
        max_length=300, required=False, label=gettext_lazy("Title of the new edition"), read_by=ON_PROPOSAL
    )
    year = WholeNumberField(required=False, label=gettext_lazy("Year"))


class CallExpertsFields(ActFields):
    """`call-experts`."""

    designate_by = FutureInstantField(label=gettext_lazy("Designate by"))
    message = TextField(label=gettext_lazy("Message to the member states"), read_by=ON_PROPOSAL)


class ChargeExpertsFields(ActFields):
    """`charge-experts`."""

    experts = ExpertsField(among=designated_experts, allow_empty=False)
    draft_due = ComingDayField(label=gettext_lazy("Draft due"))
    message = TextField(label=gettext_lazy("Message to the experts"), read_by=ON_PROPOSAL)


class WithdrawInterestFields(ActFields):
    """`withdraw-interest`."""

    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)


class OpenConsultationFields(ActFields):
    """`open-consultation`."""

    answer_by = FutureInstantField(label=gettext_lazy("Answer by"))
    message = TextField(label=gettext_lazy("Message to the interested states"), read_by=ON_PROPOSAL)


class RespondFields(ActFields):
    """`respond`."""

    answer = serializers.ChoiceField(ConsultationAnswer.choices, label=gettext_lazy("Answer"))
    supports = StateField(
        among=interested,
        none_yet=gettext_lazy("No state has declared its interest."),
        required=False,
        allow_blank=True,
        label=gettext_lazy("State supported"),
    )
    statement = TextField(label=gettext_lazy("Statement"), read_by=ON_PROPOSAL)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A support names a state, and only a support does."""
        named = attrs.get("supports")
        if attrs["answer"] == ConsultationAnswer.SUPPORT and not named:
            raise serializers.ValidationError({"supports": _("Name the state that is supported.")})
        if attrs["answer"] != ConsultationAnswer.SUPPORT and named:
            raise serializers.ValidationError({"supports": _("Only a support names a state.")})
        return {**attrs, "supports": named or None}


class CoordinatorFields(ActFields):
    """One line of a designation."""

    state = StateField(
        among=offering,
        none_yet=gettext_lazy("No state has offered to coordinate or co-coordinate yet."),
        label=gettext_lazy("State"),
    )
    role = serializers.ChoiceField(CoordinationRole.choices, label=gettext_lazy("Role"))


class DesignateCoordinatorsFields(ActFields):
    """`designate-coordinators`."""

    coordinators = CoordinatorFields(many=True, allow_empty=False, label=gettext_lazy("Coordinators"))
    draft_due = ComingDayField(label=gettext_lazy("Draft due"))
    message = TextField(label=gettext_lazy("Message to the coordinators"), read_by=ON_PROPOSAL)

    def validate_coordinators(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each state once, and at least one coordinator."""
        states = [line["state"] for line in lines]
        if len(set(states)) != len(states):
            raise serializers.ValidationError(_("A state has one role only."))
        if all(line["role"] != CoordinationRole.COORDINATOR for line in lines):
            raise serializers.ValidationError(_("At least one state must be coordinator."))
        return lines


class WithdrawFields(ActFields):
    """`withdraw`."""

    reason = TextField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("Needed from the Chair."), read_by=ON_PROPOSAL
    )

    def get_fields(self) -> dict[str, serializers.Field]:
        """Let the Chair's own form say that the reason is needed."""
        fields = super().get_fields()
        actor = self.context.get("actor")
        fields["reason"].required = bool(actor and actor.is_chair and not self._is_own())
        return fields

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The Chair says why; the last interested state, or the one that opened it, need not."""
        if not attrs["reason"] and not self._is_own():
            raise serializers.ValidationError({"reason": _("The Chair gives a reason.")})
        return attrs

    def _is_own(self) -> bool:
        actor, dossier = self.context["actor"], self.context["subject"]
        return rules.is_last_interested(actor, dossier) or rules.is_opener(actor, dossier)
