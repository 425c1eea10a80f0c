"""The pages of the catalogue, of the approach, and of the official list."""

from abc import abstractmethod
from dataclasses import replace
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import View

from cbms.enums import Lineage, Wording
from cbms.filters import (
    IN_FORCE,
    WHOLE_HISTORY,
    CataloguePageFilter,
    OfferPageFilter,
    OfficialListFilter,
    edition_choices,
)
from cbms.models import Area, Coordinator, Edition, Measure, Offer, Provision, is_doubtful
from cbms.provisions import anchor_of
from cbms.querysets import LIST_ORDER, CoordinatorQuerySet, MeasureQuerySet
from cbms.sections import MEASURE_SECTIONS
from members.querysets import name_on
from members.sections import shown
from records import clock
from records.certain import certain
from web.keyset import Page
from web.list_pages import FilterControl, TablePage
from web.pages import ObjectPage, PageMixin
from web.parameters import one_of

LARGEST_LIST = 200


def text_of(row: dict[str, Any], prefix: str = "") -> str:
    """Return a text of a row of values in the reader's language, or in English where that has none."""
    return row[f"{prefix}text_{(get_language() or 'en')[:2]}"] or row[f"{prefix}text_en"]


class DefaultedTablePage(TablePage):
    """A list whose filters, where nothing was chosen, show what the list shows then."""

    @abstractmethod
    def defaults(self) -> dict[str, str]:
        """Return what is shown where nothing was chosen, by the name of the filter."""

    def _controls(self, filters: Form, text: str) -> list[FilterControl]:
        controls = super()._controls(filters, text)
        return [
            replace(control, value=control.value or self.defaults().get(control.name, ""))
            for control in controls
        ]


class Catalogue(DefaultedTablePage):
    """One edition: its areas and measures as printed. Without `edition`, the one in force on the day."""

    model = Measure
    template_name = "cbms/catalogue.html"
    ordering = ("area__position", "position", "pk")
    filterset_class = CataloguePageFilter
    is_searchable = True
    page_size = LARGEST_LIST

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it, or say that there was none yet."""
        if self.edition is None:
            return self.page("cbms/catalogue_before.html", {"as_of": self.as_of})
        return super().get(request, **kwargs)

    @cached_property
    def edition(self) -> Edition | None:
        """The edition shown; measures of two are never mixed."""
        asked = "" if "edition" in self.errors else self.request.GET.get("edition", "")
        return Edition.objects.visible_to(self.actor).asked_for(asked, on=self.as_of)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List the measures of the edition."""
        return visible.filter(edition=self.edition).values(
            "pk",
            "code",
            "number",
            "position",
            "official",
            "sources",
            "area",
            "area__position",
            *TEXT_COLUMNS,
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Give each its text in the reader's language, and what that is."""
        language = (get_language() or "en")[:2]
        return [row | {"text": text_of(row), "wording": Wording.of(row, language)} for row in rows]

    def defaults(self) -> dict[str, str]:
        """Name the edition shown."""
        return {"edition": self.edition.code if self.edition else ""}

    def _query(self) -> str:
        """Return what names the edition in the address of a measure; the one in force need not be named."""
        edition = self.edition
        if edition is None or edition.is_in_force_on(timezone.now().date()):
            return ""
        return f"?edition={edition.code}"

    def context(self, page: Page) -> dict[str, Any]:
        """Put the measures under their areas. A search or filter shows only the areas that have any."""
        rows = self.represent(page.rows)
        by_area = {area: list(group) for area, group in groupby(rows, key=lambda row: row["area"])}
        is_narrowed = bool(self.request.GET.get("search") or self.request.GET.get("area"))
        areas = Area.objects.visible_to(self.actor).filter(edition=self.edition).order_by("position")
        return {
            "edition": self.edition,
            "query": self._query(),
            "areas": [
                {"area": area, "measures": by_area.get(area.pk, [])}
                for area in areas
                if area.pk in by_area or not is_narrowed
            ],
            "as_of": self.as_of,
        }


TEXT_COLUMNS = ("text_en", "text_ru", "text_fr")


class MeasureDetail(ObjectPage):
    """A measure's whole file; what happens to it is added by the rooms above."""

    model = Measure
    template_name = "cbms/measure_detail.html"
    parameters = ("edition", "as_of")

    def find(self, visible: MeasureQuerySet, **lookup: Any) -> Measure:
        """Find it in the edition asked for, or first in the one in force."""
        edition = one_of(self.request.GET, "edition", dict(edition_choices()), default="")
        related = visible.select_related("edition", "area", "area__parent")
        return related.best_with_code(lookup["code"], edition=edition, on=self.as_of)

    def context(self, found: Measure) -> dict[str, Any]:
        """Gather text, offers, official list, the paragraphs that say how it is carried out, and sections.

        Offers and entries are those of every edition, each with the code that it was made under.
        """
        lineage = Measure.objects.of_lineage(found.pk).values("pk")
        offers = Offer.objects.visible_to(self.actor).filter(measure__in=lineage)
        entries = Coordinator.objects.visible_to(self.actor).filter(measure__in=lineage)
        provisions = Provision.objects.visible_to(self.actor).filter(edition=found.edition)
        modalities = provisions.exclude(citation__contains=" intro ").order_by("position")
        return {
            "measure": found,
            "as_of": self.as_of,
            "offers": offers.select_related("state", "measure").order_by("offered_on", "row"),
            "entries": entries.select_related("state", "area", "measure").in_list_order(),
            "provisions": [
                {
                    "citation": provision.citation,
                    "anchor": anchor_of(provision.citation),
                    "text": provision.text,
                }
                for provision in modalities
            ],
            "sections": shown(MEASURE_SECTIONS, subject=found, actor=self.actor, on=self.as_of),
        }


class OfficialList(DefaultedTablePage):
    """Who coordinates what on a day, or with `history=1` ever: each entry with its decision or source."""

    model = Coordinator
    template_name = "cbms/official_list.html"
    ordering = LIST_ORDER
    filterset_class = OfficialListFilter
    page_size = LARGEST_LIST

    @property
    def shows_history(self) -> bool:
        """Whether entries that have ended, or have not begun, are listed too."""
        return self.request.GET.get("history") == WHOLE_HISTORY

    def defaults(self) -> dict[str, str]:
        """Name the entries shown."""
        return {"history": IN_FORCE}

    def rows(self, visible: CoordinatorQuerySet) -> QuerySet:
        """List the entries in the order of the list."""
        entries = visible if self.shows_history else visible.on(self.as_of)
        called = name_on(self.as_of, of="state__")
        return (
            entries.in_list_order()
            .annotate(state_called=called)
            .values(
                *(name.removeprefix("-") for name in LIST_ORDER),
                *("state", "state_called"),
                *("area__code", "area__text_en", "area__text_ru", "area__text_fr", "measure__code"),
                *(
                    "valid_from",
                    "valid_to",
                    "decision",
                    "shown_decision",
                    "attested_on",
                    "term",
                    "sources",
                    "confidence",
                    "note",
                ),
            )
        )

    def represent(self, rows: list[Any]) -> list[Any]:
        """Name areas in the reader's language, and mark what is doubtful today."""
        return [
            row
            | {
                "area_name": text_of(row, "area__"),
                "is_doubtful": is_doubtful(row["confidence"]),
                "has_ended": row["valid_to"] is not None and row["valid_to"] <= self.as_of,
            }
            for row in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        """Say of what day the list is."""
        return {"as_of": self.as_of, "shows_history": self.shows_history}


class OfferList(TablePage):
    """The offers to coordinate made by a day: the annex of 2007 row for row; none is a designation."""

    model = Offer
    template_name = "cbms/offer_list.html"
    ordering = ("offered_on", "row", "pk")
    filterset_class = OfferPageFilter
    page_size = LARGEST_LIST

    def rows(self, visible: QuerySet) -> QuerySet:
        """List them with what they are for."""
        offers = visible.filter(offered_on__lte=self.as_of).select_related("measure", "area")
        return offers.annotate(state_called=name_on(self.as_of, of="state__"))

    def context(self, page: Page) -> dict[str, Any]:
        """Say of what day the list is."""
        return {"as_of": self.as_of}


LED_IN_BY = {"CA (b)1": gettext_lazy("b) On the other hand:")}
"""What stands before a paragraph and belongs to none, by the paragraph's citation."""


class Approach(PageMixin, View):
    """The text of the Cooperative Approach and the rules that acts rest on, each paragraph citable."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the paragraphs in the order of the document: first the text in force, then the latest."""
        in_force = Edition.objects.in_force(clock.now().date()).filter(pk=OuterRef("edition"))
        provisions = (
            Provision.objects.visible_to(self.actor)
            .select_related("edition")
            .order_by(Exists(in_force).desc(), F("edition__adopted_on").desc(nulls_last=True), "position")
        )
        shown = [
            {
                "citation": provision.citation,
                "anchor": anchor_of(provision.citation),
                "provision": provision,
                "part": _part_of(provision),
                "led_in_by": LED_IN_BY.get(provision.citation, ""),
            }
            for provision in provisions
        ]
        parts = [(part, list(group)) for part, group in groupby(shown, key=lambda item: item["part"])]
        return self.page("cbms/approach.html", {"parts": parts})


def _part_of(provision: Provision) -> str:
    """Return the heading under which a paragraph stands."""
    edition = provision.edition
    if edition is None:
        return _("Rules that acts rest on")
    if edition.lineage == Lineage.CATALOGUE:
        return _("From the Catalogue (edition %(code)s)") % {"code": provision.edition_id}
    part = (
        _("Introduction")
        if " intro " in provision.citation
        else _("Modalities for the implementation of confidence-building measures in the above areas")
    )
    day = date_format(certain(edition.in_force_from, f"day on which {edition.code} entered into force"))
    facts = {"part": part, "code": edition.code, "day": day}
    return _("%(part)s (edition %(code)s, in force from %(day)s)") % facts
