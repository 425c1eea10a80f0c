"""Lists of proposals and of decisions."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from cbms.models import Measure
from members.models import Participant
from proposals.dossier import AwaitsInBrief, awaits_of
from proposals.enums import Action, Body, Mode, Stage
from proposals.filters import DecisionFilter, ProposalTableFilter
from proposals.models import Decision, Proposal
from proposals.sentences import next_awaited
from proposals.transitions import BY_NAME
from proposals.views.words import Names, some_names, subject_of
from records import clock
from records.acts import represents_states
from web.keyset import Page
from web.list_pages import TablePage


class ProposalList(TablePage):
    """Proposals, the newest first, each with what is awaited from whom."""

    model = Proposal
    template_name = "proposals/proposal_list.html"
    ordering = ("-id",)
    filterset_class = ProposalTableFilter
    is_searchable = True

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.defer("statement")

    def represent(self, rows: list[Proposal]) -> list[dict[str, Any]]:
        return proposals_in_words(rows)

    def context(self, page: Page) -> dict[str, Any]:
        declaration = BY_NAME[Action.DECLARE_INTEREST]
        return {
            "reads": self.actor.reads_restricted,
            "may_open": self.actor.may_write
            and (self.actor.is_member or represents_states(self.actor, declaration)),
            # Who reads no proposals is shown no filters.
            **({} if self.actor.reads_restricted else {"controls": ()}),
        }


def proposals_in_words(proposals: Collection[Proposal]) -> list[dict[str, Any]]:
    """Return proposals as lists show them, in a fixed number of queries."""
    at, names = clock.now(), Participant.objects.names()
    add_measures(proposals)
    labels = {stage: str(stage.label) for stage in Stage}
    return [
        _in_words(dossier, next_awaited(dossier, at, names=names), names, labels=labels)
        for dossier in awaits_of(proposals)
    ]


def add_measures(proposals: Collection[Proposal]) -> None:
    """Read the measures of proposals, each once, with no more than what names them in a list."""
    keys = {proposal.measure_id for proposal in proposals if proposal.measure_id}
    measures = Measure.objects.only("code", "edition", "short_en", "text_en", "text_ru", "text_fr").in_bulk(
        keys
    )
    for proposal in proposals:
        if proposal.measure_id:
            proposal.measure = measures[proposal.measure_id]


def _in_words(
    dossier: AwaitsInBrief, waiting: dict[str, Any] | None, names: Names, *, labels: Mapping[Stage, str]
) -> dict[str, Any]:
    proposal, stage = dossier.proposal, Stage(dossier.stage)
    return {
        "reference": proposal.reference,
        "subject": subject_of(proposal),
        "stage": labels[stage],
        "colour": stage.colour,
        "since": localtime(proposal.stage_since).date(),
        "interested": some_names(list(dossier.interests), names),
        "drafters": some_names(list(dossier.drafters), names),
        "awaited": waiting["sentence"] if waiting else "",
        "until": waiting["until"] if waiting else None,
    }


class DecisionList(TablePage):
    """Decisions, the latest first, of those that the reader may see."""

    model = Decision
    template_name = "proposals/decision_list.html"
    ordering = ("-adopted_at", "number")
    is_searchable = True
    filterset_class = DecisionFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.values(
            "number", "title", "body", "mode", "adopted_at", "audience", "measure__code", "measure__edition"
        )

    @cached_property
    def words(self) -> dict[str, str]:
        return {code: str(label) for code, label in [*Body.choices, *Mode.choices]}

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            row | {"body_label": self.words[row["body"]], "mode_label": self.words[row["mode"]]}
            for row in rows
        ]
