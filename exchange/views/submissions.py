"""The database, a submission, its versions and files, and the form of every act on it."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from exchange import actions
from exchange.dossier import SubmissionDossier
from exchange.effects import HANDLING, SUBMISSION
from exchange.enums import Audience, ExchangeAction, Language, SubmissionKind, SubmissionStage
from exchange.fields import ContentFields
from exchange.filters import SubmissionFilter
from exchange.groups import READERS
from exchange.handing_out import file_handed_out, hand_out
from exchange.models import Authorship, Call, Submission, Version
from exchange.querysets import SubmissionQuerySet, SubmissionVersionQuerySet
from exchange.reading.reader import Reading
from exchange.transitions import BY_ADDRESS, BY_NAME, ExchangeAct
from members.models import Participant
from members.timeline import history_of
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.facts import Fact
from records.models import Act
from records.refusals import NotVisible
from web.act_pages import ActOnPage, ActPage, acts_on_page
from web.in_words import version_meant
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage, PageMixin

LISTED = (
    "id", "reference", "kind", "stage", "title", "audience", "submitted_at", "disseminated_at",
)  # fmt: skip
ANSWERS = (ExchangeAction.CONSENT, ExchangeAction.REFUSE)
"""The two answers to the question whether the audience widens."""


class SubmissionList(TablePage):
    """The database of information (CA (b)2): what the reader may see, newest first."""

    model = Submission
    template_name = "exchange/submission_list.html"
    ordering = ("-id",)
    filterset_class = SubmissionFilter
    is_searchable = True

    def rows(self, visible: SubmissionQuerySet) -> QuerySet:
        return visible.with_text_for(self.actor).values(*LISTED)

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return in_words(rows)

    def context(self, page: Page) -> dict[str, Any]:
        return {"may_submit": may_submit(self.actor), "has_intake": self.actor.is_secretariat}


def may_submit(actor: Any) -> bool:
    """Whether the actor may submit information, for itself or for a state."""
    return actor.may_write and (
        BY_NAME[ExchangeAction.SUBMIT].role_of(actor, None) is not None or actor.is_secretariat
    )


def in_words(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Add to rows of submissions their authors by name and their measures, in three queries for all."""
    keys = [row["id"] for row in rows]
    names = Participant.objects.names()
    authors: dict[int, list[str]] = {}
    standing = Authorship.objects.filter(submission__in=keys, left_at=None).order_by("-is_lead", "pk")
    for key, code in standing.values_list("submission", "state"):
        authors.setdefault(key, []).append(names[code])
    measures: dict[int, list[str]] = {}
    concerned = Submission.measures.through.objects.filter(submission__in=keys)
    in_order = concerned.order_by("measure__area__position", "measure__position")
    for key, code in in_order.values_list("submission", "measure__code"):
        measures.setdefault(key, []).append(code)
    return [
        row
        | {
            "authors": authors.get(row["id"], []),
            "measures": measures.get(row["id"], []),
            "stage": SubmissionStage(row["stage"]),
            "kind": SubmissionKind(row["kind"]).label,
            "audience": Audience(row["audience"]) if row.get("audience") else None,
        }
        for row in rows
    ]


class SubmissionDetail(ObjectPage):
    """One submission: what it says, who can see it and why, what may be done, who has received it."""

    model = Submission
    template_name = "exchange/submission_detail.html"

    def find(self, visible: QuerySet, **lookup: Any) -> Reading:
        reading = Reading(visible.select_related("call").get(**lookup), actor=self.actor, at=clock.now())
        hand_out([reading.version], request=self.request)
        return reading

    def context(self, found: Reading) -> dict[str, Any]:
        version = found.version
        return {
            "reading": found,
            "submission": found.submission,
            "version": version,
            "stage": SubmissionStage(found.submission.stage),
            "kind": SubmissionKind(found.submission.kind).label,
            "audience": Audience(version.audience) if version else None,
            "audience_words": found.audience_in_words(version) if version else "",
            "readers": [found.names[code] for code in found.readers],
            "language": Language(version.language).label if version else "",
            "authors": [found.names[code] for code in found.dossier.authors],
            "differs": found.differs,
            **acts_on_page(found.openings, address="submission-act", key=found.submission.reference),
            "history": history_of(
                found.actor, SUBMISSION, HANDLING, key=found.submission.reference, names=found.names
            ),
        }


class SubmissionVersionDetail(ObjectPage):
    """One version of a submission, as its readers read it."""

    model = Version
    template_name = "exchange/version_detail.html"

    def find(self, visible: SubmissionVersionQuerySet, **lookup: Any) -> Version:
        numbered = visible.numbered_for(self.actor).select_related("submission__call")
        version = numbered.get(submission__reference=lookup["reference"], shown_number=lookup["number"])
        hand_out([version], request=self.request)
        return version

    def context(self, found: Version) -> dict[str, Any]:
        reading = Reading(found.submission, actor=self.actor, at=clock.now())
        return {
            "submission": found.submission,
            "version": found,
            "is_current": reading.version == found,
            "attachments": reading.attachments_of(found),
            "audience": Audience(found.audience),
            "audience_words": reading.audience_in_words(found),
            "language": Language(found.language).label,
            "by": reading.names[found.submitted_by_id],
        }


class SubmissionFile(PageMixin, View):
    """A file of a submission, to be saved."""

    def get(self, request: HttpRequest, reference: str, document: Any) -> HttpResponse:
        """Hand it out within what the reader may read."""
        return file_handed_out(reference, document, request=request)


class Submit(ActPage):
    """The form of a submission; the address may name its kind, measure or call."""

    template_name = "exchange/submit_form.html"
    parameters = ("call", "kind", "measure")

    def subject(self) -> SubmissionDossier:
        return SubmissionDossier(
            Submission(stage="", kind=self.posted.get("kind") or self.request.GET.get("kind", ""))
        )

    def act_type(self, subject: SubmissionDossier) -> ExchangeAct:
        return BY_NAME[ExchangeAction.SUBMIT]

    def prepare(self, form: ActFields, subject: SubmissionDossier, *, at: datetime) -> None:
        asked = self.request.GET
        if call := self._call():
            form.begin_with(
                {
                    "measures": list(call.measures.in_printed_order().values_list("code", flat=True)),
                    "audience": call.audience,
                }
            )
        form.begin_with(
            {name: asked[name] for name in ("kind", "call") if asked.get(name)}
            | ({"measures": asked.getlist("measure")} if asked.get("measure") else {}),
        )

    def _call(self) -> Call | None:
        """Return the call that the address, or the form as it was sent, answers."""
        reference = self.posted.get("call") or self.request.GET.get("call", "")
        visible = Call.objects.visible_to(self.actor)
        return visible.filter(reference=reference.upper()).first() if reference else None

    def beside(self, subject: SubmissionDossier, form: ActFields | None) -> dict[str, Any]:
        return {"call": self._call()}

    def taken_on(self, subject: SubmissionDossier) -> Subject:
        return actions.new_submission(self.posted)

    def object_url(self, subject: SubmissionDossier, act: Act) -> str:
        return address_of("submission", act.object_key)

    def back_url(self, subject: SubmissionDossier) -> str:
        return address_of("submission-list")

    def subject_name(self, subject: SubmissionDossier) -> str:
        return _("Information exchange")


class SubmissionAct(ActPage):
    """The form of any act on one submission."""

    template_name = "exchange/act_form.html"

    def subject(self, reference: str, act: str) -> SubmissionDossier:
        submission = (
            Submission.objects.visible_to(self.actor)
            .select_related("call")
            .filter(reference=reference)
            .first()
        )
        if submission is None or act not in BY_ADDRESS:
            raise NotVisible(_("There is nothing at this address."))
        return SubmissionDossier(submission)

    def act_type(self, subject: SubmissionDossier) -> ActType:
        return BY_ADDRESS[self.kwargs["act"]]

    def beside(self, subject: SubmissionDossier, form: ActFields | None) -> dict[str, Any]:
        reading = Reading(subject.submission, actor=self.actor, at=clock.now())
        return {
            "who_reads": reading.who_reads,
            "awaited": reading.awaited,
            "differs": reading.differs,
            "asked": reading.asked if self.act_type(subject).name in ANSWERS else None,
            "reading": reading,
            "answers": [
                (ActOnPage.of(BY_NAME[name]), f"{self.back_url(subject)}acts/{BY_NAME[name].address}/")
                for name in ANSWERS
                if name != self.act_type(subject).name
            ],
        }

    def taken_on(self, subject: SubmissionDossier) -> Subject:
        return actions.SUBMISSIONS.at(subject.submission.reference)

    def object_url(self, subject: SubmissionDossier, act: Act) -> str:
        """Return its page, or the database for one who has just left its authors and sees it no longer."""
        visible = Submission.objects.visible_to(self.actor).filter(pk=subject.submission.pk)
        return subject.submission.get_absolute_url() if visible.exists() else address_of("submission-list")

    def back_url(self, subject: SubmissionDossier) -> str:
        return subject.submission.get_absolute_url()

    def subject_name(self, subject: SubmissionDossier) -> str:
        version = self._read(subject)
        return " ".join([subject.submission.reference, *([version.title] if version else [])])

    def done_on(self, subject: SubmissionDossier) -> list[Fact]:
        """Name the version that is decided on, unless the form itself brings the next."""
        brings_next = issubclass(self.act_type(subject).fields, ContentFields)
        version = None if brings_next else self._read(subject)
        return version_meant(version) if version else []

    def _read(self, subject: SubmissionDossier) -> Version | None:
        """Return the latest version that the reader may read."""
        return Reading(subject.submission, actor=self.actor, at=clock.now()).version

    def notifies(self, subject: SubmissionDossier) -> list[str]:
        return told_in_words(self.act_type(subject), subject, actor=self.actor)


def told_in_words(row: ActType, dossier: SubmissionDossier, *, actor: Any) -> list[str]:
    """Return who is told of an act, in words, naming the audience to whoever may know it."""
    words = {group: str(group.label) for group in row.tells}
    reading = Reading(dossier.submission, actor=actor, at=clock.now())
    if row.name == ExchangeAction.DISSEMINATE and reading.version:
        words[READERS] = reading.audience_in_words(reading.version)
    return list(words.values())
