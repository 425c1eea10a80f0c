"""What bodies of acts say of papers: the text of one, what it amends, and which paper or paragraph is meant.

The subject of an act says which `version` of the paper is the latest, and which `amended_edition` it amends.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.enums import ChangeKind
from cbms.fields import AreaField, MeasureCodeField
from cbms.models import Measure, Provision
from papers.models import Version
from records.act_fields import ActFields
from records.fields import LineField, TextField, TrueOrFalseField
from records.readers import Readers
from records.references import Option, ReferenceField, ReferencesField, RowField, shown

ON_PAPER = Readers(
    gettext_lazy(
        "the states that draft, the Chair and the secretariat; by the member states once it is circulated,"
        " and by all who may read the Decision that adopts it"
    ),
    in_register=False,
)
MOST_PARAGRAPHS = 500


class ParagraphFields(ActFields):
    """One paragraph of a paper. `id` keeps its identity from the version before."""

    id = serializers.UUIDField(required=False, allow_null=True)
    heading = TrueOrFalseField(default=False)
    en = LineField(max_length=20_000, style={"base_template": "textarea.html"}, read_by=ON_PAPER)
    ru = TextField(read_by=ON_PAPER)
    fr = TextField(read_by=ON_PAPER)


class PaperFields(ActFields):
    """The text of a paper, as its next version."""

    title = LineField(max_length=300, label=gettext_lazy("Title"), read_by=ON_PAPER)
    paragraphs = ParagraphFields(many=True, allow_empty=False, label=gettext_lazy("Paragraphs"))

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


class ParagraphField(ReferenceField):
    """A paragraph of the latest version, by its identity; cleaned to that."""

    unknown = gettext_lazy("The paper has no paragraph “%(name)s”. Choose one of its latest version.")
    none_yet = gettext_lazy("There is no paper yet, so there is no paragraph to choose.")

    def options(self) -> Iterable[Option]:
        """Offer them by number and first words, in order."""
        version = self.context["subject"].version
        rows = version.paragraphs.order_by("position") if version else []
        return [Option(str(row.identity), row.name, thing=row.identity) for row in rows]


class ParagraphsField(ReferencesField):
    """Several paragraphs of the latest version."""

    child = ParagraphField()


class PaperField(RowField):
    """A circulated paper that the actor may read, by its symbol or title; cleaned to that version."""

    key = "symbol"
    unknown = gettext_lazy("There is no paper “%(name)s”. Give its symbol, such as CICA/SWG/2026/CP.3.")
    none_yet = gettext_lazy("No paper was circulated yet.")

    def rows(self) -> QuerySet:
        """Return the circulated versions, the latest first."""
        held = Version.objects.visible_to(self.context["actor"]).exclude(symbol="")
        return held.order_by("-circulated_at", "-pk")


def measures_of_edition(subject: Any, at: datetime) -> QuerySet:
    """Offer the measures of the edition that the paper amends."""
    return Measure.objects.filter(edition=subject.amended_edition)


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
        edition = self.context["subject"].amended_edition
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
