"""The acts on meetings: one table, a row each. Pages, API, permission tests and notices derive from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import effects, fields, guards, happened, rules
from meetings.dossier import AGENDA, INVITATIONS, LOGISTICS, MEETING, MeetingDossier
from meetings.enums import CONCLUDING, OTHER_MEETINGS, SESSIONS, ItemOutcome, MeetingKind, MeetingStage
from meetings.models import AgendaItem, Meeting
from members.actor import Actor
from members.groups import CHAIR, MEMBERS, SECRETARIAT
from proposals.dossier import chair_code, member_codes
from proposals.enums import Action
from records.act_types import Entry, Group, Lead, Missing, Role, StagedAct, nothing, the_whole
from records.canonical import canonical_bytes, sha256
from records.certain import certain
from records.citations import PRACTICE

INVITED = Group("invited", gettext_lazy("those invited"))
HOST = Group("host", gettext_lazy("the host"))


@dataclass(frozen=True, kw_only=True)
class MeetingAct(StagedAct):
    """An act on a meeting that was convened here; `about` is what the register files it under, and where it
    has files `files_are_about`: whoever sees the meeting sees those. `of_each_item` is the row by which the
    items that it concludes move with it.
    """

    about: str = MEETING
    files_are_about: str = ""
    of_each_item: "ItemAct | None" = None

    def variety_of(self, dossier: MeetingDossier) -> MeetingKind:
        """Cite by the kind of meeting."""
        return MeetingKind(dossier.meeting.kind)

    def version_is_named(self, dossier: MeetingDossier, data: Mapping[str, Any]) -> bool:
        """Whether the body names the version of each paper that it concludes on."""
        if not dossier.meeting.body or data.get("outcome") == ItemOutcome.DEFERRED:
            return True
        papers = {str(item.number) for item in dossier.items if item.proposal_id}
        meant = _listed(data.get("items", data.get("item")))
        digests = _listed(data.get("digests", data.get("digest")))
        named = zip_longest(meant, digests, fillvalue="")
        return all(digest for item, digest in named if item in papers)

    def version_wanted(self) -> str:
        """Say so of papers, which the tag of a meeting does not cover."""
        return _("Say which version of each paper you mean: send its “digest”, of several items “digests”.")

    def stage_missing(self, dossier: MeetingDossier) -> Missing | None:
        """Say that nothing is done on a meeting of the record, or that the act is not open in the stage."""
        if dossier.stage and dossier.meeting.convened_at is None:
            return Missing(
                _("This meeting is of the record of the past; nothing is done on it here."), self.rule
            )
        return super().stage_missing(dossier)

    def carry_out(
        self, dossier: MeetingDossier, actor: Actor, body: Mapping[str, Any], at: datetime
    ) -> Entry:
        """Write the effect and the stage; tell the host that was, and the one that is now."""
        before = dossier.meeting.host_id
        entry = super().carry_out(dossier, actor, body, at)
        dossier.forget()
        groups: dict[str, list[str]] = {
            INVITED: list(dossier.invitations) if INVITED in self.tells else [],
            MEMBERS: member_codes(at.date()) if MEMBERS in self.tells else [],
            HOST: [before or "", dossier.meeting.host_id or ""],
            CHAIR: ["chair", chair_code(at.date())],
            SECRETARIAT: ["secretariat"],
        }
        about = self.files_are_about if body.get("files") or body.get("file") else ""
        return replace(
            entry, object_kind=about or self.about, told={group: groups[group] for group in self.tells}
        )

    def row_of(self, dossier: MeetingDossier) -> Meeting:
        """Return the meeting."""
        return dossier.meeting

    def write(self, meeting: Meeting, after: MeetingStage, done: Entry, at: datetime) -> None:
        """Enter when the meeting ended, held or not."""
        if after.is_end:
            meeting.ended_at = meeting.ended_at or at
        super().write(meeting, after, done, at)

    def done(self, dossier: MeetingDossier, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write the effect, which says what the register keeps of it."""
        payload = super().done(dossier, actor, body, at)
        for item, outcome in dossier.concluded:
            certain(self.of_each_item, "row for an item").carry_out(item, actor, {"outcome": outcome}, at)
        return Entry(object_kind=self.about, object_key=dossier.meeting.reference, payload=payload)


@dataclass(frozen=True, kw_only=True)
class ItemAct(StagedAct):
    """What becomes of an item of the agenda by an act on its meeting: its outcome is the stage it is in.

    It is part of that act: nobody does it by itself, and the register keeps one act, of the meeting.
    """

    sources: tuple[None] = (None,)
    who: tuple[Role, ...] = ()
    rule: str = PRACTICE
    effect: Callable[[AgendaItem, Actor, Mapping[str, Any], datetime], Entry] = effects.conclude_on_agenda

    def write(self, item: AgendaItem, after: ItemOutcome, done: Entry, at: datetime) -> None:
        """Enter what became of it, and when."""
        item.concluded_at = at
        super().write(item, after, done, at)


def _listed(given: Any) -> list[str]:
    return [str(one or "") for one in (given if isinstance(given, list | tuple) else [given])]


def the_papers(dossier: MeetingDossier, actor: Actor) -> str:
    """Rest on the meeting and on the papers of its agenda, each as the body has it before it."""
    digests = dossier.digests
    papers = [
        (item.number, item.consideration_id, digests.get(item.proposal_id or 0)) for item in dossier.items
    ]
    return sha256(canonical_bytes([the_whole(dossier, actor), papers]))


def the_date_and_place(dossier: MeetingDossier, actor: Actor) -> str:
    """Rest on when and where it meets, which is what is accepted: others' answers change no answer."""
    meeting = dossier.meeting
    return f"{meeting.starts_at} {meeting.ends_at} {meeting.place}"


QUORUM = "RoP 1(2)"
OF_A_BODY = dict.fromkeys(SESSIONS, QUORUM)
"""A body concludes by consensus, with its quorum present; where no body meets nothing is decided."""
OF_EXPERTS = {MeetingKind.EXPERT: "CA (b)4"}
"""The approach speaks of the meetings of experts; how sessions are prepared, no text says that was found."""
PLANNED = (MeetingStage.PLANNED,)
NOT_CANCELLED = (MeetingStage.PLANNED, MeetingStage.HELD)

CONCLUDED_ITEM = ItemAct(
    name="conclude-item",
    label=gettext_lazy("Conclude an item"),
    outcomes={outcome: Lead(outcome) for outcome in CONCLUDING},
)
ADOPTED_ITEM = ItemAct(
    name="conclude-en-bloc",
    label=gettext_lazy("Adopt several items en bloc"),
    outcomes={outcome: Lead(outcome) for outcome in (ItemOutcome.AGREED, ItemOutcome.APPROVED)},
)
CHARGED_ITEM = ItemAct(
    name="charge-experts",
    label=Action.CHARGE_EXPERTS.label,
    outcomes={ItemOutcome.CHARGED: Lead(ItemOutcome.CHARGED)},
)
ITEM_TABLE = (CONCLUDED_ITEM, ADOPTED_ITEM, CHARGED_ITEM)
"""What becomes of items."""

CONVENE_SESSION = MeetingAct(
    name="convene-session",
    label=gettext_lazy("Convene a session"),
    sources=(None,),
    target=MeetingStage.PLANNED,
    who=(rules.CHAIR, rules.SECRETARIAT),
    fields=fields.ConveneSessionFields,
    twins=(guards.is_convened_already,),
    effect=effects.convene,
    happened=happened.CONVENE,
    rule=PRACTICE,
    tells=(INVITED, CHAIR, SECRETARIAT),
)
CONVENE_MEETING = MeetingAct(
    name="convene-meeting",
    label=gettext_lazy("Convene a meeting"),
    sources=(None,),
    target=MeetingStage.PLANNED,
    who=(rules.SECRETARIAT,),
    fields=fields.ConveneMeetingFields,
    twins=(guards.is_convened_already,),
    effect=effects.convene,
    happened=happened.CONVENE,
    rule=PRACTICE,
    rules=OF_EXPERTS,
    tells=(INVITED, CHAIR, SECRETARIAT),
)

CONVENING: Mapping[str, MeetingAct] = {
    kind: CONVENE_SESSION if kind in SESSIONS else CONVENE_MEETING for kind in (*SESSIONS, *OTHER_MEETINGS)
}
"""The act that convenes a meeting of each kind."""
CONVENING_BY_NAME = {
    "session": (CONVENE_SESSION, MeetingKind.SOC),
    "meeting": (CONVENE_MEETING, MeetingKind.EXPERT),
}
"""The same by the word in the address of its form, with the kind that the form begins with."""

TABLE: tuple[MeetingAct, ...] = (
    MeetingAct(
        name="host-meeting",
        label=gettext_lazy("Host the meeting"),
        description=gettext_lazy(
            "Your state hosts the meeting and takes over the host's part of its logistics."
        ),
        sources=PLANNED,
        who=(rules.MEMBER, rules.OBSERVER_STATE),
        guards=(guards.has_no_host, guards.has_not_begun),
        fields=fields.HostFields,
        effect=effects.host_meeting,
        happened=happened.HOST,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
        rests_on=the_date_and_place,
    ),
    MeetingAct(
        name="withdraw-hosting",
        label=gettext_lazy("Withdraw as host"),
        sources=PLANNED,
        who=(rules.HOSTING_MEMBER, rules.HOSTING_OBSERVER),
        guards=(guards.has_not_begun,),
        fields=fields.EndingReasonFields,
        effect=effects.withdraw_hosting,
        happened=happened.WITHDRAW_HOSTING,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="answer-invitation",
        label=gettext_lazy("Answer the invitation"),
        about=INVITATIONS,
        sources=PLANNED,
        who=(rules.INVITED_MEMBER, rules.INVITED_OBSERVER),
        fields=fields.AnswerInvitationFields,
        effect=effects.answer_invitation,
        happened=happened.ANSWER,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(HOST, SECRETARIAT),
        rests_on=the_date_and_place,
    ),
    MeetingAct(
        name="invite",
        label=gettext_lazy("Invite further participants"),
        about=INVITATIONS,
        sources=PLANNED,
        who=rules.CONVENERS,
        checks=(guards.some_are_not_invited,),
        fields=fields.InviteFields,
        effect=effects.invite,
        happened=happened.INVITE,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(INVITED, HOST, SECRETARIAT),
        rests_on=the_date_and_place,
    ),
    MeetingAct(
        name="reschedule",
        label=gettext_lazy("Move to another time or place"),
        sources=PLANNED,
        who=rules.CONVENERS,
        guards=(guards.has_not_begun,),
        fields=fields.RescheduleFields,
        effect=effects.reschedule,
        happened=happened.RESCHEDULE,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="add-item",
        label=gettext_lazy("Add an item to the agenda"),
        about=AGENDA,
        sources=PLANNED,
        who=rules.CONVENERS,
        checks=(guards.proposal_is_ready,),
        fields=fields.AddItemFields,
        effect=effects.add_item,
        happened=happened.ADD_ITEM,
        rule=PRACTICE,
        tells=(CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="move-item",
        label=gettext_lazy("Move an item of the agenda"),
        about=AGENDA,
        sources=PLANNED,
        who=rules.CONVENERS,
        guards=(guards.has_items,),
        fields=fields.MoveItemFields,
        effect=effects.move_item,
        happened=happened.MOVE_ITEM,
        rule=PRACTICE,
        tells=(CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="remove-item",
        label=gettext_lazy("Take an item off the agenda"),
        about=AGENDA,
        sources=PLANNED,
        who=rules.CONVENERS,
        guards=(guards.has_items,),
        checks=(guards.item_is_untouched,),
        fields=fields.ItemFields,
        effect=effects.remove_item,
        happened=happened.REMOVE_ITEM,
        rule=PRACTICE,
        tells=(CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="open-considerations",
        label=gettext_lazy("Open the considerations of the agenda"),
        about=AGENDA,
        sources=PLANNED,
        who=rules.CONVENERS,
        guards=(guards.a_body_meets, guards.has_items),
        checks=(guards.something_is_to_be_opened,),
        fields=fields.OpenConsiderationsFields,
        effect=effects.open_considerations,
        happened=happened.OPEN_CONSIDERATIONS,
        rests_on=the_papers,
        rule=PRACTICE,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="record-attendance",
        label=gettext_lazy("Record who is present"),
        about=INVITATIONS,
        sources=PLANNED,
        who=rules.CONVENERS,
        guards=(guards.has_come,),
        fields=fields.RecordAttendanceFields,
        effect=effects.record_attendance,
        happened=happened.RECORD_ATTENDANCE,
        rule=QUORUM,
        rules={MeetingKind.EXPERT: PRACTICE},
        tells=(CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="conclude-item",
        label=gettext_lazy("Conclude an item"),
        about=AGENDA,
        sources=PLANNED,
        who=(rules.CHAIR, rules.SECRETARIAT_WITHOUT_BODY),
        guards=(guards.has_begun, guards.has_items, guards.attendance_is_recorded),
        checks=(guards.item_is_open, guards.quorum_where_agreed),
        fields=fields.ConcludeItemFields,
        effect=effects.conclude_item,
        happened=happened.CONCLUDE_ITEM,
        of_each_item=CONCLUDED_ITEM,
        rests_on=the_papers,
        names_version=True,
        rule=PRACTICE,
        rules=OF_A_BODY,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    MeetingAct(
        name="conclude-en-bloc",
        label=gettext_lazy("Adopt several items en bloc"),
        description=gettext_lazy("All of them are adopted together, or none is."),
        about=AGENDA,
        sources=PLANNED,
        who=(rules.CHAIR,),
        guards=(guards.a_body_meets, guards.has_begun, guards.has_items, guards.attendance_is_recorded),
        checks=(guards.items_are_open, guards.quorum_en_bloc),
        fields=fields.ConcludeEnBlocFields,
        effect=effects.conclude_en_bloc,
        happened=happened.CONCLUDE_EN_BLOC,
        of_each_item=ADOPTED_ITEM,
        rests_on=the_papers,
        names_version=True,
        rule=QUORUM,
        tells=(MEMBERS, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    MeetingAct(
        name="charge-experts",
        label=Action.CHARGE_EXPERTS.label,
        about=AGENDA,
        sources=PLANNED,
        who=(rules.CHAIR, rules.SECRETARIAT),
        guards=(guards.experts_meet, guards.has_begun, guards.has_items, guards.attendance_is_recorded),
        checks=(guards.item_has_a_proposal, guards.item_is_open),
        fields=fields.ChargeFromAgendaFields,
        effect=effects.charge_experts,
        happened=happened.CHARGE_EXPERTS,
        of_each_item=CHARGED_ITEM,
        is_irreversible=True,
        rests_on=the_papers,
        rule="CA (b)4",
        tells=(MEMBERS, CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="report",
        label=gettext_lazy("Report the meeting with its conclusions"),
        sources=PLANNED,
        target=MeetingStage.HELD,
        who=rules.CONVENERS,
        guards=(guards.has_begun, guards.attendance_is_recorded, guards.all_items_are_concluded),
        fields=fields.ReportFields,
        effect=effects.report,
        happened=happened.REPORT,
        rule=PRACTICE,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    MeetingAct(
        name="cancel-meeting",
        label=gettext_lazy("Cancel the meeting"),
        sources=PLANNED,
        target=MeetingStage.CANCELLED,
        who=rules.CONVENERS,
        guards=(guards.nothing_was_concluded,),
        fields=fields.EndingReasonFields,
        effect=effects.cancel,
        happened=happened.CANCEL,
        rule=PRACTICE,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
        is_irreversible=True,
    ),
    MeetingAct(
        name="add-document",
        label=gettext_lazy("Add a document"),
        about=AGENDA,
        files_are_about=MEETING,
        sources=NOT_CANCELLED,
        who=rules.CONVENERS,
        checks=(guards.document_exists,),
        fields=fields.AddDocumentFields,
        effect=effects.add_document,
        happened=happened.ADD_DOCUMENT,
        rule=PRACTICE,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
        rests_on=nothing,
    ),
    MeetingAct(
        name="remove-document",
        label=gettext_lazy("Take a document off"),
        about=AGENDA,
        files_are_about=MEETING,
        sources=NOT_CANCELLED,
        who=rules.CONVENERS,
        checks=(guards.document_is_linked,),
        fields=fields.RemoveDocumentFields,
        effect=effects.remove_document,
        happened=happened.REMOVE_DOCUMENT,
        rule=PRACTICE,
        tells=(INVITED, HOST, CHAIR, SECRETARIAT),
    ),
    MeetingAct(
        name="add-task",
        label=gettext_lazy("Add a task to the logistics"),
        about=LOGISTICS,
        sources=NOT_CANCELLED,
        who=(rules.SECRETARIAT,),
        checks=(guards.owner_is_there,),
        fields=fields.AddTaskFields,
        effect=effects.add_task,
        happened=happened.ADD_TASK,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(HOST, SECRETARIAT),
        rests_on=nothing,
    ),
    MeetingAct(
        name="update-task",
        label=gettext_lazy("Bring a task up to date"),
        about=LOGISTICS,
        sources=NOT_CANCELLED,
        who=(rules.SECRETARIAT, rules.HOSTING_MEMBER, rules.HOSTING_OBSERVER),
        guards=(guards.has_tasks,),
        checks=(guards.task_is_theirs,),
        fields=fields.UpdateTaskFields,
        effect=effects.update_task,
        happened=happened.UPDATE_TASK,
        rule=PRACTICE,
        rules=OF_EXPERTS,
        tells=(HOST, SECRETARIAT),
    ),
)

ON_MEETING: Mapping[str, MeetingAct] = {act.name: act for act in TABLE}
"""The acts on a meeting that was convened, by name."""
