"""Reads of the catalogue, the offers and the official list; all of it is public (DESIGN section 4)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from cbms.enums import Completeness
from members.querysets import PeriodQuerySet, PublicQuerySet


class EditionQuerySet(PublicQuerySet):
    """Editions of the catalogue."""

    def in_force(self, on: date) -> Self:
        """Keep the editions whose measures may be proposed on `on`: complete ones, within their time."""
        return self.filter(completeness=Completeness.COMPLETE, in_force_from__lte=on).filter(
            Q(in_force_to__isnull=True) | Q(in_force_to__gt=on)
        )


class MeasureQuerySet(PublicQuerySet):
    """Measures."""

    def in_force(self, on: date) -> Self:
        """Keep the measures of the editions in force on `on`."""
        from cbms.models import Edition  # noqa: PLC0415 (models import this module)

        return self.filter(edition__in=Edition.objects.in_force(on))

    def in_printed_order(self) -> Self:
        """Order as printed: by area, then by number."""
        return self.order_by("edition", "area__position", "position", "pk")


class CoordinatorQuerySet(PeriodQuerySet):
    """The official list of coordinators and co-coordinators, with its history."""

    def in_list_order(self) -> Self:
        """Order by edition, area, measure, coordinators before co-coordinators, states in English order."""
        return self.order_by(
            "area__edition", "area__position", "measure__position", "-role", "state__sort_name", "pk"
        )


class OfferQuerySet(models.QuerySet):
    """Offers to coordinate."""

    def visible_to(self, actor: object) -> Self:
        """Keep every row: the annex and later offers outside a proposal are public."""
        return self
