"""How submissions, calls and compilations look as JSON: functions from rows to plain values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from exchange.actions import CALLS, COMPILATIONS
from exchange.differences import FieldDifference
from exchange.dossier import addressees_of, answered
from exchange.effects import HANDLING, SUBMISSION
from exchange.enums import CallStage, SubmissionKind
from exchange.models import Attachment, Call, Compilation, Delivery, Submission, Version, Widening
from exchange.reading import Reading
from exchange.tables import TableRow
from members.actor import Actor
from records.addresses import address_of
from records.openings import acts_for
from web.api.available import open_acts
from web.api.files import FileShape, file_body, remarks_body
from web.api.history import history

Json = dict[str, Any]


def submission_row(row: Mapping[str, Any], *, authors: list[str], measures: list[str]) -> Json:
    """Return a submission as a line of the list; content is null where the caller sees the entry alone."""
    return {
        "reference": row["reference"],
        "kind": row["kind"],
        "stage": row["stage"],
        "authors": authors,
        "measures": measures,
        "title": row["title"],
        "language": row["language"],
        "audience": row["audience"],
        "digest": row["digest"],
        "call": row["shown_call"],
        "submitted_at": row["submitted_at"],
        "disseminated_at": row["disseminated_at"],
        "withdrawn_at": row["withdrawn_at"],
    }


def submission(reading: Reading) -> Json:
    """Return a submission whole, as the reader may see it."""
    row, version = reading.submission, reading.version
    return {
        "reference": row.reference,
        "kind": row.kind,
        "stage": row.stage,
        "stage_since": row.stage_since,
        "revision": reading.revision,
        "authors": [
            {"state": code, "lead": authorship.is_lead, "confirmed": reading.confirmed(code)}
            for code, authorship in reading.dossier.authors.items()
        ],
        "measures": [measure.code for measure in reading.measures],
        "call": reading.call.reference if reading.call else None,
        "submitted_at": row.submitted_at,
        "received_at": row.received_at if reading.is_handling else None,
        "disseminated_at": row.disseminated_at,
        "withdrawn_at": row.withdrawn_at,
        "withdrawal_reason": reading.withdrawal_reason,
        **content(version, reading),
        "who_reads": reading.who_reads,
        "readers": reading.readers,
        "awaited": reading.awaited,
        "declined": [
            {"state": refusal.state_id, "reason": refusal.reason, "answered_at": refusal.answered_at}
            for refusal in reading.refusals
        ],
        "file_remarks": remarks_body(reading.looked_into),
        "differs": [difference(found) for found in reading.differs],
        "widens": terms(row) if reading.is_handling else None,
        "widenings": [widening(asked) for asked in reading.widenings],
        "deliveries": [delivery(line) for line in reading.ledger],
        "history": history(SUBMISSION, HANDLING, key=row.reference, actor=reading.actor),
        "available_actions": open_acts(reading.openings),
    }


def content(version: Version | None, reading: Reading) -> Json:
    """Return what a version says and who reads it, as the caller may know it; nulls for the entry alone."""
    if version is None:
        return {
            "version": None, "title": None, "text": None, "language": None, "changes": None, "audience": None,
            "recipients": [], "recipients_see_each_other": None, "files": [], "digest": None,
        }  # fmt: skip
    return {
        "version": version.shown_number,
        "title": version.title,
        "text": version.text,
        "language": version.language,
        "changes": version.changes,
        "audience": version.audience,
        "recipients": reading.recipients_of(version),
        "recipients_see_each_other": version.recipients_see_each_other,
        "files": [
            file(attachment, reference=reading.submission.reference)
            for attachment in reading.attachments_of(version)
        ],
        "digest": version.digest,
    }


def version_whole(version: Version, reading: Reading) -> Json:
    """Return one version with its content."""
    return {
        **content(version, reading),
        "submission": reading.submission.reference,
        "submitted_by": version.submitted_by_id,
        "submitted_at": version.submitted_at,
        "released_at": version.released_at,
    }


def version_head(row: Mapping[str, Any]) -> Json:
    """Return a version as a line of the list."""
    return {
        "version": row["shown_number"],
        "title": row["title"],
        "language": row["language"],
        "changes": row["changes"],
        "audience": row["audience"],
        "submitted_by": row["submitted_by_id"],
        "submitted_at": row["submitted_at"],
        "released_at": row["released_at"],
        "digest": row["digest"],
    }


def file(attachment: Attachment, *, reference: str) -> FileShape:
    """Return what identifies a file, and where it is."""
    document = attachment.document
    return file_body(document, url=address_of("api-submission-file", reference, document.pk))


def terms(row: Submission) -> Json | None:
    """Return on what terms the audience widens later."""
    if not row.widens_to:
        return None
    return {
        "on": row.widens_on,
        "after": row.widens_after,
        "to": row.widens_to,
        "silence": row.silence,
    }


def widening(asked: Widening) -> Json:
    """Return a question whether the audience widens, with each author's answer."""
    return {
        "audience": asked.audience,
        "recipients": asked.recipients,
        "by_terms": asked.is_derestriction,
        "reason": asked.reason,
        "asked_at": asked.asked_at,
        "answer_by": asked.answer_by,
        "silence": asked.silence,
        "outcome": asked.outcome,
        "settled_at": asked.settled_at,
        "answers": [
            {"state": consent.state_id, "agrees": consent.agrees, "answered_at": consent.answered_at}
            for consent in asked.consents.all()
        ],
    }


def difference(found: FieldDifference) -> Json:
    """Return one thing that differs from what the caller's participant confirmed."""
    return {"field": found.field, "before": found.before, "after": found.after}


def delivery(line: Delivery) -> Json:
    """Return a line of the ledger."""
    return {
        "participant": line.participant_id,
        "served_at": line.served_at,
        "opened_at": line.opened_at,
        "acknowledged_at": line.acknowledged_at,
    }


def call_row(row: Mapping[str, Any]) -> Json:
    """Return a call as a line of the list."""
    columns = ("reference", "stage", "title", "audience", "opened_at", "answer_by", "closed_at")
    return {name: row[name] for name in columns}


def call(row: Call, *, actor: Actor, at: datetime) -> Json:
    """Return a call with its ledger. That a state answered is known to all whom the call asked; what it said
    is not.
    """
    given = answered(row)
    visible = set(Submission.objects.visible_to(actor).filter(call=row).values_list("pk", flat=True))
    addressees = row.addressees.order_by("participant__sort_name")
    ledger = [
        {
            "participant": line.participant_id,
            "answer": kind_of_answer(given.get(line.participant_id, [])),
            "submissions": [
                answer.reference for answer in given.get(line.participant_id, []) if answer.pk in visible
            ],
            "reminded_at": line.reminded_at,
        }
        for line in addressees
    ]
    return {
        "reference": row.reference,
        "stage": row.stage,
        "revision": row.revision,
        "title": row.title,
        "mandate": row.mandate,
        "question": row.question,
        "measures": [measure.code for measure in row.measures.in_printed_order()],
        "audience": row.audience,
        "asked": addressees_of(row),
        "opened_at": row.opened_at,
        "answer_by": row.answer_by,
        "is_overdue": CallStage(row.stage).is_open and row.answer_by <= at,
        "closed_at": row.closed_at,
        "ledger": ledger,
        "history": history("call", key=row.reference, actor=actor),
        "available_actions": open_acts(acts_for(CALLS, row, actor=actor, at=at)),
    }


def kind_of_answer(answers: Iterable[Submission]) -> str | None:
    """Return `information` or `nil_return`, which counts, or None for silence."""
    kinds = {answer.kind for answer in answers}
    if not kinds:
        return None
    return SubmissionKind.NIL_RETURN if kinds == {SubmissionKind.NIL_RETURN} else SubmissionKind.INFORMATION


def compilation_row(row: Mapping[str, Any]) -> Json:
    """Return a compilation as a line of the list."""
    return {name: row[name] for name in ("reference", "stage", "title", "compiled_at", "disseminated_at")}


def compilation(row: Compilation, rows: Iterable[TableRow], *, actor: Actor, at: datetime) -> Json:
    """Return a compilation with its table."""
    return {
        "reference": row.reference,
        "stage": row.stage,
        "revision": row.revision,
        "title": row.title,
        "measures": [measure.code for measure in row.measures.in_printed_order()],
        "compiled_at": row.compiled_at,
        "disseminated_at": row.disseminated_at,
        "rows": [
            {
                "measure": line.measure,
                "states": list(line.states),
                "submission": line.submission,
                "version": line.version,
                "title": line.title,
                "text": line.text,
                "language": line.language,
                "withdrawn": line.is_withdrawn,
            }
            for line in rows
        ],
        "history": history("compilation", key=row.reference, actor=actor),
        "available_actions": open_acts(acts_for(COMPILATIONS, row, actor=actor, at=at)),
    }
