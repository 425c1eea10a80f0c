"""The proof of meetings: what was convened, put on the agenda, answered, concluded and attached, by acts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from meetings.enums import ADOPTING, BODY_OF, ItemOutcome
from meetings.models import AgendaItem, Attendance, Document, Invitation, Meeting
from meetings.transitions import AGENDA, INVITATIONS, LOGISTICS, MEETING
from records.proof import Difference, Entered, acts_about, compared, in_full

AT_ONCE = 200
"""Meetings whose acts and rows are in memory at a time."""
CONVENED = (
    "kind", "title", "format", "place", "audience", "message", "starts_at", "ends_at", "time_zone",
)  # fmt: skip
MOVED = ("starts_at", "ends_at", "time_zone", "place")


class MeetingReplay:
    """What the acts on one meeting say of it, of its agenda, and of who was invited and present."""

    def __init__(self) -> None:
        self.meeting: dict[str, Any] = {"host": None, "conclusions": "", "reason": ""}
        self.agenda: list[int] = []
        self.rows: dict[str, dict[Any, dict[str, Any]]] = {"item": {}, "invitation": {}, "attendance": {}}
        self.digests: dict[str, str] = {}

    def enter(self, act: Entered) -> None:
        """Take in the next act."""
        self.meeting |= act.given(stage="to")
        for file in act.facts.get("files", ()):
            self.digests[file["file"]] = file["digest"]
        if replay := getattr(self, f"_{act.action.replace('-', '_')}", None):
            replay(act)

    def items(self) -> dict[Any, dict[str, Any]]:
        """Return the items with their places on the agenda."""
        places = {item: {"position": place} for place, item in enumerate(self.agenda, start=1)}
        return {item: row | places[item] for item, row in self.rows["item"].items()}

    def _convene(self, act: Entered) -> None:
        self.meeting |= {"convened_at": act.at, **act.given(**{name: name for name in CONVENED})}
        self._invited(act, "invited")

    _convene_session = _convene_meeting = _convene

    def _reschedule(self, act: Entered) -> None:
        self.meeting |= act.given(**{name: name for name in MOVED})

    def _host_meeting(self, act: Entered) -> None:
        self.meeting |= act.given(host="host", place="place")

    def _withdraw_hosting(self, act: Entered) -> None:
        self.meeting["host"] = None

    def _invite(self, act: Entered) -> None:
        self._invited(act, "participants")

    def _invited(self, act: Entered, name: str) -> None:
        for code in act.facts.get(name, ()):
            self.rows["invitation"][code] = {"invited_at": act.at, "answer": "", "answered_at": None}

    def _answer_invitation(self, act: Entered) -> None:
        answered = {"answered_at": act.at, **act.given(answer="answer")}
        self.rows["invitation"].setdefault(act.facts["participant"], {}).update(answered)

    def _record_attendance(self, act: Entered) -> None:
        self.rows["attendance"] = {code: {} for code in act.facts["present"]}

    def _add_item(self, act: Entered) -> None:
        row = act.given(title="title", proposal="proposal")
        self.rows["item"][act.facts["item"]] = row | {"outcome": "", "conclusion": "", "concluded_at": None}
        self.agenda.append(act.facts["item"])

    def _remove_item(self, act: Entered) -> None:
        del self.rows["item"][act.facts["item"]]
        self.agenda.remove(act.facts["item"])

    def _move_item(self, act: Entered) -> None:
        self.agenda.remove(act.facts["item"])
        self.agenda.insert(act.facts["position"] - 1, act.facts["item"])

    def _conclude_item(self, act: Entered) -> None:
        self._concluded(act, act.facts, outcome=act.facts["outcome"], conclusion=act.facts["reason"])

    def _conclude_en_bloc(self, act: Entered) -> None:
        adopted = ADOPTING[BODY_OF[self.meeting["kind"]]]
        for item in act.facts["items"]:
            outcome = adopted if item["proposal"] else ItemOutcome.AGREED
            self._concluded(act, item, outcome=outcome, conclusion="")

    def _charge_experts(self, act: Entered) -> None:
        self._concluded(act, act.facts, outcome=ItemOutcome.CHARGED)

    def _concluded(self, act: Entered, item: Mapping[str, Any], **concluded: str) -> None:
        row = self.rows["item"][item["item"]]
        row |= {"concluded_at": act.at, **concluded}
        if "conclusion" not in concluded:  # which is of those who read the proposal
            row.pop("conclusion", None)

    def _report(self, act: Entered) -> None:
        self.meeting |= {"ended_at": act.at, **act.given(conclusions="conclusions")}

    def _cancel_meeting(self, act: Entered) -> None:
        self.meeting |= {"ended_at": act.at, **act.given(reason="reason")}


def meetings_differ() -> Iterator[Difference]:
    """Compare every meeting that was convened here, its agenda, invitations, attendance and files, with its
    acts.
    """
    last = 0
    fields = (
        "pk", "reference", "stage", "host", "conclusions", "reason", "convened_at", "ended_at", *CONVENED,
    )  # fmt: skip
    known = Meeting.objects.filter(Q(changed_by_act=True) | Q(reference_key=None))
    while batch := list(known.filter(pk__gt=last).order_by("pk").values(*fields)[:AT_ONCE]):
        last = batch[-1]["pk"]
        by_reference = {row["reference"]: row for row in batch}
        replays: dict[str, MeetingReplay] = defaultdict(MeetingReplay)
        for act in in_full(acts_about(MEETING, INVITATIONS, AGENDA, LOGISTICS, keys=by_reference)):
            replays[act.key].enter(act)
        said = {reference: replay.meeting for reference, replay in replays.items()}
        yield from compared("meeting", said, by_reference)
        found = _rows_of({row["pk"]: reference for reference, row in by_reference.items()})
        for reference, replay in replays.items():
            for kind, rows in (replay.rows | {"item": replay.items()}).items():
                yield from compared(f"meeting {reference}, {kind}", rows, found[reference][kind])
        yield from _files_differ(by_reference, replays)


def _rows_of(references: Mapping[int, str]) -> dict[str, dict[str, dict[Any, dict[str, Any]]]]:
    """Return `{reference: {kind: {key: fields}}}` of some meetings, a query for each kind."""
    found: dict[str, Any] = defaultdict(lambda: {"item": {}, "invitation": {}, "attendance": {}})
    of = {"meeting__in": list(references)}
    fields = (
        "meeting",
        "number",
        "position",
        "title",
        "proposal__reference",
        "outcome",
        "conclusion",
        "concluded_at",
    )
    for row in AgendaItem.objects.filter(**of).values(*fields).iterator():
        items = found[references[row["meeting"]]]["item"]
        items[row["number"]] = row | {"proposal": row["proposal__reference"]}
    answered = ("meeting", "participant", "invited_at", "answer", "answered_at")
    for row in Invitation.objects.filter(**of).values(*answered).iterator():
        found[references[row["meeting"]]]["invitation"][row["participant"]] = row
    for meeting, code in Attendance.objects.filter(**of).values_list("meeting", "participant").iterator():
        found[references[meeting]]["attendance"][code] = {}
    return found


def _files_differ(meetings: Mapping[str, Any], replays: Mapping[str, MeetingReplay]) -> Iterator[Difference]:
    keys = [row["pk"] for row in meetings.values()]
    rows = Document.objects.filter(meeting__in=keys, file__isnull=False).order_by("pk")
    for reference, file, digest in rows.values_list("meeting__reference", "file", "file__digest").iterator():
        name = f"meeting {reference}, file {file}"
        known = replays[reference].digests.get(str(file)) if reference in replays else None
        yield from compared("", {name: {"digest": known}} if known else {}, {name: {"digest": digest}})
