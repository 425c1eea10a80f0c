"""The page of one proposal: everything about it that the reader may see, and what the reader may do."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from deadlines.sentences import age, is_over
from members.actor import Actor
from members.models import Participant
from members.timeline import OF_ENTRIES, entries_of
from notices.service import opened, reached
from papers.changes import changes_of
from papers.comments import comments_on
from papers.languages import text_of
from papers.models import Version
from proposals.actions import PROPOSALS
from proposals.dossier import Dossier
from proposals.enums import ConsultationAnswer, InterestOffer, Route, Stage
from proposals.goals import Age, age_in_stage
from proposals.models import Decision, Proposal, Service
from proposals.outlook import outlook
from proposals.sentences import awaited
from proposals.views.considerations import considerations_of
from proposals.views.forecast import forecast_in_words
from proposals.views.words import Names, all_names, drafters_in_words, subject_of, submitter, way_of
from records import clock
from records.models import Act
from records.openings import acts_for
from records.written_once import RowsWrittenOnce
from web.act_pages import acts_on_page
from web.pages import ObjectPage

MOST_ACTS = 100
"""Acts shown on the page; the register has them all."""
HISTORY = RowsWrittenOnce(
    lambda reference: (
        Act.objects.about(kind="proposal", key=reference)
        .order_by("-number")
        .values_list(*OF_ENTRIES)[:MOST_ACTS]
    ),
)
SERVICES = RowsWrittenOnce(
    lambda proposal: (
        Service.objects.filter(version__paper__proposal=proposal)
        .order_by("pk")
        .values_list("version", "consideration", "state", "served_at")
    ),
)


class ProposalDetail(ObjectPage):
    """One proposal."""

    model = Proposal
    template_name = "proposals/proposal_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Proposal:
        return visible.select_related("measure").get(**lookup)

    def context(self, found: Proposal) -> dict[str, Any]:
        at, names, dossier = clock.now(), Participant.objects.names(), Dossier(found)
        stage = Stage(found.stage)
        served = services_of(found, self.actor, names)
        return {
            "proposal": found,
            "subject": subject_of(found),
            "opened_by": names[found.opened_by_id] if found.opened_by_id else "",
            "is_by_interest": found.route == Route.A,
            "stage": stage,
            "age": age_in_words(age_in_stage(found, at=at)),
            "way": way_of(Route(found.route), stage),
            "route": Route(found.route).label,
            "awaited": awaited(dossier, at, names=names),
            "forecast": forecast_in_words(outlook(found, actor=self.actor, at=at)),
            "interests": interests_of(dossier, names),
            "consultation": consultation_of(dossier, names),
            "drafters": drafters_in_words(dossier.drafters.items(), names),
            "paper": paper_of(found, self.actor, names, served),
            "considerations": considerations_of(
                dossier,
                at=at,
                names=names,
                served={key: value for (_version, key), value in served.items() if key},
            ),
            "decision": Decision.objects.visible_to(self.actor).filter(proposal=found).first(),
            # An act is visible exactly as its object is, and the proposal was found within `visible_to`.
            "history": entries_of(
                [dict(zip(OF_ENTRIES, row, strict=True)) for row in HISTORY.ask(found.reference)],
                actor=self.actor,
                names=names,
            ),
            **acts_on_page(
                acts_for(PROPOSALS, dossier, actor=self.actor, at=at),
                address="proposal-act",
                key=found.reference,
            ),
        }


def age_in_words(lasted: Age) -> dict[str, Any]:
    """Return for how long the proposal has been in its stage, against the goal."""
    return {"words": age(lasted.days, lasted.goal_days), "is_over": is_over(lasted.days, lasted.goal_days)}


def interests_of(dossier: Dossier, names: Names) -> list[dict[str, Any]]:
    """Return the standing declarations of interest, in order of declaration."""
    return [
        {
            "state": state,
            "name": names[state],
            "offer": InterestOffer(interest.offer).label,
            "has_offer": interest.offer != InterestOffer.NONE,
            "statement": interest.statement,
            "declared_at": interest.declared_at,
        }
        for state, interest in dossier.interests.items()
    ]


def consultation_of(dossier: Dossier, names: Names) -> dict[str, Any] | None:
    """Return the ledger of the latest consultation: who was asked, what each answered, who is silent."""
    consultation = dossier.consultation
    if consultation is None:
        return None
    lines = []
    for state, asked_at in dossier.asked.items():
        response = dossier.responses.get(state)
        lines.append(
            {
                "name": names[state],
                "asked_at": asked_at,
                "answer": ConsultationAnswer(response.answer).label if response else "",
                "supports": names[response.supports_id] if response and response.supports_id else "",
                "statement": response.statement if response else "",
                "answered_at": response.answered_at if response else None,
                "has_left": state not in dossier.interests,
            }
        )
    return {"row": consultation, "lines": lines, "silent": all_names(dossier.silent, names)}


def paper_of(
    proposal: Proposal, actor: Actor, names: Names, served: Mapping[tuple[int, int | None], Any]
) -> dict[str, Any] | None:
    """Return the paper's versions that the actor may see, the text of the latest, and the comments on all."""
    versions = list(Version.objects.visible_to(actor).filter(paper=proposal.paper_id).order_by("-number"))
    if not versions:
        return None
    return {
        "versions": [
            {
                "row": version,
                "by": submitter(version, names),
                "served": served.get((version.pk, None)),
            }
            for version in versions
        ],
        "latest": versions[0],
        "text": text_of(versions[0]),
        "changes": changes_of(versions[0], base=proposal.edition_id),
        "comments": comments_on([version.pk for version in versions], actor, names),
    }


def services_of(
    proposal: Proposal, actor: Actor, names: Names
) -> dict[tuple[int, int | None], dict[str, Any]]:
    """Return the proof of service, `{(version, consideration or None): {at, number, names, without_mail,
    unopened}}`.

    `without_mail` names to the secretariat the states of which no mail server has taken the mail; they have
    the notice in their inbox alone. `unopened` names those for which nobody has opened the notice.
    """
    found: dict[tuple[int, int | None], dict[str, Any]] = {}
    states: dict[tuple[int, int | None], list[str]] = defaultdict(list)
    for version, consideration, state, served_at in SERVICES.ask(proposal.pk):
        states[version, consideration].append(state)
        found[version, consideration] = {"at": served_at}
    proofs = {"object_kind": "proposal", "object_key": proposal.reference}
    mailed, read = (reached(**proofs), opened(**proofs)) if actor.is_secretariat else (None, None)
    return {
        key: value
        | {
            "number": len(states[key]),
            "names": all_names(states[key], names),
            "without_mail": _not_among(mailed, states[key], value["at"], names),
            "unopened": _not_among(read, states[key], value["at"], names),
        }
        for key, value in found.items()
    }


def _not_among(
    proven: set[tuple[datetime, str]] | None, states: list[str], at: datetime, names: Names
) -> str:
    """Name the states that are missing from a proof; nothing for who may not read it."""
    missing = [state for state in states if (at, state) not in proven] if proven is not None else []
    return all_names(missing, names) if missing else ""
