"""Reads of the catalogue, the offers and the official list; all of it is public (DESIGN section 4)."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import connection, models
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value
from django.db.models.expressions import Combinable, RawSQL
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cbms.enums import Completeness, ConcordanceRelation
from members.querysets import PeriodQuerySet, PublicQuerySet
from records.kinds import shown_reference
from records.refusals import Invalid
from records.supplying import Slot, in_order
from web.search import SearchedQuerySet

if TYPE_CHECKING:
    from cbms.models import Area, Edition, Expert, Measure
    from members.actor import Actor

LANGUAGES = ("en", "ru", "fr")
TEXTS = tuple(f"text_{language}" for language in LANGUAGES)
LIST_ORDER = ("area__edition", "area__position", "measure_position", "-role", "state__sort_name", "pk")
"""The order of the official list."""


LINEAGES = """
WITH RECURSIVE earlier(origin, id) AS (
    SELECT measure, measure FROM unnest(%s::bigint[]) AS measure
    UNION SELECT origin, before_id FROM cbms_concordance JOIN earlier ON after_id = earlier.id
    WHERE before_id IS NOT NULL AND relation = ANY(%s)
), later(origin, id) AS (
    SELECT measure, measure FROM unnest(%s::bigint[]) AS measure
    UNION SELECT origin, after_id FROM cbms_concordance JOIN later ON before_id = later.id
    WHERE after_id IS NOT NULL AND relation = ANY(%s)
)
SELECT origin, id FROM earlier UNION SELECT origin, id FROM later
"""
"""Measures (`origin`), each with all that it continues, and all that continues it (`id`), along some
relations of the concordance."""
ALL_RELATIONS = tuple(ConcordanceRelation)


def shown_decision(actor: "Actor") -> Combinable:
    """Return the number of the decision that a row rests on, an empty text for who may not see it."""
    return shown_reference("decision", "decision", actor=actor)


class ConcordanceQuerySet(PublicQuerySet):
    """How measures go on from one edition to the next."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row; adds `shown_decision`."""
        return self.annotate(shown_decision=shown_decision(actor))


class CatalogueQuerySet(SearchedQuerySet):
    """What the catalogue consists of: public, and found by its words."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row."""
        return self


class EditionQuerySet(CatalogueQuerySet["Edition"]):
    """Editions of the catalogue."""

    searched = ("code", "adopted_at")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row; adds `shown_decision`."""
        return self.annotate(shown_decision=shown_decision(actor))

    def in_force(self, on: date) -> Self:
        """Keep the editions whose measures may be proposed on `on`: complete ones, within their time."""
        return self.filter(completeness=Completeness.COMPLETE, in_force_from__lte=on).filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gt=on)
        )

    def latest_text(self) -> "Edition":
        """Return the one that nothing approved replaces: in force, or waiting for the day it will be."""
        dated = self.filter(completeness=Completeness.COMPLETE, in_force_from__isnull=False)
        return dated.filter(in_force_to=None).latest("in_force_from")

    def asked_for(self, code: str, *, on: date) -> "Edition | None":
        """Return the edition with `code`, or where it is empty the one in force on `on`, or else the latest
        that was adopted by then; None before the first.

        Raises Invalid, naming `edition`, for a code that no edition has.
        """
        if not code:
            in_force = self.in_force(on).order_by("-in_force_from").first()
            return in_force or self.filter(adopted_on__lte=on).order_by("-adopted_on").first()
        # PostgreSQL would not even look for a NUL.
        edition = self.filter(code=code).first() if code.isprintable() else None
        if edition is None:
            raise Invalid({"edition": [_("There is no edition “%(code)s”.") % {"code": code}]})
        return edition


class AreaQuerySet(CatalogueQuerySet["Area"]):
    """Areas."""

    searched = ("code", *TEXTS)


class MeasureQuerySet(CatalogueQuerySet["Measure"]):
    """Measures."""

    searched = ("code", *TEXTS, *(f"area__{column}" for column in TEXTS))

    def best_with_code(self, code: str, *, edition: str, on: date) -> "Measure":
        """Return the measure with `code` in `edition`; where that is empty, in the edition in force on `on`,
        or else in the latest that was adopted by then.

        Raises DoesNotExist.
        """
        if not edition.isprintable():  # PostgreSQL would not even look for a NUL
            raise self.model.DoesNotExist
        where = {"edition": edition} if edition else {"edition__adopted_on__lte": on}
        found = self.filter(code=code, **where)
        in_force = Exists(self.in_force(on).filter(pk=OuterRef("pk")))
        found = found.annotate(is_in_force=in_force).order_by("-is_in_force", "-edition__adopted_on")
        measure = found.first()
        if measure is None:
            raise self.model.DoesNotExist
        return measure

    def in_force(self, on: date) -> Self:
        """Keep the measures of the editions in force on `on`."""
        from cbms.models import Edition  # noqa: PLC0415 (models import this module)

        return self.filter(edition__in=Edition.objects.in_force(on))

    def of_lineage(self, measure: int) -> Self:
        """Keep a measure with all that it continues and all that continues it, over every edition.

        Ancestors and descendants only: what else was merged into the same successor is another measure.
        """
        return self.of_lineages([measure])

    def of_lineages(self, measures: Iterable[int], *, along: Iterable[str] = ALL_RELATIONS) -> Self:
        """Keep several measures with all that each continues and all that continues it."""
        keys = RawSQL(f"SELECT id FROM ({LINEAGES}) AS found", _of_both_ways(measures, along))  # noqa: S608, S611 (own parameters)
        return self.filter(pk__in=keys)

    def lineage_of_each(self, measures: Iterable[int]) -> dict[int, set[int]]:
        """Return `{measure: the keys of its lineage}` of several measures, in one query."""
        found: dict[int, set[int]] = {}
        with connection.cursor() as cursor:
            cursor.execute(LINEAGES, _of_both_ways(measures, ALL_RELATIONS))
            for origin, measure in cursor:
                found.setdefault(origin, set()).add(measure)
        return found

    def same_as(self, measure: int) -> Self:
        """Keep a measure with what it is in other editions, where nothing was merged into it or split off."""
        kept = (ConcordanceRelation.SAME, ConcordanceRelation.REWORDED)
        return self.of_lineages([measure], along=kept)

    def without_expert(self, on: date) -> Self:
        """Keep the measures in force for which no state has an expert whose term runs on a day (CA (b)3)."""
        from cbms.models import Expert  # noqa: PLC0415 (models import this module)

        running = Expert.objects.on(on).exclude(measures=None)
        covered = self.of_lineages(running.values_list("measures", flat=True).distinct())
        return self.in_force(on).exclude(pk__in=covered.values("pk"))

    def in_printed_order(self) -> Self:
        """Order as printed: by area, then by number."""
        return self.order_by("edition", "area__position", "position", "pk")


def _of_both_ways(measures: Iterable[int], along: Iterable[str]) -> list[Any]:
    """Return the parameters of `LINEAGES`, which goes both ways alike."""
    return [list(measures), [str(relation) for relation in along]] * 2


class CoordinatorQuerySet(PeriodQuerySet):
    """The official list of coordinators and co-coordinators, with its history."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row; adds `shown_decision`."""
        return self.annotate(shown_decision=shown_decision(actor))

    def for_measure(self, measure: "Measure") -> Self:
        """Keep the entries for a measure or its area, under whatever edition they were made."""
        from cbms.models import Measure  # noqa: PLC0415 (models import this module)

        lineage = Measure.objects.of_lineage(measure.pk).values("pk")
        return self.filter(Q(measure__in=lineage) | Q(measure=None, area__code=measure.area.code))

    def in_list_order(self) -> Self:
        """Order by edition, area, measure, coordinators before co-coordinators, states in English order.

        Adds `measure_position`, which is 0 for an entry for a whole area.
        """
        return self.annotate(measure_position=Coalesce("measure__position", 0)).order_by(*LIST_ORDER)


class OfferQuerySet(models.QuerySet):
    """Offers to coordinate."""

    def visible_to(self, actor: object) -> Self:
        """Keep every row: the annex and later offers outside a proposal are public."""
        return self


class ExpertQuerySet(PeriodQuerySet["Expert"]):
    """Experts designated by states."""

    def visible_to(self, actor: Any) -> Self:
        """Keep everything for member states, Chair and secretariat, nothing for others."""
        return self.all() if actor.reads_restricted else self.none()

    def with_contact_for(self, actor: Any, *, on: date) -> Self:
        """Add `shows_contact`: whether the actor may see the contact details (DESIGN section 4, experts).

        The Chair and the secretariat, the expert's own state, and who coordinates one of the expert's
        measures.
        """
        if actor.is_secretariat or actor.is_chair:
            return self.annotate(shows_contact=Value(True))
        coordinated = coordinated_measures(actor.participant, on=on)
        of_measure = self.model.measures.through.objects.filter(
            expert=OuterRef("pk"), measure__in=coordinated
        )
        own = Q(state=actor.participant) if actor.participant else Q(pk__in=[])
        return self.annotate(shows_contact=ExpressionWrapper(own | Exists(of_measure), BooleanField()))

    def names_for(self, keys: Iterable[str], actor: Any) -> dict[str, str]:
        """Return `{key: name and state}` of experts whom the actor may see and who were not erased."""
        rows = self.visible_to(actor).filter(public_id__in=keys).exclude(name="").select_related("state")
        return {str(row.public_id): f"{row.name} ({row.state.name})" for row in rows}

    def designated_for(self, measure: int, *, on: date) -> Self:
        """Keep those designated for a measure, under whatever edition, whose term runs on a day."""
        return self.on(on).for_measure(measure)

    def for_measure(self, measure: int) -> Self:
        """Keep those designated for a measure or for what it is in another edition."""
        from cbms.models import Measure  # noqa: PLC0415 (models import this module)

        lineage = Measure.objects.of_lineage(measure).values("pk")
        named = self.model.measures.through.objects.filter(expert=OuterRef("pk"), measure__in=lineage)
        return self.filter(Exists(named))


CoordinatedMeasures = Callable[[str], models.QuerySet]
COORDINATED: Slot[CoordinatedMeasures, tuple[CoordinatedMeasures, ...]] = Slot(
    "coordinated measures", in_order
)
"""Each source gives the measures that a state coordinates beside those of the official list."""


def coordinated_measures(state: str, *, on: date) -> models.QuerySet:
    """Return the keys of the measures that a state coordinates, in every edition: by the official list, or as
    a room above says.
    """
    from cbms.models import Coordinator, Measure  # noqa: PLC0415 (models import this module)

    entries = Coordinator.objects.on(on).filter(state=state)
    condition = Q(pk__in=entries.exclude(measure=None).values("measure"))
    condition |= Q(area__code__in=entries.filter(measure=None).values("area__code"))
    for source in COORDINATED.supplied():
        condition |= Q(pk__in=source(state))
    coordinated = Measure.objects.filter(condition).values_list("pk", flat=True)
    return Measure.objects.of_lineages(coordinated).values("pk")
