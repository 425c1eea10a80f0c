"""What each act on a submission writes. Called only by its row, which gives the stage that follows from what
came of it.

An effect gets the dossier, the actor that the act is of, the cleaned body and the instant; it returns
`ExchangeDone`. What is written into the register is read by all who may see its object, for ever. So neither
title, text, names of files nor recipients stand there: `digest` binds the content, and the rows say the rest
to those who may read them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from exchange.dossier import SubmissionDossier, readers_of
from exchange.enums import (
    SEARCH_CONFIGURATIONS,
    Audience,
    SubmissionKind,
    WideningOutcome,
)
from exchange.fields import documents_of_next
from exchange.groups import (
    ALL_AT_THE_END,
    AUTHORS,
    OFFICES_IF_ALONE,
    OFFICES_IF_RECEIVED,
    OTHER_AUTHORS,
    READERS,
)
from exchange.guards import outcome_of
from exchange.models import (
    Attachment,
    Authorship,
    Confirmation,
    Consent,
    Delivery,
    Submission,
    Version,
    Widening,
)
from members.actor import Actor
from members.groups import CHAIR
from records import documents
from records.act_types import Group
from records.certain import certain
from records.folding import FoldedText
from records.numbering import next_number

Body = Mapping[str, Any]

SUBMISSION, HANDLING, DELIVERY = "submission", "handling", "delivery"
"""The objects that acts speak of: what its readers see, what authors and secretariat settle, one recipient's
line.
"""
TERMS = ("widens_on", "widens_after", "widens_to", "silence")
"""The fields that say on what terms the audience widens later."""
OFFICES = ("secretariat", "chair")
TIME_TO_ANSWER = timedelta(days=30)
"""How long the authors have when the terms of their submission ask them whether the audience widens."""


@dataclass
class ExchangeDone:
    """What an effect did: the register's payload, who is told, of which object, and what came of it
    (`outcome`, where the row tells several apart).

    `readers` narrows who may see the act to some of those who see its object.
    """

    payload: dict[str, Any] = field(default_factory=dict)
    told: Mapping[Group, Iterable[str]] = field(default_factory=dict)
    outcome: str = ""
    kind: str = HANDLING
    key: str = ""
    readers: Iterable[str] | None = None


def submit(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Enter the submission under its number; it goes to its co-authors, or to the secretariat where there are
    none.
    """
    submission = dossier.submission
    number = next_number(series=f"submission:{at.year}")
    submission.reference = f"S-{at.year}-{number:03d}"
    submission.kind = body["kind"]
    submission.call = body["call"]
    submission.submitted_at = submission.stage_since = at
    _set_terms(submission, body)
    submission.save()
    Authorship.objects.create(submission=submission, state_id=actor.participant, is_lead=True, since=at)
    done = _send(dossier, actor, body, at)
    call = {"call": submission.call.reference} if submission.call else {}
    done.payload |= {"kind": submission.kind, **call}
    return done


def resubmit(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Submit a new version, with the authors named now; those left out have no further part in it."""
    _set_terms(dossier.submission, body)
    dossier.submission.save()
    return _send(dossier, actor, body, at)


def _set_terms(submission: Submission, body: Body) -> None:
    for name in TERMS:
        setattr(submission, name, body[name])


def _send(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Write the version, ask its authors, and hand it to the secretariat where nobody has to be asked."""
    submission, co_authors = dossier.submission, body["authors"]
    submission.measures.set(body["measures"])
    _set_authors(submission, lead=actor.participant, co_authors=co_authors, at=at)
    version = _write_version(
        dossier,
        actor,
        body,
        at,
        audience=body["audience"],
        recipients=body["recipients"],
        see_each_other=body["recipients_see_each_other"],
        changes="",
    )
    _ask_for_confirmation(version, by=actor.participant, of=co_authors, at=at)
    payload = _content_of(version) | {
        "measures": [measure.code for measure in body["measures"]],
        "authors": [actor.participant, *co_authors],
        "audience": body["audience"],
        "terms": {name: body[name] for name in TERMS} if body["widens_to"] else None,
    }
    dossier.forget()
    if co_authors:
        return ExchangeDone(payload, told={OTHER_AUTHORS: co_authors}, outcome="together")
    _receive(submission, version, at)
    return ExchangeDone(payload, told={OFFICES_IF_ALONE: OFFICES}, outcome="alone")


def _set_authors(submission: Submission, *, lead: str, co_authors: Sequence[str], at: datetime) -> None:
    named = {lead, *co_authors}
    standing = Authorship.objects.filter(submission=submission, left_at=None)
    standing.exclude(state__in=named).update(left_at=at)
    there = set(standing.values_list("state", flat=True))
    Authorship.objects.bulk_create(
        Authorship(submission=submission, state_id=code, is_lead=False, since=at)
        for code in co_authors
        if code not in there
    )


def _write_version(
    dossier: SubmissionDossier,
    actor: Actor,
    body: Body,
    at: datetime,
    *,
    audience: str,
    recipients: Sequence[str],
    see_each_other: bool,
    changes: str,
) -> Version:
    kept = documents_of_next(body.get("keep_files", ()), body["files"])
    files = [*kept, *(documents.keep(file, at=at) for file in body["files"])]
    version = Version.objects.create(
        submission=dossier.submission,
        number=dossier.versions[0].number + 1 if dossier.versions else 1,
        title=body["title"],
        text=body["text"],
        language=body["language"],
        changes=changes,
        audience=audience,
        recipients=list(recipients),
        recipients_see_each_other=see_each_other,
        submitted_by_id=actor.participant,
        submitted_at=at,
        digest=Version.digest_of(
            title=body["title"], text=body["text"], files=[document.digest for document in files]
        ),
    )
    Attachment.objects.bulk_create(
        Attachment(version=version, document=document, position=position)
        for position, document in enumerate(files, start=1)
    )
    return version


def _ask_for_confirmation(version: Version, *, by: str, of: Iterable[str], at: datetime) -> None:
    """Ask each other author; whoever submits a version stands behind it."""
    Confirmation.objects.create(version=version, state_id=by, agrees=True, answered_at=at)
    Confirmation.objects.bulk_create(Confirmation(version=version, state_id=code) for code in of)


def _content_of(version: Version) -> dict[str, Any]:
    """Return how acts name a version to those who follow the handling."""
    return {"version": version.number, **_digest_of(version)}


def _digest_of(version: Version) -> dict[str, Any]:
    """Return how acts name a version to its readers, to whom its number would count the others."""
    return {"digest": version.digest}


def _receive(submission: Submission, version: Version, at: datetime) -> None:
    """Hand a version to the secretariat."""
    submission.received_at = submission.received_at or at
    version.received_at = at
    version.save(update_fields=["received_at"])


def confirm(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Enter the confirmation; the last one sends a submission to the secretariat, and a correction to its
    readers.
    """
    version = certain(dossier.pending)
    Confirmation.objects.filter(version=version, state=actor.participant).update(agrees=True, answered_at=at)
    payload = _content_of(version)
    if dossier.unconfirmed != [actor.participant]:
        return ExchangeDone(payload, told={OTHER_AUTHORS: _others(dossier, actor)}, outcome="awaited")
    if dossier.current:
        return replace(_release_correction(dossier, version, at), outcome="last")
    _receive(dossier.submission, version, at)
    return ExchangeDone(payload, told={ALL_AT_THE_END: [*dossier.authors, *OFFICES]}, outcome="last")


def decline(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """End the wait. Who declines a first text leaves the group; who declines a correction, undoes it."""
    version = certain(dossier.pending)
    Confirmation.objects.filter(version=version, state=actor.participant).update(
        agrees=False, answered_at=at, reason=body["reason"]
    )
    version.dropped_at = at
    version.save(update_fields=["dropped_at"])
    told = {OTHER_AUTHORS: _others(dossier, actor)}
    if dossier.current:
        return ExchangeDone(_content_of(version), told=told)
    Authorship.objects.filter(submission=dossier.submission, state=actor.participant, left_at=None).update(
        left_at=at
    )
    return ExchangeDone(_content_of(version), told=told)


def _others(dossier: SubmissionDossier, actor: Actor) -> list[str]:
    return [code for code in dossier.authors if code != actor.participant]


def return_to_authors(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Send it back with the reason."""
    return ExchangeDone(
        _content_of(dossier.latest) | {"reason": body["reason"]},
        told={AUTHORS: [*dossier.authors]},
    )


def disseminate(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Open the version to exactly the audience its authors named, and keep proof of service to each."""
    version = dossier.latest
    readers = release(dossier, version, at)
    return ExchangeDone(
        _digest_of(version) | {"audience": version.audience},
        told={READERS: readers, AUTHORS: [*dossier.authors], CHAIR: ["chair"]},
        kind=SUBMISSION,
    )


def release(dossier: SubmissionDossier, version: Version, at: datetime) -> list[str]:
    """Let the audience read a version, serve it to each recipient, and let the database be searched for its
    words.

    Returns the recipients. Views are served by their compilation.
    """
    submission = dossier.submission
    submission.disseminated_at = submission.disseminated_at or at
    version.released_at = at
    version.save(update_fields=["released_at", "audience", "recipients"])
    submission.search = _search_vector(version)
    if submission.kind == SubmissionKind.VIEWS:
        return []
    return serve(dossier, version, at)


def serve(dossier: SubmissionDossier, version: Version, at: datetime) -> list[str]:
    """Enter into the ledger everyone in the version's audience who is not there yet; return the whole
    audience.
    """
    readers = [
        code
        for code in readers_of(version.audience, version.recipients, on=at.date())
        if code not in dossier.authors
    ]
    Delivery.objects.bulk_create(
        (
            Delivery(
                version=version,
                participant_id=code,
                key=delivery_key(dossier.submission, code),
                served_at=at,
            )
            for code in readers
        ),
        ignore_conflicts=True,
    )
    return readers


def delivery_key(submission: Submission, code: str) -> str:
    """Return how the register names one recipient's line of a submission's ledger."""
    return f"{submission.reference}/{code}"


def _search_vector(version: Version) -> Any:
    """Return the words as each language takes them apart: a text may be marked with another than its own."""
    title, text = FoldedText(Value(version.title)), FoldedText(Value(version.text))
    vectors = [
        SearchVector(words, weight=weight, config=configuration)
        for configuration in SEARCH_CONFIGURATIONS
        for words, weight in ((title, "A"), (text, "B"))
    ]
    return reduce(add, vectors)


def correct(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Write a new version for the same audience; it goes out when all authors stand behind it."""
    before = certain(dossier.current)
    version = _write_version(
        dossier,
        actor,
        body,
        at,
        audience=before.audience,
        recipients=before.recipients,
        see_each_other=before.recipients_see_each_other,
        changes=body["changes"],
    )
    others = _others(dossier, actor)
    _ask_for_confirmation(version, by=actor.participant, of=others, at=at)
    if others:
        return ExchangeDone(_content_of(version), told={OTHER_AUTHORS: others})
    return _release_correction(dossier, version, at)


def _release_correction(dossier: SubmissionDossier, version: Version, at: datetime) -> ExchangeDone:
    """Put a correction in the place of the version before, and tell everyone who was served that one."""
    before = certain(dossier.current)
    version.audience, version.recipients = before.audience, before.recipients
    version.received_at = at
    version.save(update_fields=["received_at"])
    told = {*dossier.served_ever, *release(dossier, version, at), *dossier.authors, *OFFICES}
    return ExchangeDone(_digest_of(version), told={ALL_AT_THE_END: told}, kind=SUBMISSION)


def acknowledge(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Enter the receipt of the current version."""
    delivery = dossier.deliveries[actor.participant]
    delivery.acknowledged_at = at
    delivery.opened_at = delivery.opened_at or at
    delivery.save(update_fields=["acknowledged_at", "opened_at"])
    return ExchangeDone(_digest_of(certain(dossier.current)), kind=DELIVERY, key=delivery.key)


def ask_to_widen(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Ask the other authors; who asks consents, and a sole author decides alone."""
    widening = Widening.objects.create(
        submission=dossier.submission,
        is_derestriction=False,
        audience=body["audience"],
        recipients=body["recipients"],
        reason=body["reason"],
        asked_at=at,
    )
    _ask_for_consent(widening, dossier)
    told = {OTHER_AUTHORS: _others(dossier, actor)}
    dossier.forget()
    done = _answer(dossier, actor, at, agrees=True)
    return replace(done, told={**told, **done.told})


def _ask_for_consent(widening: Widening, dossier: SubmissionDossier) -> None:
    Consent.objects.bulk_create(Consent(widening=widening, state_id=code) for code in dossier.authors)


def consent(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Enter the consent; the last one widens the audience."""
    return _answer(dossier, actor, at, agrees=True)


def refuse(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Enter the refusal, which keeps the audience as it is."""
    return _answer(dossier, actor, at, agrees=False)


def _answer(dossier: SubmissionDossier, actor: Actor, at: datetime, *, agrees: bool) -> ExchangeDone:
    row = dossier.consents[actor.participant]
    row.agrees, row.answered_at = agrees, at
    row.save(update_fields=["agrees", "answered_at"])
    return _settled(dossier, at, told={OTHER_AUTHORS: _others(dossier, actor)})


def ask_by_terms(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Ask every author, as they agreed at submission; an open question of one of them gives way."""
    submission = dossier.submission
    if dossier.widening:
        _close(dossier.widening, WideningOutcome.KEPT, at)
    answer_by = at + TIME_TO_ANSWER
    widening = Widening.objects.create(
        submission=submission,
        is_derestriction=True,
        audience=submission.widens_to,
        asked_at=at,
        answer_by=answer_by,
        silence=submission.silence,
    )
    _ask_for_consent(widening, dossier)
    payload = {"audience": submission.widens_to, "answer_by": answer_by, "silence": submission.silence}
    return ExchangeDone(payload, told={AUTHORS: [*dossier.authors]})


def settle(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Settle the question by what was answered and what silence means."""
    return _settled(dossier, at, told={AUTHORS: [*dossier.authors]})


def _settled(
    dossier: SubmissionDossier, at: datetime, *, told: Mapping[Group, Iterable[str]]
) -> ExchangeDone:
    """Close the question if the recorded facts decide it, and widen the audience if they do so."""
    widening, outcome = certain(dossier.widening), outcome_of(dossier, at)
    payload = {"audience": widening.audience, "outcome": outcome}
    if outcome == WideningOutcome.OPEN:
        return ExchangeDone(payload, told=told)
    _close(widening, outcome, at)
    if outcome == WideningOutcome.KEPT:
        return ExchangeDone(payload, told=told)
    were_served = set(dossier.served_ever)
    readers = _widen(dossier, widening, at)
    handling = {*dossier.authors, *OFFICES}
    if widening.audience == Audience.NAMED and not certain(dossier.current).recipients_see_each_other:
        # Those who were named before do not learn that others are now.
        added = handling | (set(readers) - were_served)
        return ExchangeDone(payload, told={ALL_AT_THE_END: added}, kind=SUBMISSION, readers=added)
    return ExchangeDone(
        payload, told={ALL_AT_THE_END: handling | were_served | set(readers)}, kind=SUBMISSION
    )


def _close(widening: Widening, outcome: WideningOutcome, at: datetime) -> None:
    widening.outcome, widening.settled_at = outcome, at
    widening.save(update_fields=["outcome", "settled_at"])


def _widen(dossier: SubmissionDossier, widening: Widening, at: datetime) -> list[str]:
    """Open the current version, not those before it, to the wider audience; return who reads it now."""
    version, submission = certain(dossier.current), dossier.submission
    version.audience = widening.audience
    if Audience(widening.audience).width >= Audience.PARTICIPANTS.width:
        version.recipients = []
    else:
        version.recipients = list(dict.fromkeys([*version.recipients, *widening.recipients]))
    version.save(update_fields=["audience", "recipients"])
    if submission.widens_to and Audience(widening.audience).width >= Audience(submission.widens_to).width:
        submission.widens_on, submission.widens_after, submission.widens_to, submission.silence = (
            None,
            "",
            "",
            "",
        )
    return serve(dossier, version, at)


def withdraw(dossier: SubmissionDossier, actor: Actor, body: Body, at: datetime) -> ExchangeDone:
    """Take the content from its readers; the entry stays, and everyone who could read it is told."""
    submission = dossier.submission
    was_out = submission.disseminated_at is not None
    told = {
        AUTHORS: [*dossier.authors],
        READERS: [*dossier.served_ever],
        OFFICES_IF_RECEIVED: OFFICES if submission.received_at else (),
    }
    if dossier.widening:
        _close(dossier.widening, WideningOutcome.KEPT, at)
    submission.withdrawn_at = at
    submission.withdrawal_reason = body["reason"]
    submission.search = None
    return ExchangeDone(
        {"reason": body["reason"]},
        told=told,
        kind=SUBMISSION if was_out else HANDLING,
    )
