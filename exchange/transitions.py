"""The acts on submissions, calls and compilations: a row for each. Pages, API, permission tests and notices
derive from it.

To change a rule, change its row, or the guard or effect that the row names; nothing else decides by stages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange import collecting, effects, fields, guards, happened, rules
from exchange.dossier import SubmissionDossier
from exchange.enums import CallStage, CompilationStage, ExchangeAction, SubmissionKind, SubmissionStage
from exchange.groups import (
    ALL_AT_THE_END,
    ASKED,
    AUTHORS,
    OFFICES_IF_ALONE,
    OFFICES_IF_RECEIVED,
    OTHER_AUTHORS,
    READERS,
    SILENT,
)
from exchange.models import Compilation, Submission, Version
from members.actor import Actor
from members.groups import CHAIR, MEMBERS, SECRETARIAT
from records.act_types import ActType, Entry, Lead, StagedAct, nothing
from records.canonical import sha256
from records.citations import PRACTICE


@dataclass(frozen=True, kw_only=True)
class ExchangeAct(StagedAct):
    """An act that a submission goes through."""

    def variety_of(self, dossier: SubmissionDossier) -> str:
        """Cite by the kind of submission."""
        return dossier.submission.kind

    def row_of(self, dossier: SubmissionDossier) -> Submission:
        """Return the submission."""
        return dossier.submission

    def write(
        self, submission: Submission, after: SubmissionStage, done: effects.ExchangeDone, at: datetime
    ) -> None:
        """Begin a new stage at the instant of its act."""
        if after != submission.stage:
            submission.stage_since = at
        super().write(submission, after, done, at)

    def entry(
        self,
        dossier: SubmissionDossier,
        done: effects.ExchangeDone,
        *,
        before: SubmissionStage | None,
        after: SubmissionStage,
        at: datetime,
    ) -> Entry:
        """Return what the register keeps: always with the stages, moved or not."""
        dossier.forget()
        return Entry(
            object_kind=done.kind,
            object_key=done.key or dossier.submission.reference,
            payload={"from": before, "to": str(after), **done.payload},
            told=done.told,
            readers=done.readers,
        )


@dataclass(frozen=True, kw_only=True)
class ActOnCompilation(StagedAct):
    """An act on a compilation; `of_each_view` is the act by which the views in it move with it."""

    of_each_view: ExchangeAct

    def carry_out(
        self, compilation: Compilation, actor: Actor, body: Mapping[str, Any], at: datetime
    ) -> Entry:
        """Move the views that the secretariat still holds, each by its own row, and then the compilation.

        The register keeps one act, of the compilation: whom it tells, and which views went out with it.
        """
        for version in collecting.held_versions(compilation):
            self.of_each_view.carry_out(SubmissionDossier(version.submission), actor, {}, at)
        return super().carry_out(compilation, actor, body, at)


def the_latest_version(dossier: SubmissionDossier, actor: Actor) -> str:
    """Rest on what the authors were shown: co-authors confirm or decline a text, not each other's answers."""
    return str(dossier.latest.number) if dossier.versions else ""


def nobody_else_is_asked(dossier: SubmissionDossier, body: Mapping[str, Any]) -> bool:
    """A correction of a sole author goes out at once, to all who read what it corrects."""
    return len(dossier.authors) == 1


def is_the_last(dossier: SubmissionDossier, body: Mapping[str, Any]) -> bool:
    """With the last confirmation a text goes to the secretariat, and a correction to its readers."""
    return len(dossier.unconfirmed) == 1


def the_version_read(dossier: SubmissionDossier, actor: Actor) -> str:
    """Rest on what its audience reads; a correction that is not confirmed yet is none of theirs."""
    return str(dossier.current.number) if dossier.current else ""


def the_question(dossier: SubmissionDossier, actor: Actor) -> str:
    """Rest on what the authors are asked, not on what others answer."""
    return str(dossier.widening.pk) if dossier.widening else ""


S = SubmissionStage
OF_KIND = {SubmissionKind.VIEWS: guards.VIEWS, SubmissionKind.NIL_RETURN: guards.DATABASE}
"""Other sentences speak of views, and of what the secretariat collects, than of information sent unasked."""
SENT = {
    "alone": Lead(S.INTAKE, gettext_lazy("no other author is named")),
    "together": Lead(S.AWAITING_AUTHORS, gettext_lazy("with other authors")),
}

TABLE: tuple[ExchangeAct, ...] = (
    ExchangeAct(
        name=ExchangeAction.SUBMIT,
        label=ExchangeAction.SUBMIT.label,
        sources=(None,),
        outcomes=SENT,
        who=(rules.MEMBER, rules.OBSERVER),
        checks=(guards.call_is_open,),
        twins=(guards.is_submitted_already,),
        fields=fields.SubmitFields,
        effect=effects.submit,
        happened=happened.SUBMIT,
        tells=(OTHER_AUTHORS, OFFICES_IF_ALONE),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        rests_on=nothing,
        is_irreversible=True,
    ),
    ExchangeAct(
        name=ExchangeAction.CONFIRM,
        address="confirm",
        label=ExchangeAction.CONFIRM.label,
        sources=(S.AWAITING_AUTHORS, S.DISSEMINATED),
        outcomes={
            "awaited": Lead(),
            "last": Lead(
                {S.AWAITING_AUTHORS: S.INTAKE, S.DISSEMINATED: S.DISSEMINATED},
                gettext_lazy("all authors stand behind it"),
            ),
        },
        who=rules.AUTHOR,
        guards=(guards.confirmation_is_awaited,),
        effect=effects.confirm,
        happened=happened.CONFIRM,
        breaks=is_the_last,
        tells=(OTHER_AUTHORS, ALL_AT_THE_END),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        rests_on=the_latest_version,
    ),
    ExchangeAct(
        name=ExchangeAction.DECLINE,
        address="decline",
        label=ExchangeAction.DECLINE.label,
        sources=(S.AWAITING_AUTHORS, S.DISSEMINATED),
        target={S.AWAITING_AUTHORS: S.DECLINED, S.DISSEMINATED: S.DISSEMINATED},
        who=rules.AUTHOR,
        guards=(guards.may_still_decline,),
        fields=fields.DeclineFields,
        effect=effects.decline,
        happened=happened.DECLINE,
        tells=(OTHER_AUTHORS,),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
        rests_on=the_latest_version,
    ),
    ExchangeAct(
        name=ExchangeAction.RESUBMIT,
        address="resubmit",
        label=ExchangeAction.RESUBMIT.label,
        sources=(S.RETURNED, S.DECLINED),
        outcomes=SENT,
        who=rules.LEAD,
        fields=fields.ResubmitFields,
        effect=effects.resubmit,
        happened=happened.RESUBMIT,
        tells=(OTHER_AUTHORS, OFFICES_IF_ALONE),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        rests_on=the_latest_version,
        is_irreversible=True,
    ),
    ExchangeAct(
        name=ExchangeAction.DISSEMINATE,
        label=ExchangeAction.DISSEMINATE.label,
        sources=(S.INTAKE,),
        target=S.DISSEMINATED,
        who=(rules.SECRETARIAT,),
        guards=(guards.is_no_view,),
        effect=effects.disseminate,
        happened=happened.DISSEMINATE,
        tells=(READERS, AUTHORS, CHAIR),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
    ),
    ExchangeAct(
        name=ExchangeAction.RETURN,
        address="return",
        label=ExchangeAction.RETURN.label,
        sources=(S.INTAKE,),
        target=S.RETURNED,
        who=(rules.SECRETARIAT,),
        fields=fields.ReturnFields,
        effect=effects.return_to_authors,
        happened=happened.RETURN,
        tells=(AUTHORS,),
        rule=PRACTICE,
    ),
    ExchangeAct(
        name=ExchangeAction.ACKNOWLEDGE,
        label=ExchangeAction.ACKNOWLEDGE.label,
        sources=(S.DISSEMINATED,),
        who=rules.RECIPIENT,
        guards=(guards.receipt_is_open,),
        effect=effects.acknowledge,
        happened=happened.ACKNOWLEDGE,
        rule=PRACTICE,
        rests_on=the_version_read,
    ),
    ExchangeAct(
        name=ExchangeAction.CORRECT,
        address="correct",
        label=ExchangeAction.CORRECT.label,
        sources=(S.DISSEMINATED,),
        who=rules.AUTHOR,
        guards=(guards.nothing_is_pending,),
        fields=fields.CorrectFields,
        effect=effects.correct,
        happened=happened.CORRECT,
        breaks=nobody_else_is_asked,
        tells=(OTHER_AUTHORS, ALL_AT_THE_END),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        rests_on=the_latest_version,
    ),
    ExchangeAct(
        name=ExchangeAction.WIDEN,
        address="widen",
        label=ExchangeAction.WIDEN.label,
        sources=(S.DISSEMINATED,),
        who=rules.AUTHOR,
        guards=(guards.is_restricted, guards.nothing_is_asked),
        checks=(guards.audience_widens,),
        fields=fields.WidenFields,
        effect=effects.ask_to_widen,
        happened=happened.WIDEN,
        tells=(OTHER_AUTHORS, ALL_AT_THE_END),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
        rests_on=the_version_read,
    ),
    ExchangeAct(
        name=ExchangeAction.DECLARE_EVENT,
        label=ExchangeAction.DECLARE_EVENT.label,
        sources=(S.DISSEMINATED,),
        who=(*rules.AUTHOR, rules.SECRETARIAT),
        guards=(guards.event_is_expected,),
        effect=effects.ask_by_terms,
        happened=happened.DECLARE_EVENT,
        tells=(AUTHORS,),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
        rests_on=the_version_read,
    ),
    ExchangeAct(
        name=ExchangeAction.ASK_AUTHORS,
        label=ExchangeAction.ASK_AUTHORS.label,
        sources=(S.DISSEMINATED,),
        who=(rules.PROCEDURE,),
        guards=(guards.day_has_come,),
        effect=effects.ask_by_terms,
        happened=happened.ASK_AUTHORS,
        tells=(AUTHORS,),
        rule=guards.INFORMATION,
        rules=OF_KIND,
    ),
    ExchangeAct(
        name=ExchangeAction.CONSENT,
        address="consent",
        label=ExchangeAction.CONSENT.label,
        sources=(S.DISSEMINATED,),
        who=rules.AUTHOR,
        guards=(guards.answer_is_awaited,),
        open_until=SubmissionDossier.end_of_answers,
        effect=effects.consent,
        happened=happened.CONSENT,
        tells=(OTHER_AUTHORS, ALL_AT_THE_END),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
        rests_on=the_question,
    ),
    ExchangeAct(
        name=ExchangeAction.REFUSE,
        address="refuse",
        label=ExchangeAction.REFUSE.label,
        sources=(S.DISSEMINATED,),
        who=rules.AUTHOR,
        guards=(guards.answer_is_awaited,),
        open_until=SubmissionDossier.end_of_answers,
        effect=effects.refuse,
        happened=happened.REFUSE,
        tells=(OTHER_AUTHORS,),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        rests_on=the_question,
    ),
    ExchangeAct(
        name=ExchangeAction.SETTLE,
        label=ExchangeAction.SETTLE.label,
        sources=(S.DISSEMINATED,),
        who=(rules.PROCEDURE,),
        guards=(guards.question_can_be_settled,),
        effect=effects.settle,
        happened=happened.SETTLE,
        tells=(AUTHORS, ALL_AT_THE_END),
        rule=guards.INFORMATION,
        rules=OF_KIND,
    ),
    ExchangeAct(
        name=ExchangeAction.WITHDRAW,
        address="withdraw",
        label=ExchangeAction.WITHDRAW.label,
        sources=(S.AWAITING_AUTHORS, S.DECLINED, S.INTAKE, S.RETURNED, S.DISSEMINATED),
        target=S.WITHDRAWN,
        who=rules.WITHDRAWER,
        fields=fields.WithdrawSubmissionFields,
        effect=effects.withdraw,
        happened=happened.WITHDRAW,
        tells=(AUTHORS, READERS, OFFICES_IF_RECEIVED),
        rule=guards.INFORMATION,
        rules=OF_KIND,
        is_irreversible=True,
    ),
)  # fmt: skip

BY_NAME: Mapping[str, ExchangeAct] = {row.name: row for row in TABLE}
ON_SUBMISSION: Mapping[str, ExchangeAct] = {
    name: row for name, row in BY_NAME.items() if None not in row.sources
}
"""The acts on a submission that is there."""
BY_ADDRESS: Mapping[str, ExchangeAct] = {
    row.last_part: row for row in TABLE if row.is_for_people and row.name != ExchangeAction.SUBMIT
}
"""The acts on a submission that is there, as addresses name them."""

OPEN_CALL = StagedAct(
    name=ExchangeAction.OPEN_CALL,
    label=ExchangeAction.OPEN_CALL.label,
    sources=(None,),
    target=CallStage.OPEN,
    who=(rules.SECRETARIAT, rules.CHAIR),
    fields=fields.OpenCallFields,
    effect=collecting.open_call,
    happened=happened.OPEN_CALL,
    tells=(ASKED, CHAIR, SECRETARIAT),
    rule=guards.DATABASE,
)
CALL_TABLE: tuple[StagedAct, ...] = (
    StagedAct(
        name=ExchangeAction.REMIND,
        label=ExchangeAction.REMIND.label,
        sources=(CallStage.OPEN,),
        who=(rules.SECRETARIAT, rules.CHAIR),
        guards=(guards.somebody_is_silent,),
        fields=fields.RemindFields,
        effect=collecting.remind,
        happened=happened.REMIND,
        tells=(SILENT,),
        rule=PRACTICE,
    ),
    StagedAct(
        name=ExchangeAction.CLOSE_CALL,
        label=ExchangeAction.CLOSE_CALL.label,
        sources=(CallStage.OPEN,),
        target=CallStage.CLOSED,
        who=(rules.SECRETARIAT, rules.CHAIR),
        effect=collecting.close_call,
        happened=happened.CLOSE_CALL,
        tells=(ASKED, CHAIR, SECRETARIAT),
        rule=PRACTICE,
        is_irreversible=True,
    ),
)
CALL_ACTS: Mapping[str, StagedAct] = {row.name: row for row in CALL_TABLE}
"""The acts on a call that is there, by name."""


def the_views_held(subject: Any, actor: Actor) -> str:
    """Rest on the views that wait: the secretariat decides on what its form showed."""
    held = Version.objects.views_to_compile().order_by("submission")
    return sha256(" ".join(map(str, held.values_list("pk", flat=True))).encode())


@dataclass(frozen=True, kw_only=True)
class CompilingAct(StagedAct):
    """The act that makes a compilation of the views that wait."""

    def version_is_named(self, subject: Any, data: Mapping[str, Any]) -> bool:
        """Whether the body names the views that are meant; by an empty list, none."""
        return data.get("digests") is not None

    def version_wanted(self) -> str:
        """Say so of views, which no tag covers together."""
        return _("Say which views you mean: send the “digest” of each as “digests”.")


COMPILE = CompilingAct(
    name=ExchangeAction.COMPILE,
    rests_on=the_views_held,
    names_version=True,
    label=ExchangeAction.COMPILE.label,
    sources=(None,),
    target=CompilationStage.COMPILED,
    who=(rules.SECRETARIAT,),
    checks=(guards.there_are_views, guards.views_are_meant),
    fields=fields.CompileFields,
    effect=collecting.compile_views,
    happened=happened.COMPILE,
    tells=(CHAIR,),
    rule=guards.DATABASE,
)
COMPILATION_TABLE: tuple[StagedAct, ...] = (
    ActOnCompilation(
        name=ExchangeAction.DISSEMINATE_VIEWS,
        of_each_view=BY_NAME[ExchangeAction.DISSEMINATE],
        label=ExchangeAction.DISSEMINATE_VIEWS.label,
        sources=(CompilationStage.COMPILED,),
        target=CompilationStage.DISSEMINATED,
        who=(rules.SECRETARIAT,),
        effect=collecting.disseminate_views,
        happened=happened.DISSEMINATE_VIEWS,
        tells=(MEMBERS, CHAIR),
        rule=guards.DATABASE,
        is_irreversible=True,
    ),
)
COMPILATION_ACTS: Mapping[str, StagedAct] = {row.name: row for row in COMPILATION_TABLE}
"""The acts on a compilation that is there, by name."""

ALL_ACTS: tuple[ActType, ...] = (*TABLE, OPEN_CALL, *CALL_TABLE, COMPILE, *COMPILATION_TABLE)
