"""Reads of papers and their versions."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery

from papers.parts import TEXTS
from papers.readers import readable_by
from web.search import SearchedQuerySet, containing, words_of

if TYPE_CHECKING:
    from members.actor import Actor


class VersionQuerySet(models.QuerySet):
    """Versions of papers."""

    def visible_to(self, actor: "Actor") -> Self:
        """Keep what the actor may read of papers.

        Drafts: the coordinators, and once submitted the Chair and the secretariat. Circulated papers: every
        member. Adopted papers: whoever may read the decision. `papers.readers` asks what has the paper.
        """
        if actor.is_secretariat or actor.is_chair:
            return self.all()
        theirs = readable_by(actor)
        if actor.is_member:
            theirs |= Q(circulated_at__isnull=False)
        return self.filter(theirs).distinct()

    def numbered_for(self, actor: "Actor") -> Self:
        """Add `shown_number`, by which `actor` names a version.

        It is the version's own number to those who read proposals in progress, whose acts say it. A reader of
        decisions counts what of the paper was adopted for it: the own number would count the drafts.
        """
        if actor.reads_restricted:
            return self.annotate(shown_number=F("number"))
        from papers.models import Version  # noqa: PLC0415 (models import this module)

        read = Version.objects.visible_to(actor)
        theirs = read.filter(paper=OuterRef("paper"), number__lte=OuterRef("number")).order_by()
        place = theirs.values("paper").annotate(place=Count("pk", distinct=True)).values("place")
        return self.annotate(shown_number=Subquery(place))

    def search(self, text: str) -> Self:
        """Keep those with each word of `text` in their symbol, title or paragraphs, in any language."""
        from papers.models import Paragraph  # noqa: PLC0415 (models import this module)

        found = self
        for word in words_of(text):
            in_text = Paragraph.objects.filter(containing(word, columns=TEXTS))
            found = found.filter(
                containing(word, columns=("symbol", "title")) | Q(pk__in=in_text.values("version"))
            )
        return found


class PaperQuerySet(SearchedQuerySet):
    """Papers."""

    searched = ("base_symbol",)

    def visible_to(self, actor: "Actor") -> Self:
        """Keep the papers of which the actor may read at least one version."""
        from papers.models import Version  # noqa: PLC0415 (models import this module)

        return self.filter(pk__in=Version.objects.visible_to(actor).values("paper"))
