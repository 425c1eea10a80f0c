"""The bodies of the acts: what each takes, and what can be judged from the body alone.

What must be judged against the record is a guard or check, in `exchange.guards`. Pages and the API read the
same classes; the OpenAPI document describes them.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from cbms.fields import MeasuresField
from exchange.dossier import SubmissionDossier
from exchange.enums import Audience, AuthorSilence, CallAudience, Language, SubmissionKind
from exchange.models import Attachment, Call, Version
from members.fields import ParticipantsField
from records.act_fields import ActFields
from records.documents import MOST_FILES, AttachedFilesField, KeptFilesField
from records.fields import (
    DigestsField,
    FutureDayField,
    FutureInstantField,
    LineField,
    OptionalLineField,
    TextField,
    TrueOrFalseField,
)
from records.models import Document
from records.readers import Readers
from records.references import RowField

CONTENT = Readers(
    gettext_lazy(
        "its authors, then by the secretariat and the Chair, and then by the audience that you name"
    ),
    in_register=False,
)
CORRECTION = Readers(gettext_lazy("its authors and everyone who reads the correction"), in_register=False)
HANDLING = Readers(gettext_lazy("its authors, the secretariat and the Chair"))
QUESTION = Readers(HANDLING.who, in_register=False)
OTHER_AUTHORS = Readers(gettext_lazy("the other authors alone"), in_register=False)
WITHDRAWAL = Readers(gettext_lazy("its authors, and by everyone who could read it"))
CALL = Readers(gettext_lazy("those whom the call asks, the member states, the Chair and the secretariat"))
QUESTION_OF_CALL = Readers(CALL.who, in_register=False)
COMPILATION = Readers(
    gettext_lazy("the secretariat and the Chair, and by the member states once it is disseminated"),
    in_register=False,
)


class CallField(RowField):
    """A call for information, by its number; cleaned to the call."""

    unknown = gettext_lazy("There is no call “%(name)s”. Give its number, such as C-2026-001.")
    none_yet = gettext_lazy("There is no call for information yet.")

    def rows(self) -> QuerySet:
        """Return the calls that the author sees: for whom the secretariat speaks, what that state would."""
        return Call.objects.visible_to(self.context["actor"]).order_by("-pk")


def as_submitted(dossier: SubmissionDossier, version: Version) -> dict[str, Any]:
    """Return what a submission says by `version`, as the body of an act says it."""
    submission = dossier.submission
    return {
        "title": version.title,
        "text": version.text,
        "language": version.language,
        "audience": version.audience,
        "recipients": version.recipients,
        "recipients_see_each_other": version.recipients_see_each_other,
        "authors": [code for code in dossier.authors if code != dossier.lead],
        "measures": list(submission.measures.in_printed_order().values_list("code", flat=True)),
        "widens_on": submission.widens_on.isoformat() if submission.widens_on else None,
        "widens_after": submission.widens_after,
        "widens_to": submission.widens_to,
        "silence": submission.silence,
    }


def documents_of_next(kept: Iterable[Document], files: Iterable[Any]) -> list[Document]:
    """Return the kept files that stay beside new ones: a new file takes the place of one of its name."""
    replaced = {file.name for file in files}
    return [document for document in kept if document.name not in replaced]


class ContentFields(ActFields):
    """What every version of a submission has; a next one begins with what the one before says."""

    continues = True

    title = OptionalLineField(max_length=300, label=gettext_lazy("Title"), read_by=CONTENT)
    text = TextField(label=gettext_lazy("Text"), read_by=CONTENT)
    language = serializers.ChoiceField(Language.choices, default=Language.EN, label=gettext_lazy("Language"))
    keep_files = KeptFilesField()
    files = AttachedFilesField()

    @cached_property
    def _before(self) -> Version | None:
        """The version that the next one begins with; None where there is none that the actor may read."""
        dossier = self.context.get("subject")
        if dossier is None or not dossier.versions:
            return None
        begins_with = dossier.current or dossier.latest
        return Version.objects.visible_to(self.context["actor"]).filter(pk=begins_with.pk).first()

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """What it says, who stands behind it, who reads it, and on what terms more will."""
        version = self._before
        if version is None:
            return {}
        says = as_submitted(self.context["subject"], version) | {
            "keep_files": [str(document.pk) for document in self.files_before()]
        }
        return {name: value for name, value in says.items() if name in self.fields}

    def files_before(self) -> list[Document]:
        """Return its files, in order, without their content."""
        if self._before is None:
            return []
        attached = Attachment.objects.filter(version=self._before).select_related("document")
        return [row.document for row in attached.defer("document__content").order_by("position")]

    def require_content(self, attrs: dict[str, Any]) -> None:
        """Refuse a version that says nothing, or has more files than one may."""
        kept = attrs.get("keep_files", [])
        if not attrs["title"]:
            raise serializers.ValidationError({"title": _("Give a title.")})
        if not attrs["text"] and not attrs["files"] and not kept:
            raise serializers.ValidationError({"text": _("Write a text or attach a file.")})
        if len(documents_of_next(kept, attrs["files"])) + len(attrs["files"]) > MOST_FILES:
            raise serializers.ValidationError(
                {"files": _("A version has at most %(most)d files.") % {"most": MOST_FILES}}
            )


class ResubmitFields(ContentFields):
    """What is submitted, and again after a return or a refusal: content, subject, authors and audience."""

    first: tuple[str, ...] = ("measures",)
    together = (
        ("audience", "recipients", "recipients_see_each_other"),
        ("widens_on", "widens_after", "widens_to", "silence"),
    )

    measures = MeasuresField(allow_empty=False)
    audience = serializers.ChoiceField(
        Audience.choices,
        required=False,
        allow_blank=True,
        label=gettext_lazy("Audience"),
        help_text=gettext_lazy("Who reads it once disseminated. Nobody widens it but all authors together."),
    )
    recipients = ParticipantsField(
        required=False,
        default=list,
        label=gettext_lazy("Recipients"),
        help_text=gettext_lazy("With named participants only."),
    )
    recipients_see_each_other = TrueOrFalseField(
        default=False,
        label=gettext_lazy("Recipients see each other"),
        help_text=gettext_lazy(
            "Where you say nothing, each recipient sees only itself; you, your co-authors, the secretariat"
            " and the Chair see all."
        ),
    )
    authors = ParticipantsField(
        required=False,
        default=list,
        label=gettext_lazy("Co-authors"),
        help_text=gettext_lazy(
            "It waits until each of them has confirmed. Your own state is always an author."
        ),
    )
    widens_on = FutureDayField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("Ask on this day whether the audience widens"),
    )
    widens_after = OptionalLineField(
        max_length=300, label=gettext_lazy("Or ask after this event"), read_by=HANDLING
    )
    widens_to = serializers.ChoiceField(
        [choice for choice in Audience.choices if choice[0] != Audience.NAMED],
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("The wider audience"),
    )
    silence = serializers.ChoiceField(
        AuthorSilence.choices,
        required=False,
        allow_blank=True,
        default="",
        label=gettext_lazy("An author's silence then means"),
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Judge content, audience and the terms of a later widening, each for itself."""
        kind = self.kind_of(attrs)
        if kind == SubmissionKind.NIL_RETURN:
            attrs["title"] = attrs["title"] or _("Nil return")
        else:
            self.require_content(attrs)
        attrs.setdefault("audience", "" if kind == SubmissionKind.INFORMATION else Audience.MEMBERS)
        self._check_audience(attrs, kind)
        self._check_terms(attrs)
        own = self.context["actor"].participant
        attrs["authors"] = [code for code in attrs["authors"] if code != own]
        return attrs

    def kind_of(self, attrs: dict[str, Any]) -> str:
        """Return the kind of the submission that is submitted again."""
        return self.context["subject"].submission.kind

    def _check_audience(self, attrs: dict[str, Any], kind: str) -> None:
        if not attrs["audience"]:
            # No default: what somebody forgot to restrict would be read by too many.
            raise serializers.ValidationError({"audience": _("Name the audience.")})
        if attrs["audience"] == Audience.NAMED and not attrs["recipients"]:
            raise serializers.ValidationError({"recipients": _("Name the participants who may read it.")})
        if attrs["audience"] != Audience.NAMED and attrs["recipients"]:
            raise serializers.ValidationError(
                {"recipients": _("Recipients go with named participants only.")}
            )
        if attrs["audience"] != Audience.NAMED and attrs["recipients_see_each_other"]:
            raise serializers.ValidationError({
                "recipients_see_each_other": _("This goes with named participants only.")
            })  # fmt: skip
        if kind == SubmissionKind.VIEWS and attrs["audience"] != Audience.MEMBERS:
            raise serializers.ValidationError({
                "audience": _(
                    "Views go to the Chair and the secretariat; their compilation goes to the member states."
                )
            })  # fmt: skip

    def _check_terms(self, attrs: dict[str, Any]) -> None:
        """The terms of a widening are whole or absent, and name one occasion and a wider audience."""
        occasions = [name for name in ("widens_on", "widens_after") if attrs[name]]
        if not occasions and not attrs["widens_to"] and not attrs["silence"]:
            return
        if len(occasions) != 1:
            raise serializers.ValidationError({"widens_on": _("Name either a day or an event.")})
        if not attrs["widens_to"] or Audience(attrs["widens_to"]).width <= Audience(attrs["audience"]).width:
            raise serializers.ValidationError({"widens_to": _("Name an audience wider than the first.")})
        if not attrs["silence"]:
            raise serializers.ValidationError({"silence": _("Say what an author's silence means.")})


class SubmitFields(ResubmitFields):
    """`POST submissions/`."""

    first = ("kind", "call", "measures")
    continues = False
    keep_files = None  # type: ignore[assignment]  # how a serializer drops an inherited field
    kind = serializers.ChoiceField(
        SubmissionKind.choices, default=SubmissionKind.INFORMATION, label=gettext_lazy("Kind")
    )
    call = CallField(
        required=False, allow_blank=True, default="", label=gettext_lazy("Answers the call for information")
    )
    measures = MeasuresField(
        required=False,
        default=list,
        help_text=gettext_lazy("An answer to a call is on the call's measures unless you name others."),
    )

    def kind_of(self, attrs: dict[str, Any]) -> str:
        """Return the kind named in the body."""
        return attrs["kind"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Find the call, whose measures are taken where none are named."""
        attrs = super().validate(attrs)
        attrs["call"] = attrs["call"] or None
        if attrs["kind"] == SubmissionKind.NIL_RETURN and attrs["call"] is None:
            raise serializers.ValidationError({"call": _("A nil return answers a call: name it.")})
        if not attrs["measures"]:
            if attrs["call"] is None:
                raise serializers.ValidationError({"measures": _("Name at least one measure.")})
            attrs["measures"] = list(attrs["call"].measures.in_printed_order())
        return attrs


class CorrectFields(ContentFields):
    """`correct`: the whole content anew, and what changed, for those who read the version before."""

    changes = TextField(required=True, label=gettext_lazy("What changed"), read_by=CORRECTION)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a correction that leaves nothing to read."""
        self.require_content(attrs)
        return attrs


class DeclineFields(ActFields):
    """`decline`."""

    reason = TextField(label=gettext_lazy("Reason"), read_by=OTHER_AUTHORS)


class ReturnFields(ActFields):
    """`return`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=HANDLING)


class WithdrawSubmissionFields(ActFields):
    """`withdraw`."""

    reason = TextField(required=True, label=gettext_lazy("Reason"), read_by=WITHDRAWAL)


class WidenFields(ActFields):
    """`widen`: the audience asked for, which includes everyone who reads it now."""

    audience = serializers.ChoiceField(Audience.choices, label=gettext_lazy("The wider audience"))
    recipients = ParticipantsField(
        required=False,
        default=list,
        label=gettext_lazy("Further recipients"),
        help_text=gettext_lazy("With named participants only."),
    )
    reason = TextField(label=gettext_lazy("Reason"), read_by=QUESTION)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Names go with the named audience, which takes further ones."""
        if (attrs["audience"] == Audience.NAMED) != bool(attrs["recipients"]):
            raise serializers.ValidationError(
                {"recipients": _("Name further participants, with named participants only.")}
            )
        return attrs


class OpenCallFields(ActFields):
    """`POST calls/`."""

    first = ("measures", "title", "question", "mandate")

    title = LineField(max_length=300, label=gettext_lazy("Title"), read_by=CALL)
    mandate = TextField(
        required=True,
        label=gettext_lazy("Mandate"),
        help_text=gettext_lazy("The decision or text that asks for the information."),
        read_by=QUESTION_OF_CALL,
    )
    question = TextField(required=True, label=gettext_lazy("Question"), read_by=QUESTION_OF_CALL)
    measures = MeasuresField(allow_empty=False)
    audience = serializers.ChoiceField(
        CallAudience.choices, default=CallAudience.MEMBERS, label=gettext_lazy("Addressed to")
    )
    answer_by = FutureInstantField(label=gettext_lazy("Answer by"))


class RemindFields(ActFields):
    """`remind`."""

    message = TextField(label=gettext_lazy("Message"), read_by=CALL)


class CompileFields(ActFields):
    """`POST compilations/`: all views on these measures that the secretariat holds."""

    first = ("measures",)

    title = LineField(max_length=300, label=gettext_lazy("Title"), read_by=COMPILATION)
    measures = MeasuresField(allow_empty=False)
    digests = DigestsField(
        required=False,
        allow_null=True,
        default=None,
        label=gettext_lazy("Digests of the contents"),
        help_text=gettext_lazy("One for each of the views that are meant, in any order."),
    )
