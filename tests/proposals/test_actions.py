"""Each act of the table: what it writes, what the register keeps, who is told; and the order of refusals."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from psycopg import sql

from cbms.models import Coordinator, Measure
from members.actor import Actor
from notices.models import Notice
from proposals import actions
from proposals.actions import declare, settle, settle_all
from proposals.enums import OPEN_STAGES, Action, Mode, Route, Stage
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
from proposals.papers import identities_digest, translations_digest
from proposals.tasks import close_due_silences
from proposals.transitions import BY_NAME, TABLE
from records import clock, register
from records.citations import PRACTICE
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests.factories.members import CHAIR, administrator, admit, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    PARAGRAPHS,
    UNINVOLVED,
    act,
    circulate,
    conclude,
    consider,
    considered,
    dossier_of,
    everybody,
    in_days,
    legal_body,
    open_proposal,
    position,
    proposal_at,
    silence_at,
    submit,
)
from tests.factories.taking import act_on_proposal as take
from tests.factories.taking import take_position

pytestmark = pytest.mark.django_db

CHAIRS = {"chair", CHAIR}
NOTE = {"note_number": "12/2026", "note_date": "2026-01-15"}
MICROSECOND = timedelta(microseconds=1)

OF_ROUTE_A = [stage for stage in OPEN_STAGES if stage not in (Stage.VIEWS, Stage.EXPERTS)]


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


def test_the_first_declaration_opens_a_numbered_proposal():
    taken = declare(
        measure="eco-2", route="A", actor=delegate("KG"), data={"offer": "coordinator", "statement": "Yes."}
    )

    year = taken.act.at.year
    expect(taken, capacity="member", state="KG", rule="CA (a)1", moved=(None, "interest"))
    assert kept(taken, "measure", "offer", "statement") == ["ECO-2", "coordinator", "Yes."]
    assert taken.subject.proposal.reference == f"P-{year}-001"
    assert taken.subject.proposal.edition_id == "2007"
    assert taken.subject.proposal.opened_at == taken.subject.proposal.stage_since == taken.act.at
    assert told(taken) == all_told()
    assert list(Interest.objects.values_list("state", "offer", "statement", "declared_at")) == [
        ("KG", "coordinator", "Yes.", taken.act.at)
    ]


def test_references_are_numbered_without_gaps_also_after_a_failed_act(monkeypatch):
    open_proposal(measure="ECO-2")
    fail_to_register(monkeypatch, lambda: open_proposal(measure="ECO-3"))

    assert open_proposal(measure="ECO-4").reference.endswith("-002")


@pytest.mark.parametrize("stage", [Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING])
def test_a_later_declaration_joins_the_open_proposal(stage):
    proposal = proposal_at(stage)

    taken = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={"offer": "none"})

    assert taken.subject.proposal.pk == proposal.pk
    expect(taken, capacity="member", state=UNINVOLVED, rule="CA (a)1", moved=(stage, stage))
    assert told(taken) == all_told()
    assert UNINVOLVED in dossier_of(proposal).interests


@pytest.mark.parametrize("stage", OF_ROUTE_A[3:])
def test_a_proposal_past_drafting_is_not_joined(stage):
    proposal_at(stage)

    with pytest.raises(NotNow) as refusal:
        declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    assert refusal.value.rule == "CA (a)1"
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN])
def test_an_ended_proposal_gives_room_for_the_next(stage):
    first = proposal_at(stage)

    second = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={}).subject.proposal

    assert second.pk != first.pk
    assert second.stage == Stage.INTEREST


@pytest.mark.parametrize(
    ("measure", "route", "named"),
    [
        ("ECO-99", "A", "measure"),
        ("ECO-2", "Z", "route"),
        ("", "A", "measure"),
        ("ECO-2\x00", "A", "measure"),
    ],
)
def test_a_first_declaration_names_a_measure_and_a_route(measure, route, named):
    with pytest.raises(Invalid) as refusal:
        declare(measure=measure, route=route, actor=delegate("KG"), data={})

    assert set(refusal.value.errors) == {named}


def test_a_declaration_is_for_members_before_its_body_is_looked_at():
    for actor in (Actor.nobody(), delegate("JP"), administrator(), viewer("KG"), secretariat()):
        measure = "ECO-2" if actor.is_member or actor.is_secretariat else "ECO-99"
        with pytest.raises(NotYours):
            declare(measure=measure, route="A", actor=actor, data={})

    assert not Proposal.objects.exists()


def test_a_declaration_finds_that_a_silence_has_ended_before_it(move_clock):
    first = silence_at(Stage.SENIOR_OFFICIALS)
    move_clock(days=15)

    taken = declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    first.refresh_from_db()
    assert first.stage == Stage.APPROVED
    assert taken.subject.proposal.pk != first.pk


def test_a_refused_declaration_leaves_the_silence_closed(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    move_clock(days=15)

    with pytest.raises(NotNow):
        declare(measure="ECO-2", route="A", actor=delegate(UNINVOLVED), data={})

    proposal.refresh_from_db()
    assert proposal.stage == Stage.AGREED


def test_withdrawing_interest_ends_the_declaration_and_nothing_else():
    proposal = proposal_at(Stage.INTEREST)

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR), statement="Later.")

    expect(taken, capacity="member", state=CO_COORDINATOR, rule="CA intro 3", moved=("interest", "interest"))
    assert kept(taken, "statement") == ["Later."]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert list(Interest.objects.filter(withdrawn_at=taken.act.at).values_list("state", flat=True)) == [
        CO_COORDINATOR
    ]
    assert list(dossier_of(proposal).interests) == [COORDINATOR]


def test_withdrawing_interest_ends_the_designation_too():
    proposal = proposal_at(Stage.DRAFTING)

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    assert list(Designation.objects.filter(ended_at=taken.act.at).values_list("state", flat=True)) == [
        CO_COORDINATOR
    ]


@pytest.mark.parametrize("stage", [Stage.INTEREST, Stage.CONSULTATION, Stage.DRAFTING])
def test_when_the_last_interested_state_leaves_the_proposal_is_withdrawn(stage):
    proposal = proposal_at(stage)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    taken = act(Action.WITHDRAW_INTEREST, proposal, delegate(COORDINATOR))

    expect(taken, capacity="member", state=COORDINATOR, rule="CA intro 3", moved=(stage, "withdrawn"))
    assert taken.subject.proposal.closed_at == taken.act.at
    assert not Consultation.objects.filter(closed_at=None).exists()


def test_a_state_that_left_may_declare_again():
    proposal = proposal_at(Stage.INTEREST)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))

    act(Action.DECLARE_INTEREST, proposal, delegate(CO_COORDINATOR), offer="none")

    assert list(dossier_of(proposal).interests) == [COORDINATOR, CO_COORDINATOR]
    assert Interest.objects.filter(proposal=proposal).count() == 3


# Consultation and designation


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


def test_a_paper_becomes_an_immutable_numbered_version():
    proposal = proposal_at(Stage.DRAFTING)

    taken = act(
        Action.SUBMIT_PAPER,
        proposal,
        delegate(CO_COORDINATOR),
        title="Concept paper",
        paragraphs=[{"en": "Text.", "ru": "Текст.", "fr": "Texte."}],
    )

    expect(taken, capacity="member", state=CO_COORDINATOR, rule="CA (a)2", moved=("drafting", "editorial"))
    version = Version.objects.get()
    assert payload(taken) == {
        "from": "drafting",
        "to": "editorial",
        "version": 1,
        "digest": version.digest,
        "translations": translations_digest(version.paragraphs.order_by("position")),
        "identities": identities_digest(version.paragraphs.order_by("position")),
        "paragraphs": 1,
    }
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert (version.number, version.title, version.symbol) == (1, "Concept paper", "")
    assert (version.submitted_by_id, version.submitted_at) == (CO_COORDINATOR, taken.act.at)
    assert list(Paragraph.objects.values_list("position", "is_heading", "text_en", "text_ru", "text_fr")) == [
        (1, False, "Text.", "Текст.", "Texte.")
    ]
    assert taken.subject.proposal.due_at is None


def test_a_new_version_keeps_the_identities_it_names():
    proposal = proposal_at(Stage.EDITORIAL)
    first = list(Paragraph.objects.order_by("position").values_list("identity", flat=True))
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is too short.")

    lines = [{**line, "id": str(known)} for line, known in zip(PARAGRAPHS, first, strict=True)]
    submit(proposal, [*lines, {"en": "And reported on."}])

    second = Version.objects.get(number=2)
    identities = list(second.paragraphs.order_by("position").values_list("identity", flat=True))
    assert identities[:-1] == first
    assert identities[-1] not in first


def test_a_paragraph_that_no_version_had_is_refused_by_field():
    proposal = proposal_at(Stage.DRAFTING)
    lines = [{"en": "Text.", "id": "6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11"}]

    with pytest.raises(Invalid) as refusal:
        act(Action.SUBMIT_PAPER, proposal, delegate(COORDINATOR), title="T", paragraphs=lines)

    assert set(refusal.value.errors) == {"paragraphs"}
    assert not Version.objects.exists()


def test_the_secretariat_returns_a_paper_with_its_reason():
    proposal = proposal_at(Stage.EDITORIAL)

    taken = act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("editorial", "drafting"))
    assert kept(taken, "version", "reason") == [1, "The review is missing."]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS}


def test_circulation_gives_a_symbol_and_serves_every_member():
    proposal = proposal_at(Stage.EDITORIAL)
    until = in_days(30)

    taken = act(Action.CIRCULATE, proposal, secretariat(), comments_until=until, message="Please comment.")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("editorial", "circulation"))
    version = Version.objects.get()
    assert version.symbol == f"CICA/SWG/{taken.act.at.year}/CP.1"
    assert version.circulated_at == taken.act.at
    assert version.comments_until == taken.subject.proposal.due_at == datetime.fromisoformat(until)
    assert kept(taken, "symbol", "digest", "served", "message") == [
        version.symbol,
        version.digest,
        everybody(),
        "Please comment.",
    ]
    assert told(taken) == all_told()
    served = Service.objects.filter(version=version, consideration=None, served_at=taken.act.at)
    assert sorted(served.values_list("state", flat=True)) == sorted(everybody())


def test_a_comment_is_on_the_paper_or_on_one_of_its_paragraphs():
    proposal = proposal_at(Stage.CIRCULATION)
    paragraph = Paragraph.objects.order_by("position")[1]

    on_paper = act(Action.COMMENT, proposal, delegate(UNINVOLVED), text="Good.")
    moved = ("circulation", "circulation")
    expect(on_paper, capacity="member", state=UNINVOLVED, rule="CA (a)3", moved=moved)
    on_paragraph = act(
        Action.COMMENT,
        proposal,
        delegate(UNINVOLVED),
        text="Shorter.",
        paragraph=str(paragraph.identity),
        proposed_wording="States cooperate.",
    )

    assert kept(on_paper, "version", "paragraph", "text") == [1, None, "Good."]
    assert kept(on_paragraph, "paragraph", "proposed_wording") == [
        str(paragraph.identity),
        "States cooperate.",
    ]
    assert told(on_paper) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert list(Comment.objects.order_by("pk").values_list("state", "text", "paragraph", "made_at")) == [
        (UNINVOLVED, "Good.", None, on_paper.act.at),
        (UNINVOLVED, "Shorter.", paragraph.pk, on_paragraph.act.at),
    ]
    assert dossier_of(proposal).commented == {UNINVOLVED}


def test_a_comment_on_a_paragraph_that_is_not_there_is_refused_by_field():
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(Invalid) as refusal:
        act(
            Action.COMMENT,
            proposal,
            delegate(UNINVOLVED),
            text="Shorter.",
            paragraph="6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11",
        )

    assert set(refusal.value.errors) == {"paragraph"}


def test_a_coordinator_takes_the_paper_back_to_revise():
    proposal = proposal_at(Stage.CIRCULATION)

    taken = act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take the comments in.")

    expect(taken, capacity="member", state=COORDINATOR, rule="CA (a)3", moved=("circulation", "drafting"))
    assert kept(taken, "version", "reason") == [1, "To take the comments in."]
    assert told(taken) == all_told()
    assert taken.subject.proposal.due_at is None


# Considerations


@pytest.mark.parametrize(
    ("before", "action", "after", "body"),
    [
        (Stage.CIRCULATION, Action.OPEN_SWG, "working_group", "SWG"),
        (Stage.AGREED, Action.OPEN_SOC, "senior_officials", "SOC"),
    ],
)
def test_opening_freezes_text_and_roster_and_serves_every_member(before, action, after, body):
    proposal = proposal_at(before)
    version = Version.objects.get()
    deadline = in_days(14)

    taken = act(
        action, proposal, chair(), mode="silence", deadline=deadline, waiver_reason="The Chair waives."
    )

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=(before, after))
    one = considered(proposal)
    assert (one.body, one.mode, one.outcome) == (body, "silence", "open")
    assert one.opened_at == one.silence_since == taken.act.at
    assert one.closes_at == taken.subject.proposal.due_at == datetime.fromisoformat(deadline)
    assert (one.version, one.text_digest, one.roster) == (version, version.digest, everybody())
    assert taken.subject.proposal.under == Mode.SILENCE
    assert kept(taken, "consideration", "body", "roster", "text_digest", "symbol", "waiver_reason") == [
        one.pk,
        body,
        everybody(),
        version.digest,
        version.symbol,
        "The Chair waives.",
    ]
    assert told(taken) == all_told()
    served = Service.objects.filter(version=version, consideration=one, served_at=taken.act.at)
    assert sorted(served.values_list("state", flat=True)) == sorted(everybody())


def test_a_meeting_has_no_deadline():
    proposal = proposal_at(Stage.WORKING_GROUP)

    one = considered(proposal)

    assert (one.mode, one.silence_since, one.closes_at) == ("meeting", None, None)
    assert (proposal.due_at, proposal.under) == (None, "meeting")


def test_the_secretariat_may_open_the_committee():
    proposal = proposal_at(Stage.AGREED)

    taken = act(Action.OPEN_SOC, proposal, secretariat(), mode="meeting")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("agreed", "senior_officials"))


def test_a_position_is_bound_to_its_paragraphs_as_they_read():
    proposal = proposal_at(Stage.WORKING_GROUP)
    paragraph = Paragraph.objects.order_by("position")[1]

    taken = position(proposal, "MN", "amendment", "Shorter.", paragraphs=[str(paragraph.identity)])

    moved = ("working_group", "working_group")
    expect(taken, capacity="member", state="MN", rule="RoP 1(2)", moved=moved)
    stored = Position.objects.get()
    assert (stored.state_id, stored.position, stored.statement) == ("MN", "amendment", "Shorter.")
    assert (stored.sequence, stored.received_at) == (1, taken.act.at)
    assert stored.paragraphs == [{"id": str(paragraph.identity), "digest": paragraph.digest}]
    assert kept(taken, "consideration", "position", "statement", "paragraphs") == [
        considered(proposal).pk,
        "amendment",
        "Shorter.",
        [str(paragraph.identity)],
    ]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}


def test_a_position_on_a_paragraph_that_is_not_there_is_refused_by_field():
    proposal = proposal_at(Stage.WORKING_GROUP)

    with pytest.raises(Invalid) as refusal:
        position(proposal, "MN", "support", paragraphs=["6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11"])

    assert set(refusal.value.errors) == {"paragraphs"}


def test_a_new_position_replaces_the_standing_one_and_erases_none():
    proposal = proposal_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")
    position(proposal, "MN", "support")

    assert list(Position.objects.order_by("sequence").values_list("sequence", "position")) == [
        (1, "objection"),
        (2, "support"),
    ]
    assert dossier_of(proposal).blocking == []


@pytest.mark.parametrize(
    ("outcome", "stage", "stored"),
    [
        ("agreed", "agreed", "agreed"),
        ("returned", "drafting", "returned"),
        ("declined", "declined", "declined"),
    ],
)
def test_the_working_group_concludes_at_a_meeting(outcome, stage, stored):
    proposal = proposal_at(Stage.WORKING_GROUP)

    taken = conclude(proposal, Action.CONCLUDE_SWG, outcome, reason="As the meeting found.")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("working_group", stage))
    one = considered(proposal)
    assert (one.outcome, one.present, one.reason) == (stored, everybody(), "As the meeting found.")
    assert one.concluded_at == one.effective_at == taken.act.at
    assert kept(taken, "consideration", "outcome", "present", "reason") == [
        one.pk,
        outcome,
        everybody(),
        "As the meeting found.",
    ]
    assert told(taken) == all_told()
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")
    assert (taken.subject.proposal.closed_at is not None) == (stage == "declined")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "stage", "stored"),
    [
        ("returned_to_swg", "agreed", "returned"),
        ("returned", "drafting", "returned"),
        ("declined", "declined", "declined"),
    ],
)
def test_the_committee_may_conclude_without_approving(outcome, stage, stored):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)

    taken = conclude(proposal, Action.CONCLUDE_SOC, outcome, reason="As the meeting found.")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("senior_officials", stage))
    assert considered(proposal).outcome == stored
    assert told(taken) == all_told()
    assert not Decision.objects.exists()


def test_the_committee_approves_by_a_numbered_decision():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "reservation", "Without prejudice to our law.")
    position(proposal, "TH", "dissociation", "We stay apart.")
    position(proposal, "VN", "reservation", "First words.")
    position(proposal, "VN", "interpretative_statement", "“May” is no duty.")
    position(proposal, "IN", "interpretative_statement", "Given up.")
    position(proposal, "IN", "support")

    taken = conclude(proposal, Action.CONCLUDE_SOC, "approved", title="On small enterprises")

    expect(taken, capacity="chair", state=CHAIR, rule="CA (a)3", moved=("senior_officials", "approved"))
    decision = Decision.objects.get()
    assert decision.number == f"SOC-{taken.act.at.year}-001"
    assert kept(taken, "decision") == [decision.number]
    assert (decision.title, decision.body, decision.mode) == ("On small enterprises", "SOC", "meeting")
    assert decision.adopted_at == taken.act.at
    assert decision.consideration == considered(proposal)
    assert decision.audience == "members"
    assert decision.coordinators == [
        {"state": COORDINATOR, "role": "coordinator"},
        {"state": CO_COORDINATOR, "role": "co_coordinator"},
    ]
    assert [(one["state"], one["position"], one["statement"]) for one in decision.statements] == [
        ("MN", "reservation", "Without prejudice to our law."),
        ("TH", "dissociation", "We stay apart."),
        ("VN", "interpretative_statement", "“May” is no duty."),
    ]
    assert told(taken) == all_told()
    assert taken.subject.proposal.closed_at is None


def test_a_decision_without_a_title_has_the_papers():
    proposal_at(Stage.APPROVED)

    assert Decision.objects.get().title == "Concept paper"


def test_the_decision_enters_the_official_list_and_ends_what_stood_there():
    measure = Measure.objects.get(code="ECO-2", edition="2007")
    Coordinator.objects.create(
        state_id="IN",
        measure=measure,
        area=measure.area,
        role="coordinator",
        valid_from=datetime(2020, 1, 1, tzinfo=UTC).date(),
        decision="SOC of 2019",
    )

    proposal_at(Stage.APPROVED)

    decision = Decision.objects.get()
    day = decision.adopted_at.date()
    assert Coordinator.objects.get(state="IN", measure=measure).valid_to == day
    standing = Coordinator.objects.on(day).filter(measure=measure).order_by("state")
    assert list(standing.values_list("state", "role", "valid_from", "decision", "area")) == [
        (COORDINATOR, "coordinator", day, decision.number, measure.area_id),
        (CO_COORDINATOR, "co_coordinator", day, decision.number, measure.area_id),
    ]


def test_decision_numbers_have_no_gaps_also_after_a_failed_act(monkeypatch):
    proposal_at(Stage.APPROVED, measure="ECO-2")
    second = proposal_at(Stage.SENIOR_OFFICIALS, measure="ECO-3")
    fail_to_register(monkeypatch, lambda: conclude(second, Action.CONCLUDE_SOC, "approved"))
    third = proposal_at(Stage.SENIOR_OFFICIALS, measure="ECO-4")

    conclude(third, Action.CONCLUDE_SOC, "approved")
    conclude(second, Action.CONCLUDE_SOC, "approved")

    year = clock.now().year
    assert list(Decision.objects.order_by("number").values_list("number", "proposal")) == [
        (f"SOC-{year}-001", Proposal.objects.get(measure__code="ECO-2").pk),
        (f"SOC-{year}-002", third.pk),
        (f"SOC-{year}-003", second.pk),
    ]


# Silence


@pytest.mark.parametrize("stage", [Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS])
@pytest.mark.parametrize("kind", ["objection", "amendment"])
def test_one_objection_or_amendment_ends_the_silence_at_once_and_everyone_is_told(stage, kind):
    proposal = silence_at(stage)
    one = considered(proposal)

    taken = position(proposal, "MN", kind, "Not like this.")

    expect(taken, capacity="member", state="MN", rule="RoP 1(2)", moved=(stage, stage))
    one.refresh_from_db()
    assert (one.outcome, one.concluded_at) == ("silence_broken", taken.act.at)
    assert kept(taken, "silence") == ["broken"]
    assert told(taken) == all_told()
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")


@pytest.mark.parametrize("kind", ["support", "no_objection", "reservation", "dissociation"])
def test_other_positions_leave_the_silence_running(kind):
    proposal = silence_at(Stage.WORKING_GROUP)

    taken = position(proposal, "MN", kind, "A word.")

    assert considered(proposal).outcome == "open"
    assert taken.subject.proposal.due_at == considered(proposal).closes_at
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}


def test_withdrawing_the_objection_does_not_revive_the_silence(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    position(proposal, "MN", "objection")

    with pytest.raises(NotNow):
        position(proposal, "MN", "support")
    move_clock(days=30)

    assert settle(proposal.pk) is None
    proposal.refresh_from_db()
    assert proposal.stage == Stage.WORKING_GROUP


def test_after_a_break_the_chair_opens_a_new_consideration_or_returns_the_text():
    proposal = silence_at(Stage.WORKING_GROUP)
    broken = considered(proposal)
    position(proposal, "MN", "objection")

    again = act(
        Action.OPEN_SWG,
        proposal,
        chair(),
        mode="silence",
        deadline=in_days(5),
        waiver_reason="The Chair waives.",
    )
    assert payload(again)["from"] == payload(again)["to"] == "working_group"
    assert considered(proposal).pk != broken.pk
    assert dossier_of(proposal).blocking == []
    position(proposal, "MN", "objection")
    returned = act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="See MN.")

    assert returned.proposal.stage == Stage.DRAFTING
    assert kept(returned, "consideration", "present") == [None, []]
    assert set(Consideration.objects.values_list("outcome", flat=True)) == {"silence_broken"}


def test_a_broken_silence_of_the_committee_can_be_declined():
    proposal = silence_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection")

    taken = act(Action.CONCLUDE_SOC, proposal, chair(), outcome="declined", reason="See MN.")

    assert taken.subject.proposal.stage == Stage.DECLINED
    assert considered(proposal).outcome == "silence_broken"


def test_the_chair_extends_a_running_silence():
    proposal = silence_at(Stage.WORKING_GROUP)
    before = considered(proposal).closes_at
    later = in_days(20)

    taken = act(Action.EXTEND_SILENCE, proposal, chair(), deadline=later, reason="Holidays.")

    moved = ("working_group", "working_group")
    expect(taken, capacity="chair", state=CHAIR, rule=PRACTICE, moved=moved)
    after = datetime.fromisoformat(later)
    assert considered(proposal).closes_at == taken.subject.proposal.due_at == after
    assert list(Extension.objects.values_list("extended_at", "from_deadline", "to_deadline", "reason")) == [
        (taken.act.at, before, after, "Holidays.")
    ]
    assert kept(taken, "consideration", "reason") == [considered(proposal).pk, "Holidays."]
    assert [datetime.fromisoformat(at) for at in kept(taken, "deadline_before", "deadline")] == [
        before,
        after,
    ]
    assert told(taken) == all_told()


def test_an_extended_silence_is_not_closed_at_its_first_deadline(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP, days=5)
    act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(10), reason="Holidays.")

    move_clock(days=6)
    assert settle(proposal.pk) is None
    position(proposal, "MN", "objection")

    assert considered(proposal).outcome == "silence_broken"


def test_an_unbroken_silence_of_the_working_group_agrees_by_itself(move_clock):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    move_clock(days=40)

    entry = settle(proposal.pk)

    proposal.refresh_from_db()
    one = considered(proposal)
    assert (proposal.stage, one.outcome) == ("agreed", "agreed")
    assert one.effective_at == deadline
    assert one.concluded_at == entry.at > deadline
    assert (entry.action, entry.capacity, entry.account, entry.state) == (
        "close-silence",
        "procedure",
        "",
        "",
    )
    facts = json.loads(entry.payload)
    assert (facts["from"], facts["to"], facts["body"]) == ("working_group", "agreed", "SWG")
    assert datetime.fromisoformat(facts["effective_at"]) == deadline
    addressees = Notice.objects.filter(act=entry).values_list("addressee", flat=True)
    assert set(addressees) == all_told()
    assert (proposal.due_at, proposal.under) == (None, "")


def test_a_late_closing_dates_decision_and_list_by_the_deadline(move_clock, stop_clock):
    proposal = proposal_at(Stage.AGREED)
    year = clock.now().year
    deadline = datetime(year + 1, 12, 31, 23, 59, tzinfo=UTC)
    consider(proposal, Action.OPEN_SOC, silence=deadline.isoformat())
    position(proposal, "MN", "reservation", "Without prejudice.")
    stop_clock(deadline + timedelta(days=400))

    entry = settle(proposal.pk)

    decision = Decision.objects.get()
    assert decision.number == f"SOC-{year + 1}-001"
    assert json.loads(entry.payload)["decision"] == decision.number
    assert (decision.adopted_at, decision.mode) == (deadline, "silence")
    assert [one["state"] for one in decision.statements] == ["MN"]
    entries = Coordinator.objects.filter(decision=decision.number)
    assert set(entries.values_list("valid_from", flat=True)) == {deadline.date()}
    proposal.refresh_from_db()
    assert proposal.stage == Stage.APPROVED


def test_closing_twice_changes_nothing(move_clock):
    proposal = silence_at(Stage.SENIOR_OFFICIALS)
    move_clock(days=15)

    assert settle(proposal.pk) is not None
    acts = Act.objects.count()

    assert settle(proposal.pk) is None
    assert settle_all() == 0
    assert Act.objects.count() == acts
    assert Decision.objects.count() == 1


def test_nothing_is_closed_before_its_deadline():
    proposal = silence_at(Stage.WORKING_GROUP)

    assert settle(proposal.pk) is None
    assert settle_all() == 0


def test_the_worker_closes_every_silence_that_is_due(move_clock):
    due = [silence_at(Stage.WORKING_GROUP, measure=code, days=5) for code in ("ECO-2", "ECO-3")]
    running = silence_at(Stage.WORKING_GROUP, measure="ECO-4", days=14)
    move_clock(days=6)

    close_due_silences()

    stages = dict(Proposal.objects.values_list("pk", "stage"))
    assert [stages[one.pk] for one in due] == ["agreed", "agreed"]
    assert stages[running.pk] == "working_group"


def test_an_objection_just_before_the_deadline_breaks_and_one_at_it_is_too_late(stop_clock):
    in_time, late = (silence_at(Stage.WORKING_GROUP, measure=code) for code in ("ECO-2", "ECO-3"))

    stop_clock(considered(in_time).closes_at - MICROSECOND)
    position(in_time, "MN", "objection")
    stop_clock(considered(late).closes_at)
    with pytest.raises(NotNow):
        position(late, "MN", "objection")

    assert considered(in_time).outcome == "silence_broken"
    assert considered(late).outcome == "agreed"
    assert Position.objects.count() == 1


def test_a_silence_that_ends_while_an_act_is_entering_is_settled_first(monkeypatch):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    instants = iter([deadline - MICROSECOND])
    monkeypatch.setattr(clock, "now", lambda: next(instants, deadline))

    with pytest.raises(NotNow):
        act(Action.TAKE_POSITION, proposal, delegate("MN"), position="objection", statement="No.")

    assert considered(proposal).outcome == "agreed"
    assert not Position.objects.exists()


def test_a_silence_extended_while_the_closing_waited_is_left_alone(monkeypatch):
    proposal = silence_at(Stage.WORKING_GROUP)
    deadline = considered(proposal).closes_at
    instants = iter([deadline])
    monkeypatch.setattr(clock, "now", lambda: next(instants, deadline - MICROSECOND))

    assert settle(proposal.pk) is None
    assert considered(proposal).outcome == "open"


def test_an_approval_at_a_meeting_may_be_subject_to_silence(move_clock):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection", "Not yet.")
    position(proposal, "MN", "reservation", "Without prejudice.")
    until = in_days(10)

    subject = conclude(
        proposal, Action.CONCLUDE_SOC, "approved", silence_until=until, title="On small enterprises"
    )

    moved = ("senior_officials", "senior_officials")
    expect(subject, capacity="chair", state=CHAIR, rule="CA (a)3", moved=moved)
    deadline = datetime.fromisoformat(until)
    one = considered(proposal)
    assert (one.outcome, one.mode, one.closes_at, one.silence_since) == (
        "open",
        "silence",
        deadline,
        subject.act.at,
    )
    assert one.present == everybody()
    assert (subject.proposal.due_at, subject.proposal.under) == (deadline, "silence")
    assert kept(subject, "outcome", "title") == ["approved", "On small enterprises"]
    assert told(subject) == all_told()
    assert not Decision.objects.exists()

    move_clock(days=11)
    assert settle(proposal.pk) is not None
    decision = Decision.objects.get()
    assert (decision.title, decision.adopted_at) == ("On small enterprises", deadline)
    assert [one["statement"] for one in decision.statements] == ["Without prejudice."]


def test_an_approval_subject_to_silence_is_broken_by_an_objection():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    conclude(proposal, Action.CONCLUDE_SOC, "approved", silence_until=in_days(10))

    position(proposal, "MN", "objection")

    assert considered(proposal).outcome == "silence_broken"
    assert not Decision.objects.exists()


def test_an_approval_subject_to_silence_needs_consensus_at_the_meeting():
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection")

    with pytest.raises(NotNow):
        conclude(proposal, Action.CONCLUDE_SOC, "approved", silence_until=in_days(10))


def test_the_roster_is_frozen_at_the_opening():
    proposal = silence_at(Stage.WORKING_GROUP)
    admit("JP")

    with pytest.raises(NotYours):
        position(proposal, "JP", "objection")

    assert considered(proposal).outcome == "open"
    assert "JP" not in considered(proposal).roster


def test_a_state_admitted_later_is_on_the_next_roster():
    proposal = silence_at(Stage.WORKING_GROUP)
    admit("JP")
    position(proposal, "MN", "objection")

    consider(proposal, Action.OPEN_SWG, silence=in_days(5))

    assert considered(proposal).roster == everybody()
    assert "JP" in considered(proposal).roster
    position(proposal, "JP", "objection")
    assert considered(proposal).outcome == "silence_broken"


def test_changed_text_means_a_new_version_and_a_new_procedure():
    proposal = silence_at(Stage.WORKING_GROUP)
    frozen = considered(proposal)
    position(proposal, "MN", "amendment", "Shorter.")
    act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="See MN.")

    submit(proposal, [{"en": "Shorter text."}])
    circulate(proposal)
    consider(proposal, Action.OPEN_SWG)

    fresh = considered(proposal)
    frozen.refresh_from_db()
    assert (frozen.version.number, fresh.version.number) == (1, 2)
    assert frozen.text_digest == frozen.version.digest != fresh.text_digest == fresh.version.digest


# After the decision, and withdrawal


@pytest.mark.parametrize(
    ("actor", "capacity", "state"),
    [
        (lambda: delegate(COORDINATOR), "member", COORDINATOR),
        (lambda: delegate(CO_COORDINATOR), "member", CO_COORDINATOR),
        (secretariat, "secretariat", ""),
    ],
)
def test_coordinators_or_secretariat_complete(actor, capacity, state):
    proposal = proposal_at(Stage.APPROVED)

    taken = act(Action.COMPLETE, proposal, actor(), statement="Done.")

    expect(taken, capacity=capacity, state=state, rule="CA intro 1", moved=("approved", "completed"))
    assert kept(taken, "statement") == ["Done."]
    assert taken.subject.proposal.closed_at == taken.act.at
    assert told(taken) == all_told()


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.COMPLETED])
def test_publishing_widens_the_decisions_audience(stage):
    proposal = proposal_at(stage)

    taken = act(Action.PUBLISH_DECISION, proposal, chair(), audience="public", consent="SOC, 14 December.")

    expect(taken, capacity="chair", state=CHAIR, rule="Statute 2(5)", moved=(stage, stage))
    decision = Decision.objects.get()
    assert decision.audience == "public"
    assert kept(taken, "decision", "audience", "consent") == [
        decision.number,
        "public",
        "SOC, 14 December.",
    ]
    assert told(taken) == all_told()


@pytest.mark.parametrize("stage", OF_ROUTE_A)
def test_the_chair_withdraws_an_open_proposal_with_a_reason(stage):
    proposal = proposal_at(stage)

    with pytest.raises(Invalid) as refusal:
        act(Action.WITHDRAW, proposal, chair())
    taken = act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere.")

    assert set(refusal.value.errors) == {"reason"}
    expect(taken, capacity="chair", state=CHAIR, rule="CA intro 3", moved=(stage, "withdrawn"))
    assert kept(taken, "reason") == ["Covered elsewhere."]
    assert taken.subject.proposal.closed_at == taken.act.at
    assert (taken.subject.proposal.due_at, taken.subject.proposal.under) == (None, "")
    assert told(taken) == all_told()
    assert not Consideration.objects.filter(outcome="open").exists()
    assert not Consultation.objects.filter(closed_at=None).exists()


def test_the_last_interested_state_withdraws_the_proposal_without_a_reason():
    proposal = open_proposal()

    taken = act(Action.WITHDRAW, proposal, delegate(COORDINATOR))

    expect(taken, capacity="member", state=COORDINATOR, rule="CA intro 3", moved=("interest", "withdrawn"))


def test_where_two_capacities_fit_the_act_says_in_which_it_is_done():
    as_member, as_chair = open_proposal(state=CHAIR), open_proposal(state=CHAIR, measure="ECO-3")

    with pytest.raises(Invalid) as refusal:
        act(Action.WITHDRAW, as_member, chair(), reason="We are done.")
    with pytest.raises(Invalid) as elsewhere:
        act(Action.WITHDRAW, as_member, chair(), capacity="secretariat")
    with pytest.raises(Invalid) as unexplained:
        act(Action.WITHDRAW, as_chair, chair(), capacity="chair")
    for_the_state = act(Action.WITHDRAW, as_member, chair(), capacity="member")
    for_the_chair = act(Action.WITHDRAW, as_chair, chair(), capacity="chair", reason="Covered elsewhere.")

    assert "“member” (the last interested member state); “chair” (the Chair)" in str(refusal.value.errors)
    assert set(refusal.value.errors) == set(elsewhere.value.errors) == {"capacity"}
    assert set(unexplained.value.errors) == {"reason"}
    assert [taken.act.capacity for taken in (for_the_state, for_the_chair)] == ["member", "chair"]


def test_where_one_capacity_fits_nothing_is_asked():
    proposal = open_proposal()
    page = browser(chair()).get(f"/proposals/{proposal.reference}/actions/withdraw/")

    assert 'name="capacity"' not in page.content.decode()
    assert act(Action.WITHDRAW, proposal, chair(), reason="Covered.").act.capacity == "chair"


def test_a_form_asks_for_the_capacity_and_the_check_page_shows_it():
    address = f"/proposals/{open_proposal(state=CHAIR).reference}/actions/withdraw/"
    client = browser(chair())

    asked = client.get(address).content.decode()
    unsaid = client.post(address, {"step": "check", "reason": "Covered elsewhere."})
    checked = client.post(address, {"step": "check", "reason": "Covered elsewhere.", "capacity": "chair"})

    assert asked.count('name="capacity"') == 2
    assert unsaid.status_code == 400
    assert "In which capacity" in checked.content.decode()
    assert '<dd dir="auto">the Chair</dd>' in checked.content.decode()


def test_one_of_two_interested_states_does_not_withdraw_the_proposal():
    proposal = proposal_at(Stage.INTEREST)

    with pytest.raises(NotYours):
        act(Action.WITHDRAW, proposal, delegate(COORDINATOR), reason="We are done.")


def test_a_withdrawn_consideration_says_so():
    proposal = silence_at(Stage.SENIOR_OFFICIALS)

    act(Action.WITHDRAW, proposal, chair(), reason="Covered elsewhere.")

    assert (considered(proposal).outcome, considered(proposal).reason) == (
        "withdrawn",
        "Covered elsewhere.",
    )


# On behalf of a state


def test_an_act_on_behalf_names_the_state_the_officer_and_the_note():
    proposal = proposal_at(Stage.INTEREST)
    officer = secretariat()

    taken = act(Action.DECLARE_INTEREST, proposal, officer, on_behalf_of="UZ", offer="either", **NOTE)

    row = Act.objects.get(number=taken.act.number)
    assert (row.account, row.state, row.capacity, row.entered_by) == (
        officer.account,
        "UZ",
        "member",
        "secretariat",
    )
    assert kept(taken, "note_number", "note_date") == ["12/2026", "2026-01-15"]
    assert "UZ" in told(taken)
    assert dossier_of(proposal).interests["UZ"].offer == "either"


@pytest.mark.parametrize(
    ("stage", "action", "body"),
    [
        (Stage.CONSULTATION, Action.RESPOND, {"answer": "no_view"}),
        (Stage.CIRCULATION, Action.COMMENT, {"text": "Good."}),
        (Stage.WORKING_GROUP, Action.TAKE_POSITION, {"position": "support"}),
    ],
)
def test_the_state_is_told_what_was_entered_for_it(stage, action, body):
    proposal = proposal_at(stage)
    act(Action.DECLARE_INTEREST, proposal, delegate("UZ")) if stage == Stage.CONSULTATION else None

    taken = act(action, proposal, secretariat(), on_behalf_of="UZ", **NOTE, **body)

    assert "UZ" in told(taken)


def test_a_state_that_acts_itself_is_not_told_of_it_unless_the_table_says_so():
    proposal = proposal_at(Stage.CIRCULATION)

    taken = act(Action.COMMENT, proposal, delegate("UZ"), text="Good.")

    assert "UZ" not in told(taken)


def test_a_first_declaration_can_be_entered_on_behalf():
    data = {"on_behalf_of": "UZ", "offer": "coordinator", **NOTE}

    taken = declare(measure="ECO-2", route="A", actor=secretariat(), data=data)

    assert list(dossier_of(taken.subject.proposal).interests) == ["UZ"]
    assert (taken.act.state, taken.act.entered_by) == ("UZ", "secretariat")


def test_what_a_body_decided_can_be_entered_on_the_chairs_behalf():
    proposal = proposal_at(Stage.WORKING_GROUP)

    taken = act(
        Action.CONCLUDE_SWG,
        proposal,
        secretariat(),
        on_behalf_of=CHAIR,
        outcome="agreed",
        present=everybody(),
        **NOTE,
    )

    row = entered(taken)
    assert (row["capacity"], row["state"], taken.act.entered_by) == ("chair", CHAIR, "secretariat")
    assert CHAIR in told(taken)


def test_only_the_state_in_the_chair_acts_as_the_chair():
    proposal = proposal_at(Stage.WORKING_GROUP)
    body = {"outcome": "agreed", "present": everybody(), **NOTE}

    with pytest.raises(Invalid) as refusal:
        act(Action.CONCLUDE_SWG, proposal, secretariat(), on_behalf_of="KZ", **body)

    assert set(refusal.value.errors) == {"on_behalf_of"}


@pytest.mark.parametrize("code", ["JP", "UN", "XX", "K\x00"])
def test_nothing_is_entered_on_behalf_of_who_is_not_a_member(code):
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), on_behalf_of=code, text="Good.", **NOTE)

    assert set(refusal.value.errors) == {"on_behalf_of"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"note_number": ""}, {"note_number"}),
        ({"note_date": "yesterday"}, {"note_date"}),
        ({"note_date": None}, {"note_date"}),
        ({"on_behalf_of": ""}, {"on_behalf_of"}),
        ({"note_number": "9" * 81}, {"note_number"}),
    ],
)
def test_an_act_on_behalf_needs_the_whole_note(change, named):
    proposal = proposal_at(Stage.CIRCULATION)
    body = {"on_behalf_of": "UZ", "text": "Good.", **NOTE, **change}

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), **body)

    assert set(refusal.value.errors) == named


def test_a_note_is_not_dated_in_the_future():
    proposal = proposal_at(Stage.CIRCULATION)
    in_two_days = (clock.now() + timedelta(days=2)).date().isoformat()
    note = {"note_number": "12/2026", "note_date": in_two_days}

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), on_behalf_of="UZ", text="Good.", **note)

    assert set(refusal.value.errors) == {"note_date"}


def test_a_note_is_dated_by_the_day_of_its_capital(stop_clock):
    """At ten in the evening in UTC it is tomorrow in Astana, and the note verbale of that morning is here."""
    proposal = proposal_at(Stage.CIRCULATION)
    evening = clock.now().replace(hour=22) - timedelta(days=1)
    stop_clock(evening)
    note = {"note_number": "12/2026", "note_date": (evening + timedelta(days=1)).date().isoformat()}

    taken = act(Action.COMMENT, proposal, secretariat(), on_behalf_of="UZ", text="Good.", **note)

    assert kept(taken, "note_date") == [note["note_date"]]


@pytest.mark.parametrize(
    "actor",
    [chair, lambda: delegate("UZ"), lambda: secretariat(read_only=True)],
    ids=["chair", "member", "token"],
)
def test_only_a_writing_secretariat_enters_acts_on_behalf(actor):
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(NotYours):
        act(Action.COMMENT, proposal, actor(), on_behalf_of="UZ", text="Good.", **NOTE)


# The order of refusals, and that a refused act leaves nothing


def test_refusals_come_in_the_order_right_stage_body_guard():
    proposal = proposal_at(Stage.WORKING_GROUP)
    wrong_body, failing_guard = {"outcome": "maybe"}, {"outcome": "agreed", "present": []}

    with pytest.raises(NotVisible):
        act(Action.CONCLUDE_SWG, proposal, delegate("JP"), **wrong_body)
    with pytest.raises(NotYours):
        act(Action.CONCLUDE_SOC, proposal, delegate("MN"), **wrong_body)
    with pytest.raises(NotNow) as stage:
        act(Action.CONCLUDE_SOC, proposal, chair(), **wrong_body)
    with pytest.raises(Invalid):
        act(Action.CONCLUDE_SWG, proposal, chair(), **wrong_body)
    with pytest.raises(NotNow) as guard:
        act(Action.CONCLUDE_SWG, proposal, chair(), **failing_guard)

    assert "is not open in the stage" in stage.value.sentence
    assert "quorum" in guard.value.sentence


def test_a_closed_consideration_does_not_hide_that_the_right_is_missing():
    proposal = silence_at(Stage.WORKING_GROUP)
    broken = considered(proposal)
    position(proposal, "MN", "objection")

    with pytest.raises(NotYours):
        take_position(broken.pk, actor=viewer("MN"), data={"position": "support"})
    with pytest.raises(Invalid):
        take_position(broken.pk, actor=delegate("MN"), data={"position": "veto"})
    with pytest.raises(NotNow):
        take_position(broken.pk, actor=delegate("MN"), data={"position": "support"})


@pytest.mark.parametrize("actor", [Actor.nobody, lambda: delegate("JP"), administrator])
def test_who_may_not_see_a_proposal_finds_no_consideration_either(actor):
    proposal = proposal_at(Stage.WORKING_GROUP)

    with pytest.raises(NotVisible):
        take_position(considered(proposal).pk, actor=actor(), data={})


def test_unknown_proposals_considerations_and_acts_are_not_found():
    proposal = proposal_at(Stage.INTEREST)

    with pytest.raises(NotVisible):
        take(Action.COMMENT, reference="P-1999-001", actor=delegate("KZ"), data={})
    with pytest.raises(NotVisible):
        act("approve", proposal, chair())
    with pytest.raises(NotVisible):
        take_position(0, actor=delegate("KZ"), data={})


def test_an_act_on_what_moved_since_it_was_read_is_stale():
    proposal = proposal_at(Stage.INTEREST)
    act(Action.DECLARE_INTEREST, proposal, delegate("UZ"))

    with pytest.raises(Stale):
        take(
            Action.WITHDRAW,
            reference=proposal.reference,
            actor=chair(),
            data={"reason": "R."},
            expected_revision=proposal.revision,
        )
    taken = take(
        Action.WITHDRAW,
        reference=proposal.reference,
        actor=chair(),
        data={"reason": "R."},
        expected_revision=proposal.revision + 1,
    )

    assert taken.subject.proposal.revision == proposal.revision + 2


def test_a_delegate_of_the_chairing_state_outside_the_chairs_office_is_not_the_chair():
    proposal = proposal_at(Stage.INTEREST)

    with pytest.raises(NotYours):
        act(Action.OPEN_CONSULTATION, proposal, delegate(CHAIR), answer_by=in_days(5))


def test_a_chairs_office_of_a_state_that_does_not_chair_is_not_the_chair():
    proposal = proposal_at(Stage.INTEREST)

    with pytest.raises(NotYours) as refusal:
        act(Action.OPEN_CONSULTATION, proposal, chair("KZ"), answer_by=in_days(5))

    assert refusal.value.sentence == "“Open the consultation” is for the Chair."


def fail_to_register(monkeypatch, attempt) -> None:
    """Attempt an act whose entry in the register fails after its effect was written."""

    def failing(**_facts):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(register, "append", failing)
        with pytest.raises(RuntimeError):
            attempt()


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table that an act may write."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names():
            if table.split("_")[0] in {"proposals", "records", "cbms", "notices"}:
                cursor.execute(
                    sql.SQL("SELECT * FROM {} AS t ORDER BY t::text").format(sql.Identifier(table))
                )
                rows[table] = cursor.fetchall()
    return rows


LEGAL = {
    Action.DECLARE_INTEREST: (Stage.INTEREST, lambda: delegate(UNINVOLVED)),
    Action.WITHDRAW_INTEREST: (Stage.DRAFTING, lambda: delegate(CO_COORDINATOR)),
    Action.OPEN_CONSULTATION: (Stage.INTEREST, chair),
    Action.RESPOND: (Stage.CONSULTATION, lambda: delegate(COORDINATOR)),
    Action.DESIGNATE_COORDINATORS: (Stage.CONSULTATION, chair),
    Action.SUBMIT_PAPER: (Stage.DRAFTING, lambda: delegate(COORDINATOR)),
    Action.RETURN_TO_DRAFTERS: (Stage.EDITORIAL, secretariat),
    Action.CIRCULATE: (Stage.EDITORIAL, secretariat),
    Action.COMMENT: (Stage.CIRCULATION, lambda: delegate(UNINVOLVED)),
    Action.REVISE: (Stage.CIRCULATION, lambda: delegate(COORDINATOR)),
    Action.OPEN_SWG: (Stage.CIRCULATION, chair),
    Action.CONCLUDE_SWG: (Stage.WORKING_GROUP, chair),
    Action.OPEN_SOC: (Stage.AGREED, chair),
    Action.CONCLUDE_SOC: (Stage.SENIOR_OFFICIALS, chair),
    Action.TAKE_POSITION: (Stage.WORKING_GROUP, lambda: delegate(UNINVOLVED)),
    Action.EXTEND_SILENCE: (Stage.WORKING_GROUP, chair),
    Action.CLOSE_SILENCE: (Stage.SENIOR_OFFICIALS, Actor.procedure),
    Action.COMPLETE: (Stage.APPROVED, secretariat),
    Action.PUBLISH_DECISION: (Stage.APPROVED, secretariat),
    Action.WITHDRAW: (Stage.WORKING_GROUP, chair),
}
"""For each act a stage and an actor with which it is done."""


def test_every_act_of_the_table_has_a_legal_case():
    assert set(LEGAL) == {row.name for row in TABLE if Route.A in row.routes}
    assert {row.name for row in TABLE} == set(BY_NAME)


@pytest.mark.parametrize("action", LEGAL)
def test_no_act_no_change(action, monkeypatch, move_clock):
    (stage, actor), body = LEGAL[action], legal_body(action)
    in_silence = action in {Action.EXTEND_SILENCE, Action.CLOSE_SILENCE}
    proposal = silence_at(stage) if in_silence else proposal_at(stage)
    actor = actor()
    if action == Action.CONCLUDE_SOC:
        body = {"outcome": "approved", "present": everybody()}
    if action == Action.CLOSE_SILENCE:
        move_clock(days=15)
    before = everything()

    fail_to_register(monkeypatch, lambda: act(action, proposal, actor, **body))
    after_failure = everything()
    if action == Action.CLOSE_SILENCE:
        settle(proposal.pk)
    else:
        act(action, proposal, actor, **body)

    assert after_failure == before
    assert everything() != before


def test_the_register_of_a_whole_proposal_verifies():
    proposal = proposal_at(Stage.COMPLETED)
    verdict = register.verify()

    history = Act.objects.about(kind="proposal", key=proposal.reference).order_by("number")
    assert verdict.broken_at is None
    assert verdict.acts == history.count()
    assert [one.action for one in history] == [
        "declare-interest",
        "declare-interest",
        "open-consultation",
        "designate-coordinators",
        "submit-paper",
        "circulate",
        "open-swg",
        "conclude-swg",
        "open-soc",
        "conclude-soc",
        "complete",
    ]


def test_the_stage_knows_since_when_it_lasts():
    proposal = proposal_at(Stage.INTEREST)
    assert proposal.stage_since == proposal.opened_at

    comment_free = act(Action.DECLARE_INTEREST, proposal, delegate("UZ")).subject.proposal
    opened = act(Action.OPEN_CONSULTATION, proposal, chair(), answer_by=in_days(14))

    assert comment_free.stage_since == proposal.stage_since
    assert opened.proposal.stage_since == opened.act.at


def test_the_due_day_of_a_draft_ends_in_astana():
    proposal = proposal_at(Stage.DRAFTING)

    assert proposal.due_at == datetime.combine(proposal.draft_due, time(18, 59, 59), UTC)
