"""Submissions: as a line of the database, and whole; their versions, files and deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from exchange.differences import FieldDifference
from exchange.effects import HANDLING, SUBMISSION
from exchange.enums import Audience, AuthorSilence, Language, SubmissionKind, SubmissionStage, WideningOutcome
from exchange.models import Attachment, Delivery, Submission, Version, Widening
from exchange.reading.reader import Reading
from records.addresses import address_of
from records.certain import certain
from web.api.available import Actions, open_acts
from web.api.files import FileRemark, FileShape, file_body, remarks_body
from web.api.history import HistoryLineShape, history

Recipients = Annotated[
    Sequence[str],
    "The participants named, as far as the caller may know: itself alone, unless its authors"
    " said that recipients see each other. Authors, secretariat and Chair read all.",
]
Digest = Annotated[str | None, "SHA-256 of the canonical JSON of title, text and the files' digests."]


@dataclass(frozen=True, kw_only=True)
class SubmissionRow:
    """A line of the database. Content is null where the caller sees the entry alone."""

    reference: Annotated[str, "`S-2026-001`"]
    kind: SubmissionKind
    stage: SubmissionStage
    authors: Sequence[str]
    measures: Sequence[str]
    title: str | None
    language: Language | None
    audience: Audience | None
    digest: str | None
    call: str | None
    submitted_at: datetime
    disseminated_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SubmissionAuthor:
    """An author; `confirmed` is null to readers, who only ever read what all authors stand behind."""

    state: str
    lead: bool
    confirmed: bool | None


@dataclass(frozen=True, kw_only=True)
class DeclinedAuthorship:
    """A co-author that declined, as the other authors are told."""

    state: str
    reason: str
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class VersionDifference:
    """What differs from the version that the caller's participant confirmed, in words."""

    field: Annotated[str, "Its name in the body of an act."]
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class WideningTerms:
    """On what terms the audience widens later."""

    on: date | None
    after: Annotated[str, "An event, where no day was named."]
    to: Audience
    silence: AuthorSilence


@dataclass(frozen=True, kw_only=True)
class WideningAnswer:
    """An author's answer."""

    state: str
    agrees: bool | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WideningQuestion:
    """A question to the authors whether the audience widens."""

    audience: Audience
    recipients: Sequence[str]
    by_terms: Annotated[bool, "Whether the terms of the submission asked it."]
    reason: str
    asked_at: datetime
    answer_by: datetime | None
    silence: str
    outcome: WideningOutcome
    settled_at: datetime | None
    answers: Sequence[WideningAnswer]


@dataclass(frozen=True, kw_only=True)
class SubmissionDelivery:
    """A line of the ledger."""

    participant: str
    served_at: datetime
    opened_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DeliveryRow:
    """A line of the ledger with what was served."""

    submission: str
    participant: str
    served_at: datetime
    opened_at: datetime | None
    acknowledged_at: datetime | None
    version: int


@dataclass(frozen=True, kw_only=True)
class SubmissionReading:
    """A submission, whole, as the caller may see it."""

    reference: str
    kind: SubmissionKind
    stage: SubmissionStage
    stage_since: datetime
    revision: int
    authors: Sequence[SubmissionAuthor]
    measures: Sequence[str]
    call: str | None
    submitted_at: datetime
    received_at: datetime | None
    disseminated_at: datetime | None
    withdrawn_at: datetime | None
    withdrawal_reason: str
    version: int | None
    title: str | None
    text: str | None
    language: Language | None
    changes: str | None
    audience: Audience | None
    recipients: Recipients
    recipients_see_each_other: bool | None
    files: Sequence[FileShape]
    digest: Digest
    who_reads: Annotated[str, "Who can see this, and why."]
    readers: Annotated[
        Sequence[str],
        "The participants that the audience includes today; empty where everyone reads it.",
    ]
    awaited: str
    declined: Sequence[DeclinedAuthorship]
    file_remarks: Annotated[
        Sequence[FileRemark],
        "What authors and the secretariat should know of the files before they go out.",
    ]
    differs: Annotated[
        Sequence[VersionDifference],
        "What differs from what the caller's participant confirmed, when asked again.",
    ]
    widens: WideningTerms | None
    widenings: Sequence[WideningQuestion]
    deliveries: Sequence[SubmissionDelivery]
    history: Sequence[HistoryLineShape]
    available_actions: Actions


@dataclass(frozen=True, kw_only=True)
class SubmissionVersionHead:
    """A line of the list of versions."""

    version: int
    title: str
    language: Language
    changes: str
    audience: Audience
    submitted_by: str
    submitted_at: datetime
    released_at: datetime | None
    digest: str


@dataclass(frozen=True, kw_only=True)
class SubmissionVersion:
    """A version with its content."""

    version: int | None
    title: str | None
    text: str | None
    language: Language | None
    changes: str | None
    audience: Audience | None
    recipients: Recipients
    recipients_see_each_other: bool | None
    files: Sequence[FileShape]
    digest: Digest
    submission: str
    submitted_by: str
    submitted_at: datetime
    released_at: datetime | None


def submission_row(row: Mapping[str, Any], *, authors: list[str], measures: list[str]) -> SubmissionRow:
    """Return a submission as a line of the list; content is null where the caller sees the entry alone."""
    return SubmissionRow(
        reference=row["reference"],
        kind=SubmissionKind(row["kind"]),
        stage=SubmissionStage(row["stage"]),
        authors=authors,
        measures=measures,
        title=row["title"],
        language=Language(row["language"]) if row["language"] is not None else None,
        audience=Audience(row["audience"]) if row["audience"] is not None else None,
        digest=row["digest"],
        call=row["shown_call"],
        submitted_at=row["submitted_at"],
        disseminated_at=row["disseminated_at"],
        withdrawn_at=row["withdrawn_at"],
    )


def submission(reading: Reading) -> SubmissionReading:
    """Return a submission whole, as the reader may see it."""
    row = reading.submission
    return SubmissionReading(
        reference=row.reference,
        kind=SubmissionKind(row.kind),
        stage=SubmissionStage(row.stage),
        stage_since=row.stage_since,
        revision=reading.revision,
        authors=[
            SubmissionAuthor(state=code, lead=authorship.is_lead, confirmed=reading.confirmed(code))
            for code, authorship in reading.dossier.authors.items()
        ],
        measures=[measure.code for measure in reading.measures],
        call=reading.call.reference if reading.call else None,
        submitted_at=row.submitted_at,
        received_at=row.received_at if reading.is_handling else None,
        disseminated_at=row.disseminated_at,
        withdrawn_at=row.withdrawn_at,
        withdrawal_reason=reading.withdrawal_reason,
        **_content(reading.version, reading),
        who_reads=reading.who_reads,
        readers=reading.readers,
        awaited=reading.awaited,
        declined=[
            DeclinedAuthorship(
                state=refusal.state_id, reason=refusal.reason, answered_at=certain(refusal.answered_at)
            )
            for refusal in reading.refusals
        ],
        file_remarks=remarks_body(reading.looked_into),
        differs=[_difference(found) for found in reading.differs],
        widens=_terms(row) if reading.is_handling else None,
        widenings=[_widening(asked) for asked in reading.widenings],
        deliveries=[_delivery(line) for line in reading.ledger],
        history=history(SUBMISSION, HANDLING, key=row.reference, actor=reading.actor),
        available_actions=open_acts(reading.openings),
    )


NO_CONTENT: Mapping[str, Any] = {
    "version": None, "title": None, "text": None, "language": None, "changes": None, "audience": None,
    "recipients": [], "recipients_see_each_other": None, "files": [], "digest": None,
}  # fmt: skip


def _content(version: Version | None, reading: Reading) -> Mapping[str, Any]:
    """Return what a version says and who reads it, as the caller may know it; nulls for the entry alone."""
    if version is None:
        return NO_CONTENT
    return {
        "version": version.shown_number,
        "title": version.title,
        "text": version.text,
        "language": Language(version.language),
        "changes": version.changes,
        "audience": Audience(version.audience),
        "recipients": reading.recipients_of(version),
        "recipients_see_each_other": version.recipients_see_each_other,
        "files": [
            _file(attachment, reference=reading.submission.reference)
            for attachment in reading.attachments_of(version)
        ],
        "digest": version.digest,
    }


def version_whole(version: Version, reading: Reading) -> SubmissionVersion:
    """Return one version with its content."""
    return SubmissionVersion(
        **_content(version, reading),
        submission=reading.submission.reference,
        submitted_by=version.submitted_by_id,
        submitted_at=version.submitted_at,
        released_at=version.released_at,
    )


def version_head(row: Mapping[str, Any]) -> SubmissionVersionHead:
    """Return a version as a line of the list."""
    return SubmissionVersionHead(
        version=row["shown_number"],
        title=row["title"],
        language=Language(row["language"]),
        changes=row["changes"],
        audience=Audience(row["audience"]),
        submitted_by=row["submitted_by_id"],
        submitted_at=row["submitted_at"],
        released_at=row["released_at"],
        digest=row["digest"],
    )


def delivery_row(row: Mapping[str, Any]) -> DeliveryRow:
    """Return a line of the ledger with what was served."""
    return DeliveryRow(
        submission=row["submission"],
        participant=row["participant"],
        served_at=row["served_at"],
        opened_at=row["opened_at"],
        acknowledged_at=row["acknowledged_at"],
        version=row["number"],
    )


def _file(attachment: Attachment, *, reference: str) -> FileShape:
    document = attachment.document
    return file_body(document, url=address_of("api-submission-file", reference, document.pk))


def _terms(row: Submission) -> WideningTerms | None:
    """Return on what terms the audience widens later."""
    if not row.widens_to:
        return None
    return WideningTerms(
        on=row.widens_on,
        after=row.widens_after,
        to=Audience(row.widens_to),
        silence=AuthorSilence(row.silence),
    )


def _widening(asked: Widening) -> WideningQuestion:
    """Return a question whether the audience widens, with each author's answer."""
    return WideningQuestion(
        audience=Audience(asked.audience),
        recipients=asked.recipients,
        by_terms=asked.is_derestriction,
        reason=asked.reason,
        asked_at=asked.asked_at,
        answer_by=asked.answer_by,
        silence=asked.silence,
        outcome=WideningOutcome(asked.outcome),
        settled_at=asked.settled_at,
        answers=[
            WideningAnswer(state=consent.state_id, agrees=consent.agrees, answered_at=consent.answered_at)
            for consent in asked.consents.all()
        ],
    )


def _difference(found: FieldDifference) -> VersionDifference:
    return VersionDifference(field=found.field, before=found.before, after=found.after)


def _delivery(line: Delivery) -> SubmissionDelivery:
    return SubmissionDelivery(
        participant=line.participant_id,
        served_at=line.served_at,
        opened_at=line.opened_at,
        acknowledged_at=line.acknowledged_at,
    )
