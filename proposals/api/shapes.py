"""How proposals and what belongs to them look as JSON: functions from rows to plain values, decisions
nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from members.actor import Actor
from papers.differences import Difference
from papers.models import Paragraph, Version
from proposals import sentences
from proposals.actions import PROPOSALS
from proposals.dossier import Dossier, coordinators_among
from proposals.enums import Mode, Stage
from proposals.goals import age_in_stage
from proposals.models import Consideration, Decision, Position, Service
from records.openings import acts_for
from web.api.available import open_acts
from web.api.history import history

Json = dict[str, Any]


def proposal_row(row: Mapping[str, Any], *, interested: Sequence[str], drafters: Mapping[str, str]) -> Json:
    """Return a proposal as a line of the list."""
    return {
        "reference": row["reference"],
        "route": row["route"],
        "edition": row["edition_id"],
        "measure": row["measure__code"],
        "year": row["year"],
        "title": row["title"],
        "stage": row["stage"],
        "stage_since": row["stage_since"],
        "opened_at": row["opened_at"],
        "closed_at": row["closed_at"],
        "due_at": row["due_at"],
        "interested": interested,
        "coordinators": roles(coordinators_among(drafters)),
        "drafters": roles(drafters),
    }


def proposal(dossier: Dossier, *, actor: Actor, at: datetime, names: Mapping[str, str]) -> Json:
    """Return a proposal whole, as `actor` may see it at `at`."""
    row = dossier.proposal
    decision = Decision.objects.filter(proposal=row).values_list("number", flat=True).first()
    readable = Version.objects.visible_to(actor).filter(paper=row.paper_id)
    versions = readable.select_related("paper").order_by("number")
    age = age_in_stage(row, at=at)
    return {
        "reference": row.reference,
        "route": row.route,
        "edition": row.edition_id,
        "measure": row.measure.code if row.measure else None,
        "year": row.year,
        "title": row.title,
        "statement": row.statement,
        "opened_by": row.opened_by_id,
        "stage": row.stage,
        "stage_since": row.stage_since,
        "days_in_stage": age.days,
        "goal_days": age.goal_days,
        "opened_at": row.opened_at,
        "closed_at": row.closed_at,
        "revision": row.revision,
        "awaited": sentences.awaited(dossier, at, names=names),
        "deadlines": deadlines(dossier),
        "interested": [
            {
                "state": state,
                "offer": interest.offer,
                "statement": interest.statement,
                "declared_at": interest.declared_at,
            }
            for state, interest in dossier.interests.items()
        ],
        "consultation": consultation(dossier),
        "coordinators": roles(dossier.coordinators),
        "drafters": roles(dossier.drafters),
        "papers": paper_summaries(versions, actor=actor),
        "considerations": [
            consideration(entry, positions=dossier.positions_of(entry), at=at, names=names)
            for entry in dossier.considerations
        ],
        "decision": decision,
        "history": history("proposal", key=row.reference, actor=actor),
        "available_actions": available_actions(dossier, actor, at),
    }


def roles(held: Mapping[str, str]) -> list[Json]:
    """Return `{state: role}` as a list."""
    return [{"state": state, "role": role} for state, role in held.items()]


def deadlines(dossier: Dossier) -> Json:
    """Return the deadlines that run in the present stage: instants, and the day a draft is due."""
    row, current = dossier.proposal, dossier.consideration
    stage = Stage(row.stage)
    of_stage = {
        "answer_by": (stage.awaits_answers, row.due_at),
        "designate_by": (stage.awaits_experts, row.due_at),
        "draft_due": (stage.awaits_paper, row.draft_due),
        "comments_until": (stage.awaits_comments, row.due_at),
    }
    running = {name: due for name, (is_awaited, due) in of_stage.items() if is_awaited}
    if current and current.mode == Mode.SILENCE:
        return {**running, "silence_ends": current.closes_at}
    return running


def consultation(dossier: Dossier) -> Json | None:
    """Return the Chair's ledger: who was asked, when, what each answered, who is silent."""
    held = dossier.consultation
    if held is None:
        return None
    return {
        "opened_at": held.opened_at,
        "answer_by": held.answer_by,
        "closed_at": held.closed_at,
        "message": held.message,
        "ledger": [ledger_line(state, asked_at, dossier) for state, asked_at in dossier.asked.items()],
    }


def ledger_line(state: str, asked_at: datetime, dossier: Dossier) -> Json:
    """Return one state's line of the ledger; `answer` is null while it is silent."""
    response = dossier.responses.get(state)
    return {
        "state": state,
        "asked_at": asked_at,
        "answer": response.answer if response else None,
        "supports": response.supports_id if response else None,
        "statement": response.statement if response else "",
        "answered_at": response.answered_at if response else None,
    }


def paper_summaries(versions: Iterable[Version], *, actor: Actor) -> list[Json]:
    """Return the visible paper of a proposal with its visible versions."""
    held = list(versions)
    if not held:
        return []
    latest = held[-1]
    return [
        {
            "id": latest.paper.public_id,
            "title": latest.title,
            "symbol": latest.symbol or None,
            "versions": [version_head(version, actor=actor) for version in held],
        }
    ]


ON_THE_WAY = ("submitted_by_id", "submitted_at", "circulated_at", "comments_until")
"""How a version came about, which belongs to the proposal in progress."""


def version_head(version: Version, *, actor: Actor) -> Json:
    """Return what identifies a version, without its text. Who reads it by its decision alone learns what was
    adopted, not how it came about, and numbers it so (`VersionQuerySet.numbered_for`).
    """
    shown = actor.reads_restricted
    way = {name.removesuffix("_id"): getattr(version, name) if shown else None for name in ON_THE_WAY}
    return {
        "number": version.number if shown else version.shown_number,
        "title": version.title,
        "symbol": version.symbol or None,
        **way,
        "digest": version.digest,
        "changes": version.changes,
        "in_force_on": version.in_force_on,
    }


def version_whole(version: Version, *, actor: Actor) -> Json:
    """Return a version with its paragraphs; English is the text that counts."""
    services = Service.objects.visible_to(actor).filter(version=version, consideration=None)
    return {
        **version_head(version, actor=actor),
        "paper": version.paper.public_id,
        "proposal": version.paper.proposal.reference if actor.reads_restricted else None,
        "paragraphs": [paragraph(entry) for entry in version.paragraphs.order_by("position")],
        "served": list(services.order_by("pk").values("state", "served_at")),
    }


def paragraph(entry: Paragraph) -> Json:
    """Return one paragraph; `id` is its identity through versions."""
    return {
        "id": entry.identity,
        "heading": entry.is_heading,
        "en": entry.text_en,
        "ru": entry.text_ru or None,
        "fr": entry.text_fr or None,
        "digest": entry.digest,
    }


def difference(entry: Difference) -> Json:
    """Return what became of one paragraph between two versions."""
    return {
        "id": entry.identity,
        "change": entry.change,
        "heading": entry.is_heading,
        "from": entry.before or None,
        "to": entry.after or None,
        "words": [{"op": op, "text": text} for op, text in entry.words],
    }


def consideration(
    entry: Consideration, *, positions: Sequence[Position], at: datetime, names: Mapping[str, str]
) -> Json:
    """Return a consideration with its positions and what still stands between the text and adoption."""
    return {
        "id": entry.pk,
        "proposal": entry.proposal.reference,
        "body": entry.body,
        "mode": entry.mode,
        "version": entry.version.number,
        "symbol": entry.version.symbol,
        "text_digest": entry.text_digest,
        "opened_at": entry.opened_at,
        "closes_at": entry.closes_at,
        "roster": entry.roster,
        "present": entry.present,
        "positions": [position(taken) for taken in positions],
        "outcome": entry.outcome,
        "concluded_at": entry.concluded_at,
        "effective_at": entry.effective_at,
        "waiver_reason": entry.waiver_reason,
        "reason": entry.reason,
        "missing": sentences.missing(entry, positions=positions, at=at, names=names),
    }


def position(taken: Position) -> Json:
    """Return a position as it was received; the state's highest `sequence` stands."""
    return {
        "state": taken.state_id,
        "position": taken.position,
        "statement": taken.statement,
        "paragraphs": taken.paragraphs,
        "sequence": taken.sequence,
        "received_at": taken.received_at,
    }


def decision_row(row: Mapping[str, Any]) -> Json:
    """Return a decision as a line of the list."""
    return {
        "number": row["number"],
        "body": row["body"],
        "title": row["title"],
        "measure": row["measure__code"],
        "adopted_at": row["adopted_at"],
        "mode": row["mode"],
        "audience": row["audience"],
    }


def decision(entry: Decision, *, actor: Actor) -> Json:
    """Return a decision with its statements and the adopted text; the proposal only for those who may read
    it.
    """
    return {
        "number": entry.number,
        "body": entry.body,
        "title": entry.title,
        "measure": entry.measure.code if entry.measure else None,
        "adopted_at": entry.adopted_at,
        "mode": entry.mode,
        "audience": entry.audience,
        "coordinators": entry.coordinators,
        "statements": entry.statements,
        "proposal": entry.proposal.reference if actor.reads_restricted else None,
        "text": version_text(entry.consideration.version),
    }


def version_text(version: Version) -> Json:
    """Return the adopted text without who drafted or was served with it."""
    return {
        "title": version.title,
        "symbol": version.symbol,
        "digest": version.digest,
        "changes": version.changes,
        "in_force_on": version.in_force_on,
        "paragraphs": [paragraph(entry) for entry in version.paragraphs.order_by("position")],
    }


def available_actions(dossier: Dossier, actor: Actor, at: datetime) -> list[Json]:
    """Return the acts open to the caller now, in person or on behalf of a state."""
    return open_acts(acts_for(PROPOSALS, dossier, actor=actor, at=at))
