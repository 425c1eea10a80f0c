"""What one reader may know of one submission, each fact read once: pages and the API ask it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _

from cbms.models import Measure
from exchange import sentences
from exchange.actions import SUBMISSIONS
from exchange.differences import FieldDifference, to_confirm
from exchange.dossier import SubmissionDossier, readers_of
from exchange.effects import HANDLING, SUBMISSION
from exchange.enums import Audience, ExchangeAction, SubmissionStage, WideningOutcome
from exchange.models import Attachment, Call, Confirmation, Delivery, Submission, Version, Widening
from exchange.revisions import revision_for
from exchange.transitions import TABLE
from members.actor import Actor
from members.models import Participant
from records.models import Act, Document
from records.openings import Opening, acts_for

ON_SUBMISSION = tuple(row for row in TABLE if row.name != ExchangeAction.SUBMIT)


class Reading:
    """A submission that `actor` may see, at `at`, with no more of it than the actor may know.

    `version` is the latest that the actor may read, None where it sees the entry alone. `is_handling` is true
    for those who may follow what authors and secretariat settle.
    """

    def __init__(self, submission: Submission, *, actor: Actor, at: datetime) -> None:
        self.submission = submission
        self.actor = actor
        self.at = at
        self.dossier = SubmissionDossier(submission)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """All participants' names in the reader's language, `{code: name}`."""
        return Participant.objects.names()

    @cached_property
    def versions(self) -> list[Version]:
        """The versions that the actor may read, the latest first."""
        readable = Version.objects.visible_to(self.actor).filter(submission=self.submission)
        return list(readable.numbered_for(self.actor).order_by("-number"))

    @property
    def version(self) -> Version | None:
        """The latest of them."""
        return self.versions[0] if self.versions else None

    @cached_property
    def knows_recipients(self) -> bool:
        """Whether the actor handles it, and so knows all to whom it is addressed, whatever was chosen."""
        return self.actor.is_procedure or self.is_handling

    def recipients_of(self, version: Version) -> list[str]:
        """Return whom a version names, as far as the actor may know: all, or itself."""
        if version.recipients_see_each_other or self.knows_recipients:
            return version.recipients
        return [code for code in version.recipients if code == self.actor.participant]

    def audience_in_words(self, version: Version) -> str:
        """Return whom a version's audience includes, as far as the actor may know; others are not counted."""
        words = sentences.audience_in_words(version.audience, self.recipients_of(version), self.names)
        is_alone = not (version.recipients_see_each_other or self.knows_recipients)
        if version.audience == Audience.NAMED and is_alone:
            return _("%(recipient)s, and any others whom its authors named") % {"recipient": words}
        return words

    @cached_property
    def readers(self) -> list[str]:
        """The participants that the audience includes today, as far as the actor may know: the list behind
        the badge.

        None where everyone reads it, where it was withdrawn, or where the actor reads no version.
        """
        version = self.version
        if (
            version is None
            or SubmissionStage(self.dossier.stage).is_withdrawn
            or version.audience == Audience.PUBLIC
        ):
            return []
        return readers_of(version.audience, self.recipients_of(version), on=self.at.date())

    @cached_property
    def is_author(self) -> bool:
        """Whether the actor's participant is an author."""
        return self.actor.participant in self.dossier.authors

    @property
    def is_handling(self) -> bool:
        """Whether the actor may follow the handling."""
        is_office = self.actor.is_secretariat or self.actor.is_chair
        return self.is_author or (is_office and self.submission.received_at is not None)

    @cached_property
    def revision(self) -> int:
        """What `If-Match` compares."""
        return revision_for(self.submission, self.actor)

    @cached_property
    def measures(self) -> list[Measure]:
        """The measures that it concerns, as printed."""
        return list(self.submission.measures.in_printed_order())

    @cached_property
    def call(self) -> Call | None:
        """The call that it answers, where the actor may see that."""
        if self.submission.call_id is None:
            return None
        return Call.objects.visible_to(self.actor).filter(pk=self.submission.call_id).first()

    @cached_property
    def attachments(self) -> list[Attachment]:
        """The files of the version read, without their content."""
        if self.version is None:
            return []
        return self.attachments_of(self.version)

    def attachments_of(self, version: Version) -> list[Attachment]:
        """Return the files of a version that the actor may read, without their content."""
        files = Attachment.objects.visible_to(self.actor).filter(version=version).select_related("document")
        return list(files.defer("document__content").order_by("position"))

    @property
    def looked_into(self) -> list[Document]:
        """The files on which authors and the secretariat read remarks; none for others."""
        return [attachment.document for attachment in self.attachments] if self.is_handling else []

    @cached_property
    def ledger(self) -> list[Delivery]:
        """Who was served with the current version, as far as the actor may know: its own line, or all."""
        current = self.dossier.current
        if current is None:
            return []
        lines = Delivery.objects.visible_to(self.actor).filter(version=current)
        return list(lines.order_by("participant__sort_name"))

    @cached_property
    def widenings(self) -> list[Widening]:
        """The questions whether the audience widens, for those who handle it; the latest first."""
        asked = Widening.objects.visible_to(self.actor).filter(submission=self.submission)
        return list(asked.prefetch_related("consents").order_by("-pk"))

    @cached_property
    def differs(self) -> list[FieldDifference]:
        """What differs from what the actor's participant confirmed, where it is asked to confirm again."""
        return to_confirm(self.dossier, self.actor.participant, names=self.names)

    @property
    def asked(self) -> Widening | None:
        """The open question whether the audience widens, for those who handle it."""
        return next((asked for asked in self.widenings if asked.outcome == WideningOutcome.OPEN), None)

    @property
    def asked_by(self) -> str:
        """Who asked it; an empty text where the terms of the submission did."""
        if self.asked is None or self.asked.is_derestriction:
            return ""
        acts = Act.objects.history_for(self.actor, HANDLING, SUBMISSION, key=self.submission.reference)
        states = acts.filter(action=ExchangeAction.WIDEN).values_list("state", flat=True)
        return self.names.get(states.first() or "", "")

    @property
    def who_reads(self) -> str:
        """Who can see this, and why."""
        audience = self.audience_in_words(self.version) if self.version else ""
        return sentences.who_reads(self.dossier, audience=audience, names=self.names)

    @property
    def awaited(self) -> str:
        """What it waits for; readers are not told what its authors settle."""
        is_settling = SubmissionStage(self.dossier.stage).is_among_authors and self.actor.is_secretariat
        return sentences.awaited(self.dossier, names=self.names) if self.is_handling or is_settling else ""

    @property
    def withdrawal_reason(self) -> str:
        """Why it was withdrawn, to those who could read it."""
        is_shown = self.is_handling or self.submission.disseminated_at
        return self.submission.withdrawal_reason if is_shown else ""

    @cached_property
    def refusals(self) -> list[Confirmation]:
        """Who declined to be an author, and why, for the authors alone; the latest first."""
        if not self.is_author:
            return []
        declined = Confirmation.objects.filter(version__submission=self.submission, agrees=False)
        return list(declined.order_by("-answered_at", "-pk"))

    def terms(self, day: str) -> str:
        """Return on what terms the audience widens later; `day` is the day as the reader writes days."""
        return sentences.terms_in_words(self.dossier, day=day)

    def audience_of(self, asked: Widening) -> str:
        """Return the audience that the authors are asked about, in words."""
        return sentences.audience_in_words(asked.audience, asked.recipients, self.names)

    @cached_property
    def openings(self) -> list[Opening]:
        """The acts on it, as they stand for the actor now."""
        return acts_for(SUBMISSIONS, self.dossier, actor=self.actor, at=self.at)

    def confirmed(self, code: str) -> bool | None:
        """Whether an author stands behind the latest version; None to those who are not told."""
        if not (self.is_handling or self.actor.is_secretariat):
            return None
        confirmation = self.dossier.confirmations.get(code)
        return bool(confirmation and confirmation.agrees)
