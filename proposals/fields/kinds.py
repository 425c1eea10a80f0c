"""The kinds of field that bodies are made of: texts, instants and days to come, states, paragraphs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from cbms.models import Expert
from proposals.dossier import Dossier
from proposals.models import Decision, Proposal
from records.act_fields import ActFields
from records.certain import certain
from records.fields import TextField
from records.readers import Readers
from records.references import RowField

ON_PROPOSAL = Readers(gettext_lazy("the member states, the Chair and the secretariat"))
"""Whoever may read a proposal in progress."""
ON_DECISION = Readers(gettext_lazy("all who may read the Decision"))


def interested(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states that are interested in the measure."""
    return dossier.interests


def offering(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states that offered to coordinate or co-coordinate."""
    return dossier.offering


def roster(dossier: Dossier, at: datetime) -> Iterable[str]:
    """Offer the states on the roster of the open consideration."""
    return dossier.consideration.roster if dossier.consideration else ()


def designated_experts(dossier: Dossier, at: datetime) -> QuerySet:
    """Offer the experts whom states have designated for the measure and whose term runs."""
    return Expert.objects.designated_for(certain(dossier.proposal.measure_id), on=at.date())


class DecisionField(RowField):
    """A decision that the actor may read, by its number or title; cleaned to the decision."""

    key = "number"
    unknown = gettext_lazy("There is no decision “%(name)s”. Give its number, such as SOC-2026-001.")
    none_yet = gettext_lazy("There is no decision yet that could be named here.")

    def rows(self) -> QuerySet:
        """Return the decisions, the latest first."""
        return Decision.objects.visible_to(self.context["actor"]).order_by("-adopted_at", "number")


class ProposalField(RowField):
    """A proposal that the actor may see, by its reference; cleaned to the proposal."""

    unknown = gettext_lazy("There is no proposal “%(name)s”. Give its reference, such as P-2026-001.")
    none_yet = gettext_lazy("No proposal is open.")

    def rows(self) -> QuerySet:
        """Return the proposals, the latest first."""
        visible = Proposal.objects.visible_to(self.context["actor"])
        return visible.select_related("measure").order_by("-pk")

    def title_of(self, row: Any) -> str:
        """Return what it is about."""
        return row.subject


class ReasonFields(ActFields):
    """An act that needs a reason: `return-to-drafters`, `revise`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=ON_PROPOSAL)
