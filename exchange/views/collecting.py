"""Calls for information with their ledgers, and compilations of views."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from exchange import actions, tables
from exchange.dossier import answered
from exchange.enums import CallAudience, CallStage, CompilationStage, SubmissionKind
from exchange.filters import CallFilter
from exchange.handing_out import table_handed_out
from exchange.models import Call, Compilation, Submission
from exchange.transitions import (
    CALL_ACTS,
    COMPILATION_ACTS,
    COMPILE,
    OPEN_CALL,
)
from exchange.views.submissions import (
    may_submit,
)
from members.models import Participant
from members.timeline import history_of
from records import clock
from records.act_fields import ActFields
from records.act_types import ActType
from records.addresses import address_of
from records.door import Subject
from records.models import Act
from records.openings import acts_for
from records.refusals import NotVisible
from web.act_pages import ActPage, acts_on_page
from web.keyset import Page
from web.list_pages import TablePage
from web.pages import ObjectPage, PageMixin


class CallList(TablePage):
    """The calls for information that the reader may see, newest first."""

    model = Call
    template_name = "exchange/call_list.html"
    ordering = ("-id",)
    is_searchable = True
    filterset_class = CallFilter

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.values("id", "reference", "stage", "title", "audience", "answer_by")

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            row | {"stage": CallStage(row["stage"]), "audience": CallAudience(row["audience"]).label}
            for row in rows
        ]

    def context(self, page: Page) -> dict[str, Any]:
        return {"may_call": OPEN_CALL.role_of(self.actor, None) is not None}


class CallDetail(ObjectPage):
    """One call: the question, who answered, who is silent, what may be done."""

    model = Call
    template_name = "exchange/call_detail.html"

    def context(self, found: Call) -> dict[str, Any]:
        at, names = clock.now(), Participant.objects.names()
        ledger = ledger_of(found, actor=self.actor, names=names)
        openings = acts_for(actions.CALLS, found, actor=self.actor, at=at)
        is_asked = any(line["code"] == self.actor.participant for line in ledger)
        return {
            "call": found,
            "stage": CallStage(found.stage),
            "audience": CallAudience(found.audience).label,
            "measures": list(found.measures.in_printed_order()),
            "ledger": ledger,
            "given": sum(bool(line["answer"]) for line in ledger),
            "is_overdue": CallStage(found.stage).is_open and found.answer_by <= at,
            "may_answer": CallStage(found.stage).is_open
            and may_submit(self.actor)
            and (is_asked or self.actor.is_secretariat),
            "is_for_a_state": self.actor.is_secretariat,
            **acts_on_page(openings, address="call-act", key=found.reference),
            "history": history_of(self.actor, "call", key=found.reference, names=names),
        }


def ledger_of(call: Call, *, actor: Any, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a line for everyone the call asked; an answer is linked where the reader may see it."""
    given = answered(call)
    visible = set(Submission.objects.visible_to(actor).filter(call=call).values_list("pk", flat=True))
    return [
        {
            "code": line.participant_id,
            "name": names[line.participant_id],
            "answer": in_one_word(given.get(line.participant_id, [])),
            "submissions": [row for row in given.get(line.participant_id, []) if row.pk in visible],
            "reminded_at": line.reminded_at,
        }
        for line in call.addressees.order_by("participant__sort_name")
    ]


def in_one_word(answers: list[Submission]) -> str:
    """Return what kind of answer was given; "" for none."""
    if not answers:
        return ""
    is_nil = all(answer.kind == SubmissionKind.NIL_RETURN for answer in answers)
    return str(SubmissionKind.NIL_RETURN.label) if is_nil else _("Answered")


class OpenCall(ActPage):
    """The form of a call for information."""

    def subject(self) -> Call:
        return Call()

    def act_type(self, subject: Call) -> ActType:
        return OPEN_CALL

    def taken_on(self, subject: Call) -> Subject:
        return actions.new_call()

    def object_url(self, subject: Call, act: Act) -> str:
        return address_of("call", act.object_key)

    def back_url(self, subject: Call) -> str:
        return address_of("call-list")

    def subject_name(self, subject: Call) -> str:
        return _("Calls for information")


class CallAct(ActPage):
    """The form of any act on one call."""

    def subject(self, reference: str, act: str) -> Call:
        call = Call.objects.visible_to(self.actor).filter(reference=reference).first()
        if call is None or act not in CALL_ACTS:
            raise NotVisible(_("There is nothing at this address."))
        return call

    def act_type(self, subject: Call) -> ActType:
        return CALL_ACTS[self.kwargs["act"]]

    def taken_on(self, subject: Call) -> Subject:
        return actions.CALLS.at(subject.reference)

    def subject_name(self, subject: Call) -> str:
        return f"{subject.reference} {subject.title}"

    def object_url(self, subject: Call, act: Act) -> str:
        return subject.get_absolute_url()

    def back_url(self, subject: Call) -> str:
        return subject.get_absolute_url()


class CompilationList(TablePage):
    """The compilations of views that the reader may see, and the views that wait for one."""

    model = Compilation
    template_name = "exchange/compilation_list.html"
    ordering = ("-id",)
    is_searchable = True

    def rows(self, visible: QuerySet) -> QuerySet:
        return visible.values("id", "reference", "stage", "title", "compiled_at")

    def represent(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [row | {"stage": CompilationStage(row["stage"])} for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        return {
            "may_compile": COMPILE.role_of(self.actor, None) is not None,
            "may_submit": may_submit(self.actor),
        }


class CompilationDetail(ObjectPage):
    """One compilation: the table by state and measure."""

    model = Compilation
    template_name = "exchange/compilation_detail.html"

    def context(self, found: Compilation) -> dict[str, Any]:
        names = Participant.objects.names()
        openings = acts_for(actions.COMPILATIONS, found, actor=self.actor, at=clock.now())
        return {
            "compilation": found,
            "stage": CompilationStage(found.stage),
            "measures": list(found.measures.in_printed_order()),
            "rows": table_handed_out(found, request=self.request),
            "names": names,
            **acts_on_page(openings, address="compilation-act", key=found.reference),
            "history": history_of(self.actor, "compilation", key=found.reference, names=names),
        }


class CompilationTable(PageMixin, View):
    """The table of a compilation as a file, CSV or DOCX."""

    def get(self, request: HttpRequest, reference: str, form: str) -> HttpResponse:
        """Hand out the table as the reader may read it."""
        found = Compilation.objects.visible_to(self.actor).filter(reference=reference).first()
        if found is None:
            raise NotVisible(_("There is nothing at this address."))
        return tables.table_response(found, form, rows=table_handed_out(found, request=request))


class Compile(ActPage):
    """The form of a compilation."""

    def subject(self) -> Compilation:
        return Compilation()

    def act_type(self, subject: Compilation) -> ActType:
        return COMPILE

    def prepare(self, form: ActFields, subject: Compilation, *, at: datetime) -> None:
        held = Submission.objects.views_to_compile().values_list("measures__code", flat=True)
        form.begin_with({"measures": sorted(set(held))} if self.actor.is_secretariat else {})

    def taken_on(self, subject: Compilation) -> Subject:
        return actions.new_compilation()

    def object_url(self, subject: Compilation, act: Act) -> str:
        return address_of("compilation", act.object_key)

    def back_url(self, subject: Compilation) -> str:
        return address_of("compilation-list")

    def subject_name(self, subject: Compilation) -> str:
        return _("Views on measures")


class CompilationAct(ActPage):
    """The form of any act on one compilation."""

    def subject(self, reference: str, act: str) -> Compilation:
        compilation = Compilation.objects.visible_to(self.actor).filter(reference=reference).first()
        if compilation is None or act not in COMPILATION_ACTS:
            raise NotVisible(_("There is nothing at this address."))
        return compilation

    def act_type(self, subject: Compilation) -> ActType:
        return COMPILATION_ACTS[self.kwargs["act"]]

    def taken_on(self, subject: Compilation) -> Subject:
        return actions.COMPILATIONS.at(subject.reference)

    def subject_name(self, subject: Compilation) -> str:
        return f"{subject.reference} {subject.title}"

    def object_url(self, subject: Compilation, act: Act) -> str:
        return subject.get_absolute_url()

    def back_url(self, subject: Compilation) -> str:
        return subject.get_absolute_url()
