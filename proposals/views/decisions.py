"""The page of one decision."""

from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from members.models import Participant
from proposals.enums import Body, DecisionAudience, Mode, PositionKind
from proposals.models import Decision
from proposals.views.papers import text_of
from proposals.views.words import drafters_in_words, in_few_words
from records.pages import ObjectPage


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
