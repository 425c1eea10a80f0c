"""The bodies of the acts on the paper: submitting, circulating, commenting."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.enums import ChangeKind
from cbms.fields import AreaField, MeasureCodeField
from cbms.models import Measure, Provision
from papers.fields import ON_PAPER, PaperFields, ParagraphField
from proposals.dossier import Dossier
from proposals.enums import (
    Route,
)
from proposals.fields.kinds import ON_PROPOSAL
from records.act_fields import ActFields
from records.fields import (
    ComingDayField,
    DigestField,
    FutureInstantField,
    TextField,
)
from records.references import Option, ReferenceField, ReferencesField, shown


def measures_of_edition(dossier: Dossier, at: datetime) -> QuerySet:
    """Offer the measures of the edition that the proposal amends."""
    return Measure.objects.filter(edition=dossier.proposal.edition_id)


class MeasureOfEdition(MeasureCodeField):
    """The code of a measure of the edition that is amended; `cbms.amendments` judges it."""

    unknown = gettext_lazy(
        "There is no measure “%(name)s” in the edition that is amended. Give its code, such as ECO-2."
    )
    none_yet = gettext_lazy("The edition that is amended has no measures.")


class AreaOfEdition(AreaField):
    """The code of an area of the edition that is amended, or of a new one."""

    takes_others = True
    unknown = gettext_lazy("“%(name)s” is no code of an area: give two to four capitals, such as ECO.")

    def named(self, names: Iterable[str]) -> Mapping[str, str]:
        """Take the code of an area, its name, or a code that no area has yet."""
        known = {name: area.code for name, area in super().named(names).items()}
        return {name: name for name in names if CODE_OF_AREA.fullmatch(name)} | known


class ParagraphOfEdition(ReferenceField):
    """A paragraph of the approach in the edition that is amended, as it is cited; cleaned to the citation."""

    unknown = gettext_lazy(
        "There is no paragraph “%(name)s” in the edition that is amended. Give it as it is cited, such as"
        " CA (a)2."
    )
    none_yet = gettext_lazy("The edition that is amended has no paragraphs.")

    def options(self) -> Iterable[Option]:
        """Offer the paragraphs as printed."""
        edition = self.context["subject"].proposal.edition_id
        paragraphs = Provision.objects.filter(edition=edition).order_by("position", "pk")
        return [Option(row.citation, f"{row.citation} {shown(row.text)}") for row in paragraphs]


CODE_OF_AREA = re.compile(r"[A-Z]{2,4}")


class ChangesField(serializers.ListSerializer):
    """The changes of an amendment; a form begins with those of the version before."""

    def get_initial(self) -> list[Any]:
        """Return what was typed, else the changes of the latest version."""
        subject = self.context.get("subject")
        return list(subject.version.changes) if subject and subject.version else super().get_initial()


class ChangeFields(ActFields):
    """One change that a proposed edition makes to the one in force (`cbms.amendments`)."""

    class Meta:
        list_serializer_class = ChangesField

    kind = serializers.ChoiceField(ChangeKind.choices, label=gettext_lazy("Kind"))
    area = AreaOfEdition(
        among=measures_of_edition,
        required=False,
        allow_blank=True,
        label=gettext_lazy("Area"),
        help_text=gettext_lazy(
            "The code of a new area, or of the area that gets a new measure, such as ECO."
        ),
    )
    measure = MeasureOfEdition(
        among=measures_of_edition,
        required=False,
        allow_blank=True,
        label=gettext_lazy("Measure"),
        help_text=gettext_lazy("The one that is reworded, split or retired."),
    )
    measures = ReferencesField(
        child=MeasureOfEdition(among=measures_of_edition),
        required=False,
        label=gettext_lazy("Measures that are merged"),
    )
    citation = ParagraphOfEdition(
        required=False,
        allow_blank=True,
        label=gettext_lazy("Paragraph"),
        help_text=gettext_lazy("Of the approach, as it is cited."),
    )
    en = TextField(label=gettext_lazy("Text in English"), read_by=ON_PAPER)
    ru = TextField(label=gettext_lazy("Text in Russian"), read_by=ON_PAPER)
    fr = TextField(label=gettext_lazy("Text in French"), read_by=ON_PAPER)
    into = serializers.ListField(
        child=serializers.CharField(max_length=2_000),
        required=False,
        label=gettext_lazy("English texts of the measures it is split into"),
        help_text=gettext_lazy("One a line, at least two."),
    )


class SubmitPaperFields(PaperFields):
    """`submit-paper`. An amendment also says what it changes, and when the new edition comes into force."""

    changes = ChangeFields(
        many=True, required=False, label=gettext_lazy("Changes to the edition that is amended")
    )
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


class CirculateFields(ActFields):
    """`circulate`."""

    comments_until = FutureInstantField(label=gettext_lazy("Comments until"))
    message = TextField(label=gettext_lazy("Message to the member states"), read_by=ON_PROPOSAL)
    digest = DigestField()


class CommentFields(ActFields):
    """`comment`."""

    first = ("paragraph",)

    text = TextField(required=True, label=gettext_lazy("Comment"), read_by=ON_PROPOSAL)
    paragraph = ParagraphField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("On the paragraph"),
    )
    proposed_wording = TextField(label=gettext_lazy("Proposed wording"), read_by=ON_PROPOSAL)
