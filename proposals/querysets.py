"""Reads of proposals and what belongs to them. `visible_to` is DESIGN section 4, row by row."""

from datetime import UTC
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now, TruncDate

from members.querysets import RestrictedQuerySet
from papers.models import Paragraph, Version
from proposals.enums import OPEN_STAGES, DecisionAudience, Mode, Outcome
from web.search import SearchedQuerySet, words_of

if TYPE_CHECKING:
    from datetime import datetime

    from members.actor import Actor


class ProposalQuerySet(RestrictedQuerySet):
    """Proposals."""

    def still_open(self) -> Self:
        """Keep those on their way to a decision."""
        return self.filter(stage__in=OPEN_STAGES)

    def ended(self) -> Self:
        """Keep those that a decision or a withdrawal has ended."""
        return self.exclude(stage__in=OPEN_STAGES)

    def concerning(self, state: str) -> Self:
        """Keep those in which a state has a standing interest or coordinates."""
        from proposals.models import Designation, Interest  # noqa: PLC0415 (models import this module)

        interested = Interest.objects.filter(state=state, withdrawn_at=None).values("proposal")
        designated = Designation.objects.filter(state=state, ended_at=None).values("proposal")
        return self.filter(Q(pk__in=interested) | Q(pk__in=designated))

    def with_outlook(self) -> Self:
        """Add what a forecast asks: `chair`, the state that chairs today, and of the text circulated last
        `text_circulated_at` and `needs_translation`.

        A text needs it while a paragraph has no Russian, or has the Russian of an English that has changed
        since the version before. Drafts are not looked at: not everyone who sees the proposal may read them.
        """
        from members.models import Chairmanship  # noqa: PLC0415 (models import this module)

        circulated = Version.objects.filter(paper=OuterRef("paper"), circulated_at__isnull=False)
        latest = circulated.order_by("-number")
        before = Paragraph.objects.filter(
            version__paper=OuterRef("version__paper"),
            version__number=OuterRef("version__number") - 1,
            identity=OuterRef("identity"),
            text_ru=OuterRef("text_ru"),
        )
        wanting = Paragraph.objects.filter(
            Q(text_ru="") | Exists(before.exclude(digest=OuterRef("digest"))), version=OuterRef("text")
        )
        return self.annotate(
            chair=Subquery(Chairmanship.objects.on(TruncDate(Now(), tzinfo=UTC)).values("state")[:1]),
            text=Subquery(latest.values("pk")[:1]),
            text_circulated_at=Subquery(latest.values("circulated_at")[:1]),
            needs_translation=Exists(wanting),
        )

    def search(self, text: str) -> Self:
        """Keep those that each word points to: a beginning of a reference, a symbol, words of the measure."""
        found = self
        for word in words_of(text):
            found = found.filter(
                Q(reference__startswith=word.upper())
                | Q(pk__in=_proposals_with_symbol(word))
                | Q(measure__in=_measures_with(word))
            )
        return found


def readers_of_papers(actor: "Actor") -> Q:
    """Return when a proposal lets `actor` read a version of its paper, beside the offices (`papers.readers`).

    Drafts are their drafters', adopted papers are read by whoever may read the decision.
    """
    adopted = Q(considerations__decision__in=_decisions_visible_to(actor))
    if not actor.is_member:
        return adopted
    own = Q(
        paper__proposal__designations__state=actor.participant,
        paper__proposal__designations__ended_at=None,
    )
    return own | adopted


def _proposals_with_symbol(symbol: str) -> models.QuerySet:
    return Version.objects.filter(symbol__iexact=symbol).values("paper__proposal")


def _measures_with(word: str) -> models.QuerySet:
    from cbms.models import Measure  # noqa: PLC0415 (models import this module)

    return Measure.objects.search(word).values("pk")


def _decisions_visible_to(actor: "Actor") -> models.QuerySet:
    from proposals.models import Decision  # noqa: PLC0415 (models import this module)

    return Decision.objects.visible_to(actor)


class ConsiderationQuerySet(RestrictedQuerySet):
    """Considerations."""

    def still_open(self) -> Self:
        """Keep those that no outcome has ended."""
        return self.filter(outcome=Outcome.OPEN)

    def silence_due(self, at: "datetime") -> Self:
        """Keep the open silence procedures whose deadline has come by `at`."""
        return self.still_open().filter(mode=Mode.SILENCE, closes_at__lte=at)

    def ended_before(self, closes_at: "datetime", key: int) -> Self:
        """Keep the silences that ended before the one with this deadline and key, in the order of both."""
        return self.filter(Q(closes_at__lt=closes_at) | Q(closes_at=closes_at, pk__lt=key))


class DecisionQuerySet(SearchedQuerySet):
    """Decisions."""

    searched = ("number", "title", "measure__code")

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what was published to the actor; member states, Chair and secretariat read all."""
        if actor.reads_restricted:
            return self.all()
        audiences = [DecisionAudience.PUBLIC]
        if "observer" in actor.capacities:
            audiences.append(DecisionAudience.PARTICIPANTS)
        return self.filter(audience__in=audiences)
