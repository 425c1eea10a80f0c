"""The proof of who takes part and who chairs: acts are replayed, the rest is the reference record."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from members.models import Chairmanship, Participant, Period
from members.reference import load_members, read_members
from members.synchronisation import differences_from
from members.transitions import ADMIT, CHANGE_STATUS, HAND_OVER
from records.proof import Difference, Entered, acts_about, compared, plain

Rows = dict[str, dict[str, Any]]


def members_differ() -> Iterator[Difference]:
    """Compare participants, periods and terms with the acts and with the reference record.

    There are few of them, so they are read whole.
    """
    yield from differences_from(lambda: load_members(read_members()))
    of_status = {ADMIT.name, CHANGE_STATUS.name}
    acts = [act for act in acts_about("participant") if act.action in {*of_status, HAND_OVER.name}]
    names = {name: name for name in ("kind", "name_en", "name_ru", "name_fr")}
    admitted = {act.key: act.given(**names) for act in acts if act.action == ADMIT.name}
    made = Participant.objects.filter(changed_by_act=True)
    yield from compared("participant", admitted, _by(made, "code"))
    yield from _periods_differ([act for act in acts if act.action in of_status])
    yield from _terms_differ([act for act in acts if act.action == HAND_OVER.name])


def _periods_differ(acts: list[Entered]) -> Iterator[Difference]:
    """Compare the periods that acts began and ended."""
    begun: Rows = {}
    ended: Rows = {}
    running: dict[str, str] = {}
    for act in acts:
        on, decision = act.facts["effective_on"], act.facts["decision"]
        status = act.facts["status"] if act.action == ADMIT.name else act.facts["to"]
        key = f"{act.key} {on}"
        if before := act.facts.get("from"):
            ended[key] = {"status": before, "ends_on": on, "end_decision": "" if status else decision}
            if first := running.pop(act.key, None):
                begun[first]["valid_to"] = on
        if status:
            begun[key] = {"status": status, "starts_on": on, "decision": decision, "valid_to": None}
            running[act.key] = key
    yield from compared("period from", begun, _made(Period, "participant_id", "valid_from"))
    yield from compared("period until", ended, _ended(Period, "participant_id", "valid_to"))


def _terms_differ(acts: list[Entered]) -> Iterator[Difference]:
    """Compare the terms as Chair that acts began and ended."""
    begun: Rows = {}
    ended: Rows = {}
    last: dict[str, Any] = {}
    for act in acts:
        on = act.facts["effective_on"]
        last["valid_to"] = on
        last = begun[on] = {"state_id": act.key, "decision": act.facts["decision"], "valid_to": None}
        ended[on] = {"state_id": act.facts["from"]}
    yield from compared("term as Chair from", begun, _made(Chairmanship, "valid_from"))
    found = _ended(Chairmanship, "valid_to")
    # Where nobody chaired for a while, the term before had ended already, and no act changed it.
    yield from compared("term as Chair until", {on: ended[on] for on in ended if on in found}, found)


def _made(model: type[Period | Chairmanship], *key: str) -> Rows:
    return _by(model.objects.filter(reference_key=None), *key)


def _ended(model: type[Period | Chairmanship], *key: str) -> Rows:
    """Return the rows that acts ended; what the reference record ends is compared with that."""
    return _by(model.objects.filter(changed_by_act=True, valid_to__isnull=False), *key)


def _by(rows: QuerySet, *key: str) -> Rows:
    return {" ".join(str(plain(row[name])) for name in key): row for row in rows.values()}
