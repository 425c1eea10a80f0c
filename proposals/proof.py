"""The proof of proposals: stages, papers, positions, outcomes, decisions, coordinators, replayed from acts.

A replay holds, for one proposal, what its acts say of each kind of row: `{kind: {key: {field: value}}}`.
Rows are read with the same keys and fields, and compared. What a payload does not hold is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby, islice
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q

from cbms.models import Coordinator
from cbms.proof import Amendment, editions_differ
from proposals.dossier import COORDINATING
from proposals.enums import ATTACHED, Action, Body, DraftingRole, Mode, Outcome, Stage
from proposals.models import (
    Asked,
    Comment,
    Consideration,
    Consultation,
    Decision,
    Designation,
    Extension,
    Interest,
    Paragraph,
    Position,
    Proposal,
    Response,
    Service,
    Version,
)
from proposals.papers import digest_of_paragraph, digest_of_text, translations_digest
from records.canonical import canonical_bytes
from records.local_times import end_of_day
from records.proof import Difference, Entered, acts_about, compared, objects_without_rows

AT_ONCE = 100
"""Proposals whose acts and rows are in memory at a time."""

OPENED_BY = {
    Action.OPEN_SWG: Body.SWG,
    Action.OPEN_SOC: Body.SOC,
}
OF_SOC = {"approved": Outcome.APPROVED, "declined": Outcome.DECLINED}


DEADLINES = {
    Action.OPEN_CONSULTATION: "answer_by",
    Action.CALL_EXPERTS: "designate_by",
    Action.CIRCULATE: "comments_until",
    Action.OPEN_SWG: "deadline",
    Action.OPEN_SOC: "deadline",
    Action.EXTEND_SILENCE: "deadline",
    Action.CONCLUDE_SOC: "silence_until",
    Action.DESIGNATE_COORDINATORS: "draft_due",
    Action.CHARGE_EXPERTS: "draft_due",
}
"""The fact by which an act sets a deadline; of a day its end. Without that fact none is running."""
ENDING = (Action.CONCLUDE_SWG, Action.CLOSE_SILENCE, Action.WITHDRAW)


def _deadline_of(act: Entered) -> dict[str, Any]:
    """Return the deadline that an act sets for its proposal, or that none is running; nothing where it
    leaves the one there is.
    """
    if act.action in ENDING or act.facts.get("silence") == "broken":
        return {"due_at": None}
    if act.action not in DEADLINES:
        return {}
    until = act.facts.get(DEADLINES[act.action])
    return {"due_at": end_of_day(date.fromisoformat(until)) if until and len(until) == DAY else until}


DAY = len("2026-11-30")


class Replay:
    """What the acts on one proposal say of its rows."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Any, dict[str, Any]]] = defaultdict(dict)
        self.proposal: dict[str, Any] = {"revision": 0, "closed_at": None}

    def enter(self, act: Entered) -> None:
        """Take in the next act; a reminder speaks of the proposal and does nothing to it."""
        if "to" not in act.facts:
            return
        if not self.proposal["revision"]:
            self.proposal |= {"opened_at": act.at, "due_at": None}
        if act.facts["from"] not in ("", act.facts["to"]):
            self.proposal["due_at"] = None
        self.proposal["revision"] += 1
        self.proposal["stage"] = act.facts["to"]
        if Stage(act.facts["to"]).is_end and act.facts["from"] != act.facts["to"]:
            self.proposal["closed_at"] = act.at
        self.proposal |= _deadline_of(act)
        if replay := getattr(self, f"_{act.action.replace('-', '_')}", None):
            replay(act)

    def _add(self, kind: str, key: Any, **fields: Any) -> None:
        self.rows[kind][key] = fields

    def _number(self, kind: str, *start: Any) -> tuple[Any, ...]:
        """Return the key of the next row of a kind among those whose keys start alike."""
        return (*start, 1 + sum(key[:-1] == start for key in self.rows[kind]))

    def _end(self, kind: str, state: str, field: str, at: str) -> None:
        for key, row in self.rows[kind].items():
            if key[0] == state and row[field] is None:
                row[field] = at

    def _declare_interest(self, act: Entered) -> None:
        self.proposal |= {"statement": "", **act.given(measure="measure")}
        facts = act.given(offer="offer", statement="statement")
        key = self._number("interest", act.state)
        self._add("interest", key, declared_at=act.at, withdrawn_at=None, **facts)

    def _withdraw_interest(self, act: Entered) -> None:
        self._end("interest", act.state, "withdrawn_at", act.at)
        self._end("designation", act.state, "ended_at", act.at)
        if act.facts["to"] == Stage.WITHDRAWN:
            self._close_consultation(act)

    def _open_views(self, act: Entered) -> None:
        self.proposal |= act.given(measure="measure", statement="statement") | {"opened_by": act.state}

    def _propose_amendment(self, act: Entered) -> None:
        facts = act.given(title="edition_title", statement="statement", edition="edition")
        self.proposal |= facts | {"opened_by": act.state}
        self._charge(act, act.state, DraftingRole.PROPOSER)

    def _compile_plan(self, act: Entered) -> None:
        self.proposal |= act.given(year="year")
        self._submit_paper(act)

    def _open_consultation(self, act: Entered) -> None:
        key = self._number("consultation")
        facts = act.given(answer_by="answer_by", message="message")
        self._add("consultation", key, opened_at=act.at, closed_at=None, **facts)
        for state in act.facts.get("asked", ()):
            self._add("asked", (*key, state), asked_at=act.at)

    def _close_consultation(self, act: Entered) -> None:
        for row in self.rows["consultation"].values():
            row["closed_at"] = row["closed_at"] or act.at

    def _respond(self, act: Entered) -> None:
        key = self._number("response", len(self.rows["consultation"]), act.state)
        facts = act.given(answer="answer", supports="supports", statement="statement")
        self._add("response", key, answered_at=act.at, **facts)

    def _designate_coordinators(self, act: Entered) -> None:
        self._close_consultation(act)
        for line in act.facts["coordinators"]:
            self._charge(act, line["state"], line["role"])
        self.proposal |= act.given(draft_due="draft_due")

    def _charge_experts(self, act: Entered) -> None:
        for state in act.facts["states"]:
            self._charge(act, state, DraftingRole.RESPONSIBLE_EXPERT)
        self.proposal |= act.given(draft_due="draft_due")

    def _charge(self, act: Entered, state: str, role: str) -> None:
        key = self._number("designation", state)
        self._add("designation", key, role=role, designated_at=act.at, ended_at=None)

    def _submit_paper(self, act: Entered) -> None:
        facts = {"in_force_on": None}
        facts |= act.given(digest="digest", in_force_on="in_force_on", translations="translations")
        by = act.state or None
        self._add(
            "version", act.facts["version"], submitted_at=act.at, submitted_by=by, symbol="",
            circulated_at=None, recomputed=act.facts["digest"], **facts,
        )  # fmt: skip

    def _circulate(self, act: Entered) -> None:
        facts = act.given(symbol="symbol", comments_until="comments_until", message="message")
        self.rows["version"][act.facts["version"]] |= {"circulated_at": act.at, **facts}
        for state in act.facts["served"]:
            self._add("service", (act.facts["version"], None, state), served_at=act.at)

    def _comment(self, act: Entered) -> None:
        facts = act.given(text="text", proposed_wording="proposed_wording", paragraph="paragraph")
        key = self._number("comment", act.facts["version"])
        self._add("comment", key, state=act.state, made_at=act.at, **facts)

    def _open_consideration(self, act: Entered) -> None:
        facts = act.given(
            body="body", mode="mode", closes_at="deadline", version="version", roster="roster",
            text_digest="text_digest", waiver_reason="waiver_reason",
        )  # fmt: skip
        key, is_silence = act.facts["consideration"], act.facts["mode"] == Mode.SILENCE
        self._add(
            "consideration", key, opened_at=act.at, silence_since=act.at if is_silence else None,
            outcome=Outcome.OPEN, concluded_at=None, effective_at=None, present=[], reason="", **facts,
        )  # fmt: skip
        for state in act.facts["roster"]:
            self._add("service", (act.facts["version"], key, state), served_at=act.at)

    _open_swg = _open_soc = _open_consideration

    def _extend_silence(self, act: Entered) -> None:
        key = act.facts["consideration"]
        self.rows["consideration"][key]["closes_at"] = act.facts["deadline"]
        facts = act.given(from_deadline="deadline_before", to_deadline="deadline", reason="reason")
        self._add("extension", self._number("extension", key), extended_at=act.at, **facts)

    def _take_position(self, act: Entered) -> None:
        key = act.facts["consideration"]
        facts = act.given(position="position", statement="statement", paragraphs="paragraphs")
        self._add("position", self._number("position", key, act.state), received_at=act.at, **facts)
        if act.facts.get("silence") == "broken":
            self._conclude(act, Outcome.SILENCE_BROKEN)

    def _conclude(self, act: Entered, outcome: str, *, key: int | None = None, **more: Any) -> None:
        row = self.rows["consideration"].get(key or act.facts.get("consideration"))
        if row is None:
            return
        row |= {"outcome": outcome, "concluded_at": act.at, "effective_at": act.at} | more
        for name in ("present", "reason"):
            row[name] = act.facts.get(name) or row[name]

    def _conclude_swg(self, act: Entered) -> None:
        self._conclude(act, act.facts["outcome"])

    def _conclude_soc(self, act: Entered) -> None:
        if until := act.facts.get("silence_until"):
            row = self.rows["consideration"][act.facts["consideration"]]
            row |= {"mode": Mode.SILENCE, "silence_since": act.at, "closes_at": until}
            row |= act.given(decision_title="title", present="present", reason="reason")
            return
        self._conclude(act, OF_SOC.get(act.facts["outcome"], Outcome.RETURNED))
        self._decide(act)

    def _close_silence(self, act: Entered) -> None:
        outcome = Outcome.AGREED if act.facts["body"] == Body.SWG else Outcome.APPROVED
        self._conclude(act, outcome, effective_at=act.facts["effective_at"])
        self._decide(act)

    def _withdraw(self, act: Entered) -> None:
        self._close_consultation(act)
        for key, row in self.rows["consideration"].items():
            if row["outcome"] == Outcome.OPEN:
                self._conclude(act, Outcome.WITHDRAWN, key=key)

    def _decide(self, act: Entered) -> None:
        if number := act.facts.get("decision"):
            key = act.facts["consideration"]
            considered = self.rows["consideration"][key]
            title = {"title": considered["decision_title"]} if considered.get("decision_title") else {}
            self._add(
                "decision", number, consideration=key, body=considered["body"], mode=considered["mode"],
                adopted_at=considered["effective_at"], coordinators=self._coordinators(),
                statements=self._statements(key), audience="members", measure=self.proposal.get("measure"),
                **(title | act.given(title="title")),
            )  # fmt: skip

    def _coordinators(self) -> list[dict[str, str]]:
        standing = [
            {"state": key[0], "role": row["role"]}
            for key, row in self.rows["designation"].items()
            if row["ended_at"] is None and row["role"] in COORDINATING
        ]
        return sorted(standing, key=canonical_bytes)

    def _statements(self, consideration: int) -> list[dict[str, str]]:
        taken = {key: row for key, row in self.rows["position"].items() if key[0] == consideration}
        latest = {key[1]: key for key in taken}
        return [
            {"state": key[1], **{name: row[name] for name in row if name != "paragraphs"}}
            for key, row in taken.items()
            if latest[key[1]] == key and row["position"] in ATTACHED and row.get("statement")
        ]

    def _publish_decision(self, act: Entered) -> None:
        self.rows["decision"][act.facts["decision"]]["audience"] = act.facts["audience"]


def proposals_differ() -> Iterator[Difference]:
    """Compare every proposal with its acts."""
    last = 0
    while batch := list(Proposal.objects.filter(pk__gt=last).order_by("pk").values(*PROPOSAL)[:AT_ONCE]):
        last = batch[-1]["pk"]
        replays: dict[str, Replay] = defaultdict(Replay)
        for act in acts_about("proposal", keys=[row["reference"] for row in batch]):
            replays[act.key].enter(act)
        found = _rows_of({row["pk"]: row["reference"] for row in batch})
        for row in batch:
            name = f"proposal {row['reference']}"
            if row["reference"] not in replays:
                yield Difference(name, "row", "it was never entered", "it is there")
                continue
            replay, rows = replays[row["reference"]], found[row["reference"]]
            yield from compared("", {name: replay.proposal}, {name: _with_measure(row)})
            for kind in replay.rows.keys() | rows.keys():
                yield from compared(f"{name}, {kind}", replay.rows[kind], rows[kind])
    yield from objects_without_rows("proposal", Proposal.objects.all(), key="reference")


PROPOSAL = (
    "pk", "reference", "stage", "revision", "opened_at", "closed_at", "title", "statement", "year",
    "draft_due", "edition", "opened_by", "measure__code", "due_at",
)  # fmt: skip


def _with_measure(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "measure": row["measure__code"]}


READ: dict[str, tuple[Any, str, tuple[str, ...], tuple[str, ...]]] = {
    "interest": (Interest, "proposal", ("state",), ("offer", "statement", "declared_at", "withdrawn_at")),
    "consultation": (Consultation, "proposal", (), ("opened_at", "answer_by", "closed_at", "message")),
    "designation": (Designation, "proposal", ("state",), ("role", "designated_at", "ended_at")),
    "extension": (
        Extension, "consideration__proposal", ("consideration",),
        ("extended_at", "from_deadline", "to_deadline", "reason"),
    ),
    "position": (
        Position, "consideration__proposal", ("consideration", "state"),
        ("position", "statement", "received_at", "paragraphs", "consideration__version"),
    ),
    "comment": (
        Comment, "version__paper__proposal", ("version__number",),
        ("state", "text", "proposed_wording", "made_at", "paragraph__identity"),
    ),
}  # fmt: skip
"""`{kind: (model, its way to the proposal, what its number counts within, the fields that are compared)}`."""

Rows = dict[str, dict[Any, dict[str, Any]]]


def _rows_of(references: Mapping[int, str]) -> dict[str, Rows]:
    """Return `{reference: {kind: {key: fields}}}` of some proposals, a fixed number of queries for all."""
    found: dict[str, Rows] = {reference: defaultdict(dict) for reference in references.values()}
    for kind, (model, way, within, fields) in READ.items():
        for row in _values(model, way, references, *within, *fields):
            rows = found[references[row[way]]][kind]
            start = tuple(row[name] for name in within)
            key = (*start, 1 + sum(known[:-1] == start for known in rows))
            rows[key] = row | {"paragraph": row.get("paragraph__identity")}
    _read_paragraphs_of_positions(found)
    _read_answers(found, references)
    _read_papers(found, references)
    _read_considerations(found, references)
    return found


def _read_paragraphs_of_positions(found: Mapping[str, Rows]) -> None:
    """Read which paragraphs positions are on, those whose digest in the version is the one that they name."""
    positions = [row for rows in found.values() for row in rows["position"].values() if row["paragraphs"]]
    versions = {row["consideration__version"] for row in positions}
    known = set(
        Paragraph.objects.filter(version__in=versions).values_list("version", "identity", "digest").iterator()
    )
    for row in positions:
        version = row["consideration__version"]
        try:
            row["paragraphs"] = [
                line["id"]
                for line in row["paragraphs"]
                if (version, UUID(line["id"]), line["digest"]) in known
            ]
        except (LookupError, TypeError, ValueError):
            continue  # compared as it is


def _values(model: Any, way: str, references: Mapping[int, str], *fields: str) -> Iterator[dict[str, Any]]:
    rows = model.objects.filter(**{f"{way}__in": list(references)}).order_by("pk").values(way, *fields)
    return rows.iterator(chunk_size=1_000)


def _read_answers(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    """Read the ledger of consultations and the answers; they count within the proposal's consultations."""
    way, numbers = "consultation__proposal", {}
    for row in _values(Consultation, "proposal", references, "pk"):
        of_proposal = [n for proposal, n in numbers.values() if proposal == row["proposal"]]
        numbers[row["pk"]] = row["proposal"], len(of_proposal) + 1
    for row in _values(Asked, way, references, "consultation", "state", "asked_at"):
        key = numbers[row["consultation"]][1], row["state"]
        found[references[row[way]]]["asked"][key] = row
    fields = ("consultation", "state", "sequence", "answer", "supports", "statement", "answered_at")
    for row in _values(Response, way, references, *fields):
        key = numbers[row["consultation"]][1], row["state"], row["sequence"]
        found[references[row[way]]]["response"][key] = row


def _read_papers(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    """Read versions with the digest that their text has now, and the proof of their service."""
    way = "paper__proposal"
    versions = {}
    fields = (
        "pk", "number", "title", "digest", "submitted_by", "submitted_at", "symbol", "circulated_at",
        "comments_until", "message", "in_force_on", "changes",
    )  # fmt: skip
    for row in _values(Version, way, references, *fields):
        versions[row["pk"]] = row | {"recomputed": _digest(row, [])}
        versions[row["pk"]]["translations"] = translations_digest([])
        found[references[row[way]]]["version"][row["number"]] = versions[row["pk"]]
    paragraphs = Paragraph.objects.filter(version__in=list(versions)).order_by("version", "position")
    for version, lines in groupby(paragraphs.iterator(chunk_size=500), key=lambda line: line.version_id):
        row, read = versions[version], list(lines)
        wrong = [line.position for line in read if line.digest != digest_of_paragraph(line.text_en)]
        for line in read:
            line.digest = digest_of_paragraph(line.text_en)
        row["recomputed"] = _digest(row, read)
        if wrong:
            row["recomputed"] = f"paragraph {wrong[0]} is not what its digest says"
        row["translations"] = translations_digest(read)
    for row in _values(
        Service,
        "version__paper__proposal",
        references,
        "version__number",
        "consideration",
        "state",
        "served_at",
    ):
        key = row["version__number"], row["consideration"], row["state"]
        found[references[row["version__paper__proposal"]]]["service"][key] = row


def _digest(row: Mapping[str, Any], paragraphs: list[Paragraph]) -> str:
    """Return the digest of a text, or that none can be worked out of what its row holds."""
    try:
        return digest_of_text(row["title"], paragraphs, changes=row["changes"])
    except (AttributeError, LookupError, TypeError, ValueError):
        return "its changes cannot be read"


def _read_considerations(found: Mapping[str, Rows], references: Mapping[int, str]) -> None:
    fields = (
        "pk", "body", "mode", "opened_at", "silence_since", "closes_at", "roster", "text_digest",
        "waiver_reason", "present", "outcome", "concluded_at", "effective_at", "reason", "decision_title",
        "version__number", "version__paper__proposal",
    )  # fmt: skip
    for row in _values(Consideration, "proposal", references, *fields):
        is_own = row["version__paper__proposal"] == row["proposal"]
        facts = row | {"version": row["version__number"] if is_own else "of another proposal"}
        found[references[row["proposal"]]]["consideration"][row["pk"]] = facts
    fields = (
        "number", "body", "consideration", "title", "adopted_at", "mode", "coordinators", "statements",
        "audience", "measure__code",
    )  # fmt: skip
    for row in _values(Decision, "proposal", references, *fields):
        lines = row["coordinators"]
        if isinstance(lines, list):  # what is none is compared as it is
            lines = sorted(lines, key=canonical_bytes)
        found[references[row["proposal"]]]["decision"][row["number"]] = _with_measure(row) | {
            "coordinators": lines
        }


def coordinators_differ() -> Iterator[Difference]:
    """Compare the official list with the decisions that name coordinators, and find entries without one."""
    named = Decision.objects.exclude(coordinators=[]).annotate(day=F("adopted_at__date"))
    days = list(named.order_by("pk").values_list("number", "measure", "day"))
    decisions = named.order_by("number").select_related("measure")
    for batch in iter(partial(_next, decisions.iterator(chunk_size=AT_ONCE)), []):
        listed: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        for row in Coordinator.objects.filter(decision__in=[one.number for one in batch]).values():
            listed[row["decision"]][row["state_id"]] = row
        for decision in batch:
            entries = listed[decision.number]
            same_day = [n for n, _of, day in days if day == decision.day and n > decision.number]
            if entries or not same_day:  # a later decision of one day takes the place of an earlier
                said = _entries_of(decision, entries, days)
                yield from compared(f"decision {decision.number}, coordinator", said, entries)
    made_here = Q(changed_by_act=True, reference_key=None) & ~Q(decision="")
    unknown = Coordinator.objects.filter(made_here).exclude(decision__in=Decision.objects.values("number"))
    for state, decision, entries in (
        unknown.values_list("state", "decision").annotate(entries=Count("pk")).order_by("state").iterator()
    ):
        yield Difference(f"coordinator {state}", "decision", "no such decision", f"{decision} ({entries})")


def amended_editions_differ() -> Iterator[Difference]:
    """Compare the editions of the catalogue with the decisions that made them, of which there are few."""
    decided = Decision.objects.exclude(consideration__version__changes=[]).order_by("pk")
    yield from editions_differ(
        Amendment(
            decision=decision.number,
            base=decision.proposal.edition_id,
            title=decision.proposal.title,
            changes=decision.consideration.version.changes,
            adopted_on=decision.adopted_at.date(),
            in_force_on=decision.consideration.version.in_force_on,
        )
        for decision in decided.select_related("proposal", "consideration__version")
    )


def _next(decisions: Iterator[Decision]) -> list[Decision]:
    return list(islice(decisions, AT_ONCE))


def _entries_of(
    decision: Decision,
    entries: Mapping[str, Mapping[str, Any]],
    days: Sequence[tuple[str, int | None, date]],
) -> dict[str, dict[str, Any]]:
    """Return the entries that a decision makes. Each ends with the next decision on the same measure, under
    this edition or another: it may end on the day of any that came later, and ends with one on its very own.
    """
    later = {day for _number, _measure, day in days if day > decision.day}
    own = min((day for _number, of, day in days if of == decision.measure_id and day in later), default=None)
    possible = {day for day in later if own is None or day <= own}
    ends = {state: row["valid_to"] for state, row in entries.items() if row["valid_to"] in possible}
    return {
        line["state"]: {
            "role": line["role"],
            "valid_from": decision.day,
            "valid_to": ends.get(line["state"], own),
            "measure_id": decision.measure_id,
            "area_id": decision.measure.area_id,
        }
        for line in decision.coordinators
    }
