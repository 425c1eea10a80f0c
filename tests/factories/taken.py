"""What an act left, as the tests of acts compare it: its columns, its payload, who was told."""

import json

import pytest

from notices.models import Notice
from proposals import actions
from proposals.models import Proposal
from records import register
from records.models import Act
from tests.factories.proposals import everybody


def entered(taken: actions.Taken) -> dict[str, object]:
    """Return what the register keeps of an act, as a reader of it sees."""
    row = Act.objects.get(number=taken.act.number)
    return {
        "capacity": row.capacity,
        "state": row.state,
        "rule": row.rule,
        "action": row.action,
        "object": (row.object_kind, row.object_key),
        "at": row.at,
    }


def payload(taken: actions.Taken) -> dict[str, object]:
    return json.loads(taken.act.payload)


def told(taken: actions.Taken) -> set[str]:
    return set(Notice.objects.filter(act=taken.act).values_list("addressee", flat=True))


def all_told() -> set[str]:
    return {*everybody(), "chair", "secretariat"}


def kept(taken: actions.Taken, *names: str) -> list[object]:
    return [payload(taken)[name] for name in names]


def expect(taken, *, capacity, state, rule, moved):
    """Assert what every act leaves: capacity, state and rule in the register, the way it went, the stage."""
    row = entered(taken)
    assert (row["capacity"], row["state"], row["rule"]) == (capacity, state, rule)
    assert row["object"] == ("proposal", taken.subject.proposal.reference)
    assert tuple(kept(taken, "from", "to")) == moved
    stored = Proposal.objects.get(pk=taken.subject.proposal.pk)
    assert (stored.stage, stored.revision) == (moved[1], taken.subject.proposal.revision)


# Interest


def fail_to_register(monkeypatch, attempt) -> None:
    """Attempt an act whose entry in the register fails after its effect was written."""

    def failing(**_facts):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(register, "append", failing)
        with pytest.raises(RuntimeError):
            attempt()
