"""The proof of who takes part and who chairs: acts are replayed, the rest is the reference record."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from members.effects import NAMES
from members.enums import RecordEntry
from members.models import Chairmanship, FormerName, Participant, Period
from members.reference import load_members, read_members
from members.synchronisation import differences_from
from members.transitions import ADMIT, CHANGE_STATUS, CORRECT_ENTRY, HAND_OVER, RENAME
from members.undone import TAKES_BACK
from records.proof import Difference, Entered, acts_about, compared, plain

Rows = dict[str, dict[str, Any]]


def members_differ() -> Iterator[Difference]:
    """Compare participants, periods and terms with the acts and with the reference record.

    There are few of them, so they are read whole.
    """
    yield from differences_from(lambda: load_members(read_members()))
    acts = list(acts_about("participant"))
    yield from _names_differ(acts)
    of_status = {ADMIT.name, CHANGE_STATUS.name}
    yield from _periods_differ(_standing(acts, of_status, entry=RecordEntry.STATUS))
    yield from _terms_differ(_standing(acts, {HAND_OVER.name}, entry=RecordEntry.CHAIRMANSHIP))


def _names_differ(acts: list[Entered]) -> Iterator[Difference]:
    """Compare the names that acts gave, and those that they made former names."""
    named: Rows = {}
    former: Rows = {}
    names = {name: name for name in NAMES}
    for act in acts:
        if act.action == ADMIT.name:
            named[act.key] = act.given(kind="kind", **names)
        elif act.action == RENAME.name:
            named[act.key] = named.get(act.key, {}) | act.given(**names)
            former[f"{act.key} {act.facts['effective_on']}"] = dict(act.facts["before"])
    yield from compared("participant", named, _by(Participant.objects.filter(changed_by_act=True), "code"))
    yield from compared("former name until", former, _made(FormerName, "participant_id", "valid_to"))


@dataclass(frozen=True)
class Change:
    """A change that an act entered of a participant: from what to what, on which day, by which decision."""

    key: str
    on: str
    decision: str
    before: str
    after: str


def _standing(acts: list[Entered], names: set[str], *, entry: RecordEntry) -> list[Change]:
    """Return the changes that stand: without those that were taken back."""
    standing: list[Change] = []
    for act in acts:
        takes_back = act.action in TAKES_BACK and act.facts["entry"] == entry
        if takes_back:
            standing.remove(next(change for change in reversed(standing) if change.key == act.key))
        if act.action in names or (takes_back and act.action == CORRECT_ENTRY.name):
            facts = act.facts
            after = facts["status"] if act.action == ADMIT.name else facts["to"]
            standing.append(
                Change(act.key, facts["effective_on"], facts["decision"], facts.get("from", ""), after)
            )
    return standing


def _periods_differ(changes: list[Change]) -> Iterator[Difference]:
    """Compare the periods that acts began and ended."""
    begun: Rows = {}
    ended: Rows = {}
    running: dict[str, str] = {}
    for change in changes:
        on, decision = change.on, change.decision
        key = f"{change.key} {on}"
        if change.before:
            end_decision = "" if change.after else decision
            ended[key] = {"status": change.before, "ends_on": on, "end_decision": end_decision}
            if first := running.pop(change.key, None):
                begun[first]["valid_to"] = on
        if change.after:
            begun[key] = {"status": change.after, "starts_on": on, "decision": decision, "valid_to": None}
            running[change.key] = key
    yield from compared("period from", begun, _made(Period, "participant_id", "valid_from"))
    yield from compared("period until", ended, _ended(Period, "participant_id", "valid_to"))


def _terms_differ(changes: list[Change]) -> Iterator[Difference]:
    """Compare the terms as Chair that acts began and ended."""
    begun: Rows = {}
    ended: Rows = {}
    last: dict[str, Any] = {}
    for change in changes:
        on = change.on
        last["valid_to"] = on
        last = begun[on] = {"state_id": change.key, "decision": change.decision, "valid_to": None}
        ended[on] = {"state_id": change.before}
    yield from compared("term as Chair from", begun, _made(Chairmanship, "valid_from"))
    found = _ended(Chairmanship, "valid_to")
    # Where nobody chaired for a while, the term before had ended already, and no act changed it.
    yield from compared("term as Chair until", {on: ended[on] for on in ended if on in found}, found)


def _made(model: type[Period | Chairmanship | FormerName], *key: str) -> Rows:
    return _by(model.objects.filter(reference_key=None), *key)


def _ended(model: type[Period | Chairmanship], *key: str) -> Rows:
    """Return the rows that acts ended; what the reference record ends is compared with that."""
    return _by(model.objects.filter(changed_by_act=True, valid_to__isnull=False), *key)


def _by(rows: QuerySet, *key: str) -> Rows:
    return {" ".join(str(plain(row[name])) for name in key): row for row in rows.values()}
