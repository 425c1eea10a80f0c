"""A submission with everything its acts ask about, read once and when first needed."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from exchange.enums import Audience, SubmissionStage, WideningOutcome
from exchange.models import Authorship, Call, Confirmation, Consent, Delivery, Submission, Version, Widening
from members.enums import Status
from members.models import Chairmanship, Participant
from records.read_once import ReadOnce


class SubmissionDossier(ReadOnce):
    """What guards, effects and pages know of one submission."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission

    @property
    def filed_under(self) -> tuple[tuple[str, ...], str]:
        """The kinds and the key under which the register files the acts on it."""
        return ("submission", "handling"), self.submission.reference

    @property
    def stage(self) -> str:
        """The stage, empty before the first act."""
        return self.submission.stage

    @property
    def stage_label(self) -> str:
        """The stage's name."""
        return str(SubmissionStage(self.stage).label)

    @cached_property
    def authors(self) -> dict[str, Authorship]:
        """The standing authors, `{code: authorship}`, the lead first, then in the order they were named."""
        if not self.submission.pk:
            return {}
        standing = Authorship.objects.filter(submission=self.submission, left_at=None).order_by(
            "-is_lead", "pk"
        )
        return {authorship.state_id: authorship for authorship in standing}

    @property
    def lead(self) -> str:
        """The author that submitted it."""
        return next((code for code, authorship in self.authors.items() if authorship.is_lead), "")

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, the latest first."""
        if not self.submission.pk:
            return []
        return list(Version.objects.filter(submission=self.submission).order_by("-number"))

    @property
    def latest(self) -> Version:
        """The latest version, whether it is out or not."""
        return self.versions[0]

    @property
    def current(self) -> Version | None:
        """The version that its audience reads."""
        return next((version for version in self.versions if version.released_at), None)

    @property
    def pending(self) -> Version | None:
        """The version that its authors have still to settle."""
        if not self.stage or not SubmissionStage(self.stage).awaits_authors:
            return None
        return None if self.latest.released_at or self.latest.dropped_at else self.latest

    @cached_property
    def confirmations(self) -> dict[str, Confirmation]:
        """Who stands behind the latest version, `{code: confirmation}`."""
        if not self.versions:
            return {}
        return {row.state_id: row for row in Confirmation.objects.filter(version=self.latest).order_by("pk")}

    @property
    def unconfirmed(self) -> list[str]:
        """The authors whose confirmation the pending version waits for."""
        if self.pending is None:
            return []
        return [
            code for code, row in self.confirmations.items() if row.agrees is None and code in self.authors
        ]

    @cached_property
    def deliveries(self) -> dict[str, Delivery]:
        """To whom the current version was served, `{code: delivery}`."""
        if self.current is None:
            return {}
        served = Delivery.objects.filter(version=self.current).order_by("participant__sort_name")
        return {delivery.participant_id: delivery for delivery in served}

    @cached_property
    def served_ever(self) -> set[str]:
        """All to whom any version was served."""
        served = Delivery.objects.filter(version__submission=self.submission)
        return set(served.values_list("participant", flat=True))

    object_kind = "handling"

    @property
    def object_key(self) -> str:
        """What the register knows the submission by."""
        return self.submission.reference

    def end_of_answers(self) -> datetime | None:
        """Return the deadline of the latest question whether the audience widens."""
        latest = Widening.objects.filter(submission=self.submission).order_by("-pk").first()
        return latest.answer_by if latest else None

    @cached_property
    def widening(self) -> Widening | None:
        """The open question whether the audience widens."""
        asked = Widening.objects.filter(submission=self.submission, outcome=WideningOutcome.OPEN)
        return asked.first() if self.submission.pk else None

    @cached_property
    def was_asked(self) -> bool:
        """Whether the authors have been asked by the terms of their submission."""
        return Widening.objects.filter(submission=self.submission, is_derestriction=True).exists()

    @cached_property
    def consents(self) -> dict[str, Consent]:
        """The answers to the open question, `{code: consent}`."""
        if self.widening is None:
            return {}
        return {row.state_id: row for row in Consent.objects.filter(widening=self.widening).order_by("pk")}


def readers_of(audience: str, recipients: Sequence[str], *, on: date) -> list[str]:
    """Return the participants that an audience includes on a day, in English alphabetical order."""
    present = Participant.objects.with_status_on(on).exclude(status=None).in_english_order()
    return [
        code
        for code, status in present.values_list("code", "status")
        if code in recipients
        or audience in (Audience.PUBLIC, Audience.PARTICIPANTS)
        or (audience == Audience.MEMBERS and status == Status.MEMBER)
    ]


def addressees_of(call: Call) -> list[str]:
    """Return whom a call asked, in English alphabetical order."""
    return list(call.addressees.order_by("participant__sort_name").values_list("participant", flat=True))


def answered(call: Call) -> dict[str, list[Submission]]:
    """Return `{code: the answers that count}` of a call; a joint answer counts for each of its authors."""
    answers: dict[str, list[Submission]] = {}
    standing = Authorship.objects.filter(
        submission__in=Submission.objects.answering(call.pk), left_at=None
    ).select_related("submission")
    for authorship in standing.order_by("submission", "pk"):
        answers.setdefault(authorship.state_id, []).append(authorship.submission)
    return answers


def silent_on(call: Call) -> list[str]:
    """Return those whom a call asked and who have not answered, in English alphabetical order."""
    given = answered(call)
    return [code for code in addressees_of(call) if code not in given]


def chair_code(on: date) -> str:
    """Return the code of the state that holds the Chairmanship on a day, or an empty text."""
    return Chairmanship.objects.on(on).values_list("state_id", flat=True).first() or ""
