"""What the acts on one proposal say of it and of its rows: `{kind: {key: {field: value}}}`."""

from collections import defaultdict
from datetime import date
from typing import Any

from proposals.dossier import COORDINATING
from proposals.enums import ATTACHED, ENDED_AS, Action, Body, DraftingRole, Mode, Outcome, Stage
from records.canonical import canonical_bytes
from records.local_times import end_of_day
from records.proof import Entered

OPENED_BY = {
    Action.OPEN_SWG: Body.SWG,
    Action.OPEN_SOC: Body.SOC,
}


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
ENDING = (Action.CONCLUDE_SWG, Action.END_SILENCE, Action.CLOSE_SILENCE, Action.WITHDRAW)


def _deadline_of(act: Entered) -> dict[str, Any]:
    """Return the deadline that an act sets for its proposal, or that none is running; nothing where it
    leaves the one there is.
    """
    if act.action in ENDING or act.facts.get("silence") == "broken":
        return {"due_at": None}
    if act.action not in DEADLINES:
        return {}
    until = act.facts.get(DEADLINES[Action(act.action)])
    return {"due_at": end_of_day(date.fromisoformat(until)) if until and len(until) == DAY else until}


DAY = len("2026-11-30")


class Replay:
    """What the acts on one proposal say of its rows."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[Any, dict[str, Any]]] = defaultdict(dict)
        self.proposal: dict[str, Any] = {"revision": 0, "decided_at": None, "closed_at": None}

    def enter(self, act: Entered) -> None:
        """Take in the next act; a reminder speaks of the proposal and does nothing to it."""
        if "to" not in act.facts:
            return
        if not self.proposal["revision"]:
            self.proposal |= {"opened_at": act.at, "due_at": None}
        if act.facts["from"] != act.facts["to"]:
            since = act.facts.get("effective_at", act.at)
            stage = Stage(act.facts["to"])
            closed_at = since if stage.is_end else None
            self.proposal |= {"due_at": None, "stage_since": since, "closed_at": closed_at}
            if stage.is_decided:
                self.proposal["decided_at"] = self.proposal["decided_at"] or since
        self.proposal["revision"] += 1
        self.proposal["stage"] = act.facts["to"]
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
        if Stage(act.facts["to"]).is_withdrawn:
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
        names = ("digest", "in_force_on", "translations", "identities")
        facts |= act.given(**{name: name for name in names})
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
        self._conclude(act, ENDED_AS[act.facts["outcome"]])
        self._decide(act)

    def _end_silence(self, act: Entered) -> None:
        self._conclude(act, Outcome.ENDED)

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
