"""The consultation and the designation: what each act writes, keeps and tells."""

from datetime import UTC, datetime

import pytest

from proposals.enums import Action, Stage
from proposals.models import Asked, Consultation, Response
from tests.factories.members import CHAIR, chair, delegate
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    act,
    dossier_of,
    everybody,
    in_days,
    proposal_at,
)
from tests.factories.taken import expect, kept, told

pytestmark = pytest.mark.django_db
CHAIRS = {"chair", CHAIR}


def test_the_chair_asks_every_interested_state():
    proposal = proposal_at(Stage.INTEREST)
    answer_by = in_days(14)

    taken = act(Action.OPEN_CONSULTATION, proposal, chair(), answer_by=answer_by, message="Who?")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)2", moved=("interest", "consultation"))
    assert kept(taken, "asked", "message") == [[COORDINATOR, CO_COORDINATOR], "Who?"]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, "secretariat"}
    assert taken.subject.proposal.due_at == datetime.fromisoformat(answer_by)
    assert list(Asked.objects.order_by("pk").values_list("state", "asked_at")) == [
        (COORDINATOR, taken.act.at),
        (CO_COORDINATOR, taken.act.at),
    ]
    consultation = Consultation.objects.get()
    assert (consultation.opened_at, consultation.message) == (taken.act.at, "Who?")
    assert consultation.answer_by == taken.subject.proposal.due_at


def test_an_answer_is_entered_and_a_new_one_replaces_it():
    proposal = proposal_at(Stage.CONSULTATION)
    dossier = dossier_of(proposal)
    assert dossier.silent == [COORDINATOR, CO_COORDINATOR]

    first = act(
        Action.RESPOND, proposal, delegate(CO_COORDINATOR), answer="support", supports="KG", statement="KG."
    )
    moved = ("consultation", "consultation")
    expect(first, capacity="member", state=CO_COORDINATOR, rule="CA (a)2", moved=moved)
    second = act(Action.RESPOND, proposal, delegate(CO_COORDINATOR), answer="co_coordinate")

    assert kept(first, "answer", "supports", "statement") == ["support", "KG", "KG."]
    assert told(first) == {*CHAIRS, "secretariat"}
    assert list(
        Response.objects.order_by("sequence").values_list("sequence", "answer", "supports", "answered_at")
    ) == [(1, "support", "KG", first.act.at), (2, "co_coordinate", None, second.act.at)]
    dossier = dossier_of(proposal)
    assert dossier.responses[CO_COORDINATOR].answer == "co_coordinate"
    assert dossier.silent == [COORDINATOR]
    assert dossier.offering == [COORDINATOR, CO_COORDINATOR]


def test_designation_names_coordinators_and_closes_the_consultation():
    proposal = proposal_at(Stage.CONSULTATION)
    lines = [{"state": CO_COORDINATOR, "role": "co_coordinator"}, {"state": "kg", "role": "coordinator"}]

    taken = act(Action.DESIGNATE_COORDINATORS, proposal, chair(), coordinators=lines, draft_due="2099-06-30")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)2", moved=("consultation", "drafting"))
    assert kept(taken, "coordinators", "draft_due") == [
        [{"state": "TJ", "role": "co_coordinator"}, {"state": "KG", "role": "coordinator"}],
        "2099-06-30",
    ]
    assert told(taken) == {*everybody(), "secretariat"}
    assert Consultation.objects.get().closed_at == taken.act.at
    assert dossier_of(proposal).coordinators == {"KG": "coordinator", "TJ": "co_coordinator"}
    assert str(taken.subject.proposal.draft_due) == "2099-06-30"
    assert taken.subject.proposal.due_at == datetime(2099, 6, 30, 18, 59, 59, tzinfo=UTC)


# Paper
