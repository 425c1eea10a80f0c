"""What bodies of acts say of papers: the text of one, and which paper or paragraph is meant."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from papers.models import Version
from records.act_fields import ActFields
from records.fields import LineField, TextField, TrueOrFalseField
from records.readers import Readers
from records.references import Option, ReferenceField, ReferencesField, RowField

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
