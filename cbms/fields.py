"""The bodies of the acts on experts, and the fields that name measures, areas and experts in every room."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from rest_framework import serializers

from cbms.models import Area, Expert, Measure
from cbms.querysets import LANGUAGES, MeasureQuerySet
from records.act_fields import ActFields
from records.clock import latest_day
from records.fields import AddressField, DayField, LineField, OptionalLineField
from records.readers import Readers
from records.references import Option, ReferenceField, ReferencesField, shown

LAST_DAY = date(2200, 1, 1)
RESTRICTED = gettext_lazy("the member states, the Chair and the secretariat")
OF_ACTS, OF_EXPERTS = Readers(RESTRICTED), Readers(RESTRICTED, in_register=False)
OF_CONTACTS = Readers(
    gettext_lazy("your own delegation, the coordinators of the measure, the Chair and the secretariat"),
    in_register=False,
)
MOST_MEASURES = 45
"""An act concerns at most so many measures: the whole catalogue of 2007, and some."""


class MeasureField(ReferenceField):
    """A measure in force, by its code or its words; the cleaned value is the measure.

    `among(subject, at)` gives the measures of another edition.
    """

    unknown = gettext_lazy(
        "There is no measure “%(name)s” in force. Give its code, such as ECO-2, or its text."
    )
    none_yet = gettext_lazy("No edition of the catalogue is in force, so there is no measure to choose.")

    def measures(self) -> MeasureQuerySet:
        """Return the measures that may be named."""
        at = self.context["at"]
        if self.among is not None:
            return self.among(self.context.get("subject"), at)
        return Measure.objects.in_force(at.date())

    def options(self) -> Iterable[Option]:
        """Offer them as printed, by area."""
        return [
            Option(
                measure.code,
                f"{measure.code} {shown(measure.text)}",
                group=measure.area.text,
                thing=self.thing(measure),
                names=tuple(getattr(measure, f"text_{language}") for language in LANGUAGES),
            )
            for measure in self.measures().select_related("area").in_printed_order()
        ]

    def thing(self, measure: Measure) -> Any:
        """Return what the field is cleaned to."""
        return measure


class MeasureCodeField(MeasureField):
    """The same; the cleaned value is the code."""

    def thing(self, measure: Measure) -> Any:
        """Return the code."""
        return measure.code


class MeasuresField(ReferencesField):
    """Several measures in force, in printed order."""

    child = MeasureField()

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", MOST_MEASURES)
        options.setdefault("label", gettext_lazy("Measures"))
        super().__init__(**options)


class AreaField(ReferenceField):
    """An area of the edition in force, or of the one that `among(subject, at)` names; cleaned to the area."""

    unknown = gettext_lazy("There is no area “%(name)s”. Give its code, such as ECO, or its name.")
    none_yet = gettext_lazy("No edition of the catalogue is in force, so there is no area to choose.")

    def options(self) -> Iterable[Option]:
        """Offer the areas that have measures, in printed order."""
        at = self.context["at"]
        named: MeasureQuerySet | None = self.among(self.context.get("subject"), at) if self.among else None
        held = Measure.objects.in_force(at.date()) if named is None else named
        return [
            Option(
                area.code,
                f"{area.code} {shown(area.text)}",
                thing=area,
                names=tuple(getattr(area, f"text_{language}") for language in LANGUAGES),
            )
            for area in Area.objects.filter(pk__in=held.values("area")).order_by("position", "pk")
        ]


class ExpertField(ReferenceField):
    """A designated expert, by name; cleaned to the key by which the record knows the person.

    `among(subject, at)` gives those whom the act can name.
    """

    unknown = gettext_lazy(
        "There is no designated expert “%(name)s” here. Give the name as it was designated, or the key."
    )
    none_yet = gettext_lazy(
        "No expert is designated for this measure today. A member state designates one first, on the page"
        " “Experts”."
    )

    def options(self) -> Iterable[Option]:
        """Offer them by state and name."""
        held = self.among(self.context["subject"], self.context["at"]).visible_to(self.context["actor"])
        rows = held.exclude(name="").select_related("state").order_by("state__sort_name", "name", "pk")
        return [
            Option(
                str(expert.public_id),
                f"{expert.name} ({expert.state.name})",
                thing=expert.public_id,
                names=(expert.name,),
            )
            for expert in rows
        ]

    def named(self, names: Iterable[str]) -> Mapping[str, UUID]:
        """Look among those offered, then for the keys of all experts, whom the guards judge."""
        found = dict(super().named(names))
        keys = {key: name for name in names if name not in found and (key := _as_key(name))}
        if keys:
            visible = Expert.objects.visible_to(self.context["actor"]).filter(public_id__in=keys)
            found |= {keys[key]: key for key in visible.values_list("public_id", flat=True)}
        return found


def _as_key(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


class ExpertsField(ReferencesField):
    """Several experts."""

    def __init__(self, *, among: Any, **options: Any) -> None:
        options.setdefault("label", gettext_lazy("Responsible experts"))
        super().__init__(child=ExpertField(among=among), **options)


class TermFields(ActFields):
    """The last day of a term."""

    valid_to = DayField(label=gettext_lazy("Last day of the term"))

    def validate_valid_to(self, day: date) -> date:
        """Not past, and not beyond what can be reckoned with."""
        if not self.context["at"].date() <= day < LAST_DAY:
            raise serializers.ValidationError(_("Choose a day that has not passed."))
        return day


class DesignateExpertFields(TermFields):
    """`designate-expert`."""

    first = ("name", "post", "email", "phone", "measures", "valid_from", "valid_to", "agreed_on")

    name = LineField(max_length=120, label=pgettext_lazy("person", "Name"), read_by=OF_EXPERTS)
    post = LineField(max_length=200, label=gettext_lazy("Post"), read_by=OF_EXPERTS)
    measures = MeasuresField(allow_empty=False)
    valid_from = DayField(label=gettext_lazy("First day of the term"))
    # No default here: OpenAPI would call the empty text an invalid address.
    email = AddressField(required=False, allow_blank=True, label=gettext_lazy("E-mail"), read_by=OF_CONTACTS)
    phone = OptionalLineField(max_length=40, label=gettext_lazy("Telephone"), read_by=OF_CONTACTS)
    agreed_on = DayField(
        label=gettext_lazy("The expert agreed on"),
        help_text=gettext_lazy(
            "The expert agrees that name, post and measures are shown to the member states, the Chair and"
            " the secretariat, and the contact details only to your own delegation, the coordinators of the"
            " measure, the Chair and the secretariat."
        ),
    )

    def validate_agreed_on(self, day: date) -> date:
        """Agreement comes before designation."""
        if day > latest_day(self.context["at"]):
            raise serializers.ValidationError(_("The expert must have agreed before."))
        return day

    def validate(self, attrs: Mapping[str, Any]) -> Mapping[str, Any]:
        """A term ends after it begins."""
        if attrs["valid_to"] < attrs["valid_from"]:
            raise serializers.ValidationError({"valid_to": _("The term ends before it begins.")})
        return attrs


class EndExpertFields(ActFields):
    """`end-expert`."""

    reason = OptionalLineField(max_length=500, label=gettext_lazy("Reason"), read_by=OF_ACTS)


class EraseExpertFields(ActFields):
    """`erase-expert`."""
