"""The API of the catalogue, the offers and the official list. All of it is public and read only."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema

from cbms.api import serializers
from cbms.enums import Wording
from cbms.filters import AreaFilter, ConcordanceFilter, CoordinatorFilter, MeasureFilter, OfferFilter
from cbms.models import Area, Concordance, Coordinator, Edition, Measure, Offer, Provision
from cbms.querysets import LIST_ORDER, CoordinatorQuerySet
from web.api.views import AsOfMixin, DetailView, ListView

TEXT = ("text_en", "text_ru", "text_fr", "official", "sources")
EDITION = (
    "code", "lineage", "adopted_on", "adopted_at", "adopted_by", "completeness", "warning",
    "in_force_from", "in_force_to",
)  # fmt: skip
AREA = ("code", "edition", "parent__code", "number", "variants", "note", "position")
MEASURE = ("code", "edition", "area__code", "number", "note", "area__position", "position", "pk")
OFFER = (
    "id", "state", "edition", "measure__code", "area__code", "role", "offered_on", "row", "item",
    "state_as_written", "words", "words_language", "scope", "match", "source", "confidence", "note",
)  # fmt: skip
ENTRY = (
    "id", "state", "measure__code", "area__code", "area__edition", "role", "valid_from", "valid_to",
    "shown_decision", "attested_on", "term", "sources", "confidence", "note",
)  # fmt: skip
EDITION_ASKED_FOR = OpenApiParameter(
    "edition", str, description="Without it, the edition in force on the day: editions are never mixed."
)
AS_OF = OpenApiParameter("as_of", str, description="The day on which the record is read: `2007-10-04`.")


def text_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a text in three languages."""
    texts = {language: row[f"text_{language}"] for language in ("en", "ru", "fr")}
    wording = {language: Wording.of(row, language) for language in texts}
    return texts | {"official": row["official"], "sources": row["sources"], "wording": wording}


def edition_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an edition."""
    return {name: row[name] for name in EDITION} | {"decision": row["shown_decision"], "title": text_of(row)}


def area_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an area."""
    kept = {name: row[name] for name in ("code", "edition", "number", "variants", "note")}
    return kept | {"parent": row["parent__code"], "name": text_of(row)}


def measure_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of a measure."""
    kept = {name: row[name] for name in ("code", "edition", "number", "note")}
    return kept | {"area": row["area__code"], "text": text_of(row)}


def offer_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an offer."""
    kept = {name: row[name] for name in OFFER if not name.endswith("__code")}
    return kept | {"measure": row["measure__code"], "area": row["area__code"]}


def entry_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON of an entry of the official list."""
    names = ("id", "state", "role", "attested_on", "term", "sources", "confidence", "note")
    return {name: row[name] for name in names} | {
        "measure": row["measure__code"],
        "area": row["area__code"],
        "edition": row["area__edition"],
        "from": row["valid_from"],
        "to": row["valid_to"],
        "decision": row["shown_decision"] or None,
    }


class OneEditionMixin(AsOfMixin):
    """Reads `?edition=`: the edition asked for, or the one in force on the day."""

    parameters: Collection[str] = ("edition",)

    @cached_property
    def edition(self) -> Edition | None:
        """The edition, None on a day before the first; an unknown code answers 400."""
        editions = Edition.objects.visible_to(self.actor)
        return editions.asked_for(self.request.query_params.get("edition", ""), on=self.as_of)


class EditionList(ListView):
    """The editions, latest first. Only a complete one can be in force."""

    model = Edition
    ordering = ("-adopted_on", "code")
    is_searchable = True
    serializer_class = serializers.EditionRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible.values(*EDITION, "shown_decision", *TEXT)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return edition_row(found)


class EditionDetail(DetailView):
    """One edition with its citable paragraphs."""

    model = Edition
    serializer_class = serializers.EditionShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.values(*EDITION, "shown_decision", *TEXT).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it with its paragraphs in the order of the document."""
        provisions = Provision.objects.visible_to(self.actor).filter(edition=found["code"])
        columns = ("citation", "is_paraphrase", "note")
        return edition_row(found) | {
            "provisions": [
                {name: row[name] for name in columns} | {"text": text_of(row)}
                for row in provisions.order_by("position").values(*columns, *TEXT)
            ]
        }


@extend_schema(parameters=[EDITION_ASKED_FOR, AS_OF])
class AreaList(OneEditionMixin, ListView):
    """The areas of one edition, as printed."""

    model = Area
    ordering = ("position", "pk")
    is_searchable = True
    filterset_class = AreaFilter
    serializer_class = serializers.AreaShape

    def rows(self, visible: QuerySet) -> QuerySet:
        """List those of the edition."""
        return visible.filter(edition=self.edition).values(*AREA, *TEXT, "pk")

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return area_row(found)


@extend_schema(parameters=[EDITION_ASKED_FOR, AS_OF])
class AreaDetail(OneEditionMixin, DetailView):
    """One area of an edition."""

    model = Area
    serializer_class = serializers.AreaShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.filter(edition=self.edition).values(*AREA, *TEXT).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return area_row(found)


@extend_schema(parameters=[EDITION_ASKED_FOR, AS_OF])
class MeasureList(OneEditionMixin, ListView):
    """The measures of one edition, as printed."""

    model = Measure
    ordering = ("area__position", "position", "pk")
    filterset_class = MeasureFilter
    serializer_class = serializers.MeasureShape
    is_searchable = True

    def rows(self, visible: QuerySet) -> QuerySet:
        """List those of the edition."""
        return visible.filter(edition=self.edition).values(*MEASURE, *TEXT)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return measure_row(found)


@extend_schema(parameters=[EDITION_ASKED_FOR, AS_OF])
class MeasureDetail(OneEditionMixin, DetailView):
    """One measure of an edition."""

    model = Measure
    serializer_class = serializers.MeasureShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.filter(edition=self.edition).values(*MEASURE, *TEXT).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return measure_row(found)


class OfferList(ListView):
    """The offers to coordinate, in the order in which they were made: the annex of 2007 row for row."""

    model = Offer
    ordering = ("offered_on", "row", "pk")
    filterset_class = OfferFilter
    serializer_class = serializers.OfferShape

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them."""
        return visible.values(*OFFER, "pk")

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return offer_row(found)


class OfferDetail(DetailView):
    """One offer."""

    model = Offer
    serializer_class = serializers.OfferShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.values(*OFFER).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return offer_row(found)


@extend_schema(parameters=[AS_OF])
class CoordinatorList(AsOfMixin, ListView):
    """The official list with its history; with `as_of`, the entries in force on that day."""

    model = Coordinator
    ordering = LIST_ORDER
    filterset_class = CoordinatorFilter
    serializer_class = serializers.CoordinatorShape

    def rows(self, visible: CoordinatorQuerySet) -> QuerySet:
        """List all entries, or those in force on the day asked for."""
        entries = visible.on(self.as_of) if self.request.query_params.get("as_of") else visible
        columns = (name.removeprefix("-") for name in LIST_ORDER)
        return entries.in_list_order().values(*{*ENTRY, *columns})

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return one row."""
        return entry_row(found)


class CoordinatorDetail(DetailView):
    """One entry of the official list."""

    model = Coordinator
    serializer_class = serializers.CoordinatorShape

    def find(self, visible: QuerySet, **lookup: Any) -> dict[str, Any]:
        """Find its row."""
        return visible.values(*ENTRY).get(**lookup)

    def represent(self, found: dict[str, Any]) -> dict[str, Any]:
        """Return it."""
        return entry_row(found)


class ConcordanceList(ListView):
    """How the measures of one edition continue in the next; `before` is null for what was added."""

    model = Concordance
    ordering = ("id",)
    filterset_class = ConcordanceFilter
    serializer_class = serializers.ConcordanceRow

    def rows(self, visible: QuerySet) -> QuerySet:
        """List both ends of each thread."""
        return visible.values(
            "id", "edition", "before__edition", "before__code", "after__code", "relation", "shown_decision"
        )

    def represent(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return one thread."""
        return {
            "edition": row["edition"],
            "from_edition": row["before__edition"],
            "before": row["before__code"],
            "after": row["after__code"],
            "relation": row["relation"],
            "decision": row["shown_decision"] or None,
        }
