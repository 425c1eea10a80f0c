"""Reads of activities, reports and reviews (DESIGN section 4: the published ones for everyone)."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from implementation.enums import ActivityStage, PlanStage
from members.enums import EVERYONE, RESTRICTED
from web.search import SearchedQuerySet

if TYPE_CHECKING:
    from datetime import date

    from members.actor import Actor


class PublishableQuerySet(SearchedQuerySet):
    """Rows that their state may publish, which the register knows by their reference."""

    searched: tuple[str, ...] = ("reference", "text", "measure__code")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep everything for member states, Chair and secretariat, what is published for others."""
        return self.all() if actor.reads_restricted else self.filter(published_at__isnull=False)

    def keys_for(self, actor: "Actor") -> "bool | models.QuerySet":
        """Return whose acts the actor may see, as `records.kinds` asks: all, or the keys of what is
        published.
        """
        if actor.reads_restricted:
            return True
        return self.visible_to(actor).values("reference")

    def readers_of(self, key: str) -> tuple[str, ...]:
        """Return who can see the row with this key now, as its acts keep it."""
        is_published = self.filter(reference=key, published_at__isnull=False).exists()
        return EVERYONE if is_published else RESTRICTED


class ActivityQuerySet(PublishableQuerySet):
    """Activities."""

    searched = ("reference", "title", "description", "place", "outcome", "measure__code")

    def planned(self) -> Self:
        """Keep those still to be held."""
        return self.filter(stage__in=ActivityStage.that("is_planned"))

    def for_plan(self, year: int) -> Self:
        """Keep what states plan for a year, in the order in which the plan lists it."""
        of_the_year = self.planned().filter(kind="plan", year=year)
        return of_the_year.order_by("measure__area__position", "measure__position", "state__sort_name", "pk")

    def of_state(self, code: str) -> Self:
        """Keep the activities that a state enters or takes part in."""
        return self.filter(Q(state=code) | Q(partners__contains=[code]) | Q(participation__contains=[code]))


class EarlierPaperQuerySet(SearchedQuerySet):
    """Documents and papers of earlier years; none of them has an official name."""

    searched = ("title", "dated", "place", "adopted_by", "confidence", "note")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep every row: these are public."""
        return self


class ActionPlanQuerySet(PublishableQuerySet):
    """Action plans."""

    searched = ("reference", "title", "text", "conclusions", "measure__code")

    def running(self) -> Self:
        """Keep those that were neither concluded nor replaced."""
        return self.filter(stage__in=PlanStage.that("is_running"))

    def with_neighbours_for(self, actor: "Actor") -> Self:
        """Add `shown_decision`, `shown_replaces` and `shown_replaced_by`: the numbers of the decision that a
        plan carries out and of the plans before and after it, null where the actor may not see them.
        """
        from implementation.models import ActionPlan  # noqa: PLC0415 (models import this module)
        from proposals.models import Decision  # noqa: PLC0415 (kept with the rule it asks)

        plans = ActionPlan.objects.visible_to(actor)
        decision = Decision.objects.visible_to(actor).filter(number=OuterRef("decision"))
        return self.annotate(
            shown_decision=Subquery(decision.values("number")),
            shown_replaces=Subquery(plans.filter(pk=OuterRef("replaces")).values("reference")),
            shown_replaced_by=Subquery(plans.filter(replaces=OuterRef("pk")).values("reference")),
        )


class RenewalQuerySet(models.QuerySet):
    """Review-by dates of adopted papers."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the dates of the decisions that the actor may read."""
        from proposals.models import Decision  # noqa: PLC0415 (kept with the rule it asks)

        return self.filter(decision__in=Decision.objects.visible_to(actor).values("number"))

    def due(self, by: "date") -> Self:
        """Keep what is to be reviewed by a day."""
        return self.filter(review_by__lte=by)
