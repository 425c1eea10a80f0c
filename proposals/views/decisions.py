"""The page of one decision, and the feed of those that are public."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from cbms.models import Edition
from members.actor import Actor
from members.models import Participant
from papers.changes import changes_of
from papers.languages import text_of
from proposals.enums import Body, DecisionAudience, Mode, PositionKind
from proposals.models import Decision
from proposals.views.words import drafters_in_words, in_few_words
from records.addresses import address_of
from web.pages import ObjectPage
from webhooks.atom import NEWEST, AtomView, FeedEntry


class DecisionDetail(ObjectPage):
    """What a body decided: the adopted text, the statements attached, the coordinators, how and when."""

    model = Decision
    template_name = "proposals/decision_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Decision:
        related = ("measure", "proposal", "consideration__version")
        return visible.select_related(*related).get(**lookup)

    def context(self, found: Decision) -> dict[str, Any]:
        names = Participant.objects.names()
        lines = ((line["state"], line["role"]) for line in found.coordinators)
        return {
            "decision": found,
            "body": Body(found.body).label,
            "mode": Mode(found.mode).label,
            "audience": DecisionAudience(found.audience).label,
            "measure": found.measure,
            "measure_words": in_few_words(found.measure) if found.measure else "",
            "coordinators": drafters_in_words(lines, names),
            "version": found.consideration.version,
            "text": text_of(found.consideration.version),
            "changes": changes_of(found.consideration.version, base=found.proposal.edition_id),
            "edition": Edition.objects.visible_to(self.actor).filter(decision=found.number).first(),
            "statements": [
                {
                    "name": names[statement["state"]],
                    "position": PositionKind(statement["position"]).label,
                    "statement": statement["statement"],
                    "received_at": parse_datetime(statement["received_at"]),
                }
                for statement in found.statements
            ],
            "proposal": found.proposal if self.actor.reads_restricted else None,
        }


class DecisionFeed(AtomView):
    """The newest decisions that are published to everyone."""

    title = _("Decisions")
    page_name = "decision-list"
    feed_name = "decision-feed"

    def entries(self, public: Actor) -> Iterator[FeedEntry]:
        found = Decision.objects.visible_to(public).order_by("-adopted_at", "number")
        columns = ("number", "title", "body", "mode", "adopted_at", "measure__code")
        for row in found.values(*columns)[:NEWEST]:
            words = (Body(row["body"]).label, Mode(row["mode"]).label, row["measure__code"])
            yield FeedEntry(
                key=f"decisions/{row['number']}",
                title=f"{row['number']}: {row['title']}",
                summary=", ".join(str(word) for word in words if word),
                path=address_of("decision", row["number"]),
                at=row["adopted_at"],
            )
