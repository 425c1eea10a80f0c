"""The bodies of the acts: what each takes, and what can be judged from the body alone.

What must be judged against the record (has the state offered? is there a quorum?) is a guard, in
`proposals.guards`. Pages and the API read the same classes; the OpenAPI document describes them.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.fields import empty

from cbms.enums import ChangeKind, CoordinationRole
from cbms.models import Expert
from members.models import Participant
from proposals import rules
from proposals.dossier import Dossier
from proposals.enums import (
    Answer,
    DecisionAudience,
    Mode,
    Offer,
    PositionKind,
    Route,
    SocOutcome,
    SwgOutcome,
)
from records.acts import ActFields

Among = Callable[[Dossier, datetime], Mapping[str, str]]
"""`among(dossier, at)`: what a page offers for a field, `{value: label}`. The guards judge the value."""

LAST_DAY = date(2999, 12, 31)
"""The last day that an act may name, so that a day added to it, in any zone, is a date still."""

SHORT_SILENCE = timedelta(hours=72)
"""A silence shorter than this needs a reason (DESIGN section 3; the General Assembly's least, decision
74/544).
"""


MOST_PARAGRAPHS = 500


class TextField(serializers.CharField):
    """A text of some lines, up to 20,000 characters; empty unless the act needs it."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 20_000)
        if not options.get("required", False):
            options.setdefault("required", False)
            options.setdefault("allow_blank", True)
            options.setdefault("default", "")
        options.setdefault("style", {"base_template": "textarea.html"})
        super().__init__(**options)


class FutureInstantField(serializers.DateTimeField):
    """An instant after the act's own."""

    def to_internal_value(self, value: Any) -> Any:
        """Refuse an instant that is not after the database clock's present."""
        instant = super().to_internal_value(value)
        if instant <= self.context["at"]:
            raise serializers.ValidationError(_("This instant has passed; choose a later one."))
        if instant.date() > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return instant


class ComingDayField(serializers.DateField):
    """A day that has not passed, nor lies beyond what can be reckoned with."""

    def to_internal_value(self, value: Any) -> date:
        """Compare it with the day of the act, in UTC."""
        day = super().to_internal_value(value)
        if day < self.context["at"].date():
            raise serializers.ValidationError(_("This day has passed; choose a later one."))
        if day > LAST_DAY:
            raise serializers.ValidationError(_("This is too far in the future."))
        return day


def interested(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states that are interested in the measure."""
    return named(dossier.interests)


def offering(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states that offered to coordinate or co-coordinate."""
    return named(dossier.offering)


def roster(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the states on the roster of the open consideration."""
    return named(dossier.consideration.roster) if dossier.consideration else {}


def named(codes: Iterable[str]) -> Mapping[str, str]:
    """Return `{code: name in the reader's language}` in English alphabetical order, by one query."""
    return Participant.objects.filter(code__in=list(codes)).in_english_order().names()


def paragraphs(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the paragraphs of the latest version by their first words."""
    rows = dossier.version.paragraphs.order_by("position") if dossier.version else []
    return {str(row.identity): f"{row.position}. {Truncator(row.text).words(12)}" for row in rows}


def designated_experts(dossier: Dossier, at: datetime) -> Mapping[str, str]:
    """Offer the experts whom states have designated for the measure and whose term runs."""
    experts = Expert.objects.designated_for(dossier.proposal.measure_id, on=at.date())
    rows = experts.select_related("state").order_by("state__sort_name", "name")
    return {str(expert.public_id): f"{expert.name} ({expert.state.name})" for expert in rows}


class OfferedChoices:
    """A field whose page offers some values. Any other is read too; field and guards judge it."""

    def __init__(self, *, among: Among | None = None, **options: Any) -> None:
        self.among = among
        super().__init__(**options)

    @cached_property
    def choices(self) -> Mapping[str, str]:
        """`{value: label}` in the reader's language; empty where there is no dossier to ask (a schema)."""
        dossier = self.context.get("subject")
        return self.among(dossier, self.context["at"]) if self.among and dossier else {}


class StateField(OfferedChoices, serializers.CharField):
    """The code of a state that takes part, such as `KZ`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", 12)
        super().__init__(**options)

    def run_validation(self, data: Any = empty) -> Any:
        """Refuse a code that no participant has; the database is asked only about well-formed text."""
        code = super().run_validation(data)
        if not code:
            return code
        code = code.upper()
        if not Participant.objects.filter(code=code, kind="state").exists():
            raise serializers.ValidationError(
                _("There is no state with the code “%(code)s”.") % {"code": code}
            )
        return code


class StatesField(OfferedChoices, serializers.ListField):
    """Codes of states."""

    child = serializers.CharField(max_length=12)

    def to_internal_value(self, value: Any) -> list[str]:
        """Refuse unknown codes and doubles, in one query."""
        codes = [code.upper() for code in super().to_internal_value(value)]
        known = set(Participant.objects.filter(code__in=codes, kind="state").values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise serializers.ValidationError(
                _("There is no state with the code “%(code)s”.") % {"code": "”, “".join(unknown)}
            )
        return list(dict.fromkeys(codes))


class ParagraphField(OfferedChoices, serializers.UUIDField):
    """The identity of a paragraph."""


class IdentitiesField(OfferedChoices, serializers.ListField):
    """Identities of paragraphs or of experts."""

    child = serializers.UUIDField()


class DeclareInterestFields(ActFields):
    """`declare-interest`."""

    offer = serializers.ChoiceField(Offer.choices, default=Offer.NONE, label=gettext_lazy("Offer"))
    statement = TextField(label=gettext_lazy("Statement"))


class OpenViewsFields(ActFields):
    """`open-views`."""

    statement = TextField(required=True, label=gettext_lazy("Views on the measure"))


class ProposeAmendmentFields(ActFields):
    """`propose-amendment`."""

    edition_title = serializers.CharField(max_length=300, label=gettext_lazy("Title of the new edition"))
    statement = TextField(label=gettext_lazy("Statement"))


class CompilePlanFields(ActFields):
    """`compile-plan`."""

    year = serializers.IntegerField(min_value=2007, max_value=2100, label=gettext_lazy("Year"))


class OpenProposalFields(ActFields):
    """`POST proposals/`: the route, and the fields of the act that opens it.

    A: `measure`, `offer`, `statement`; B: `measure`, `statement`; C: `edition_title`, `statement`; D: `year`.
    """

    route = serializers.ChoiceField(Route.choices, label=gettext_lazy("Route"))
    measure = serializers.CharField(max_length=16, required=False, label=gettext_lazy("Measure"))
    offer = serializers.ChoiceField(Offer.choices, required=False, label=gettext_lazy("Offer"))
    statement = TextField(label=gettext_lazy("Statement"))
    edition_title = serializers.CharField(
        max_length=300, required=False, label=gettext_lazy("Title of the new edition")
    )
    year = serializers.IntegerField(required=False, label=gettext_lazy("Year"))


class CallExpertsFields(ActFields):
    """`call-experts`."""

    designate_by = FutureInstantField(label=gettext_lazy("Designate by"))
    message = TextField(label=gettext_lazy("Message to the member states"))


class ChargeExpertsFields(ActFields):
    """`charge-experts`."""

    experts = IdentitiesField(
        among=designated_experts, allow_empty=False, label=gettext_lazy("Responsible experts")
    )
    draft_due = ComingDayField(label=gettext_lazy("Draft due"))
    message = TextField(label=gettext_lazy("Message to the experts"))


class WithdrawInterestFields(ActFields):
    """`withdraw-interest`."""

    statement = TextField(label=gettext_lazy("Statement"))


class OpenConsultationFields(ActFields):
    """`open-consultation`."""

    answer_by = FutureInstantField(label=gettext_lazy("Answer by"))
    message = TextField(label=gettext_lazy("Message to the interested states"))


class RespondFields(ActFields):
    """`respond`."""

    answer = serializers.ChoiceField(Answer.choices, label=gettext_lazy("Answer"))
    supports = StateField(
        among=interested, required=False, allow_blank=True, label=gettext_lazy("State supported")
    )
    statement = TextField(label=gettext_lazy("Statement"))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A support names a state, and only a support does."""
        named = attrs.get("supports")
        if attrs["answer"] == Answer.SUPPORT and not named:
            raise serializers.ValidationError({"supports": _("Name the state that is supported.")})
        if attrs["answer"] != Answer.SUPPORT and named:
            raise serializers.ValidationError({"supports": _("Only a support names a state.")})
        return {**attrs, "supports": named or None}


class CoordinatorFields(ActFields):
    """One line of a designation."""

    state = StateField(among=offering, label=gettext_lazy("State"))
    role = serializers.ChoiceField(CoordinationRole.choices, label=gettext_lazy("Role"))


class DesignateCoordinatorsFields(ActFields):
    """`designate-coordinators`."""

    coordinators = CoordinatorFields(many=True, allow_empty=False, label=gettext_lazy("Coordinators"))
    draft_due = ComingDayField(label=gettext_lazy("Draft due"))
    message = TextField(label=gettext_lazy("Message to the coordinators"))

    def validate_coordinators(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Each state once, and at least one coordinator."""
        states = [line["state"] for line in lines]
        if len(set(states)) != len(states):
            raise serializers.ValidationError(_("A state has one role only."))
        if all(line["role"] != CoordinationRole.COORDINATOR for line in lines):
            raise serializers.ValidationError(_("At least one state must be coordinator."))
        return lines


class ParagraphFields(ActFields):
    """One paragraph of a paper. `id` keeps its identity from the version before."""

    id = serializers.UUIDField(required=False, allow_null=True)
    heading = serializers.BooleanField(default=False)
    en = serializers.CharField(max_length=20_000, style={"base_template": "textarea.html"})
    ru = TextField()
    fr = TextField()


class ChangeFields(ActFields):
    """One change that a proposed edition makes to the one in force (`cbms.amendments`)."""

    kind = serializers.ChoiceField(ChangeKind.choices, label=gettext_lazy("Kind"))
    area = serializers.RegexField(
        r"^[A-Z]{2,4}$", required=False, allow_blank=True, label=gettext_lazy("Code of the area")
    )
    measure = serializers.CharField(
        max_length=16, required=False, allow_blank=True, label=gettext_lazy("Code of the measure")
    )
    measures = serializers.ListField(
        child=serializers.CharField(max_length=16),
        required=False,
        label=gettext_lazy("Codes of the measures that are merged"),
    )
    citation = serializers.CharField(
        max_length=40, required=False, allow_blank=True, label=gettext_lazy("Paragraph")
    )
    en = TextField(label=gettext_lazy("Text in English"))
    ru = TextField(label=gettext_lazy("Text in Russian"))
    fr = TextField(label=gettext_lazy("Text in French"))
    into = serializers.ListField(
        child=serializers.CharField(max_length=2_000),
        required=False,
        label=gettext_lazy("English texts of the measures it is split into"),
    )


class SubmitPaperFields(ActFields):
    """`submit-paper`. An amendment also says what it changes, and when the new edition comes into force."""

    title = serializers.CharField(max_length=300, label=gettext_lazy("Title"))
    paragraphs = ParagraphFields(many=True, allow_empty=False, label=gettext_lazy("Paragraphs"))
    changes = ChangeFields(many=True, required=False, label=gettext_lazy("Changes to the edition in force"))
    in_force_on = ComingDayField(required=False, label=gettext_lazy("In force on"))

    def get_fields(self) -> dict[str, serializers.Field]:
        """Leave to amendments what only they have."""
        fields = super().get_fields()
        subject = self.context.get("subject")
        if subject is None:
            return fields
        for name in ("changes", "in_force_on"):
            fields[name].required = subject.proposal.route == Route.C
            if not fields[name].required:
                del fields[name]
        return fields

    def validate_paragraphs(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A complete paper: some text, text under each heading's part, each identity once."""
        if len(lines) > MOST_PARAGRAPHS:
            raise serializers.ValidationError(
                _("A paper has at most %(most)d paragraphs.") % {"most": MOST_PARAGRAPHS}
            )
        if all(line["heading"] for line in lines):
            raise serializers.ValidationError(_("A complete paper has text, not only headings."))
        if lines[-1]["heading"]:
            raise serializers.ValidationError(_("The last heading has no text below it."))
        named = [line["id"] for line in lines if line.get("id")]
        if len(set(named)) != len(named):
            raise serializers.ValidationError(_("A paragraph's id stands twice."))
        return lines


class ReasonFields(ActFields):
    """An act that needs a reason: `return-to-drafters`, `revise`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"))


class CirculateFields(ActFields):
    """`circulate`."""

    comments_until = FutureInstantField(label=gettext_lazy("Comments until"))
    message = TextField(label=gettext_lazy("Message to the member states"))


class CommentFields(ActFields):
    """`comment`."""

    text = TextField(required=True, label=gettext_lazy("Comment"))
    paragraph = ParagraphField(
        among=paragraphs,
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("On the paragraph"),
    )
    proposed_wording = TextField(label=gettext_lazy("Proposed wording"))


class OpenConsiderationFields(ActFields):
    """`open-swg`, `open-soc`."""

    mode = serializers.ChoiceField(Mode.choices, label=gettext_lazy("Mode"))
    deadline = FutureInstantField(
        required=False, allow_null=True, default=None, label=gettext_lazy("Silence ends")
    )
    waiver_reason = TextField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Needed for a silence under 72 hours, and from the Chair to waive a running period."
        ),
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


class ExtendSilenceFields(ActFields):
    """`extend-silence`."""

    deadline = FutureInstantField(label=gettext_lazy("New deadline"))
    reason = TextField(required=True, label=gettext_lazy("Reason"))


class ConcludeFields(ActFields):
    """What both conclusions share."""

    present = StatesField(
        among=roster,
        required=False,
        default=list,
        label=gettext_lazy("Member states present"),
        help_text=gettext_lazy("At a meeting: two thirds of the roster are the quorum."),
    )
    reason = TextField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("Needed unless the text is adopted.")
    )

    adopted_outcome: str

    def get_fields(self) -> dict[str, serializers.Field]:
        """Ask first how it ended: what else is needed follows from that."""
        fields = super().get_fields()
        return {"outcome": fields.pop("outcome"), **fields}

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

    adopted_outcome = SocOutcome.APPROVED
    outcome = serializers.ChoiceField(SocOutcome.choices, label=gettext_lazy("Outcome"))
    title = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("Title of the decision"),
        help_text=gettext_lazy("The paper's title where left empty."),
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

    position = serializers.ChoiceField(PositionKind.choices, label=gettext_lazy("Position"))
    statement = TextField(label=gettext_lazy("Statement"))
    paragraphs = IdentitiesField(
        among=paragraphs,
        required=False,
        default=list,
        label=gettext_lazy("On the paragraphs"),
    )

    NEED_A_STATEMENT = (
        PositionKind.RESERVATION,
        PositionKind.INTERPRETATIVE_STATEMENT,
        PositionKind.AMENDMENT,
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What is attached to the decision, and an amendment, is a text."""
        if attrs["position"] in self.NEED_A_STATEMENT and not attrs["statement"]:
            label = PositionKind(attrs["position"]).label
            raise serializers.ValidationError(
                {"statement": _("“%(position)s” needs a text.") % {"position": label}}
            )
        return attrs


class WithdrawFields(ActFields):
    """`withdraw`."""

    reason = TextField(label=gettext_lazy("Reason"), help_text=gettext_lazy("Needed from the Chair."))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The Chair says why; the last interested state, or the one that opened it, need not."""
        actor, dossier = self.context["actor"], self.context["subject"]
        is_own = rules.is_last_interested(actor, dossier) or rules.is_opener(actor, dossier)
        if not is_own and not attrs["reason"]:
            raise serializers.ValidationError({"reason": _("The Chair gives a reason.")})
        return attrs


class CompleteFields(ActFields):
    """`complete`."""

    statement = TextField(label=gettext_lazy("Statement"))


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
    )
