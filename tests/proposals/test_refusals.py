"""The order of refusals, what is not found, what is stale, and that no act means no change."""

from datetime import UTC, datetime, time

import pytest
from django.db import connection
from psycopg import sql

from members.actor import Actor
from proposals.actions import settle
from proposals.enums import Action, Route, Stage
from proposals.transitions import BY_NAME, TABLE
from records import register
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests.factories.members import CHAIR, administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    considered,
    everybody,
    in_days,
    legal_body,
    position,
    proposal_at,
    silence_at,
)
from tests.factories.taken import fail_to_register
from tests.factories.taking import act_on_proposal as take
from tests.factories.taking import take_position

pytestmark = pytest.mark.django_db


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


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table that an act may write."""
    with connection.cursor() as cursor:
        rows = {}
        for table in connection.introspection.table_names():
            if table.split("_")[0] in {"proposals", "records", "cbms", "notices", "deadlines", "webhooks"}:
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
    Action.END_SILENCE: (Stage.WORKING_GROUP, chair),
    Action.CLOSE_SILENCE: (Stage.SENIOR_OFFICIALS, Actor.procedure),
    Action.COMPLETE: (Stage.APPROVED, secretariat),
    Action.PUBLISH_DECISION: (Stage.APPROVED, secretariat),
    Action.WITHDRAW: (Stage.WORKING_GROUP, chair),
}


def test_every_act_of_the_table_has_a_legal_case():
    assert set(LEGAL) == {row.name for row in TABLE if Route.A in row.routes}
    assert {row.name for row in TABLE} == set(BY_NAME)


@pytest.mark.parametrize("action", LEGAL)
def test_no_act_no_change(action, monkeypatch, move_clock):
    (stage, actor), body = LEGAL[action], legal_body(action)
    in_silence = action in {Action.EXTEND_SILENCE, Action.END_SILENCE, Action.CLOSE_SILENCE}
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
    assert opened.subject.proposal.stage_since == opened.act.at


def test_the_due_day_of_a_draft_ends_in_astana():
    proposal = proposal_at(Stage.DRAFTING)

    assert proposal.due_at == datetime.combine(proposal.draft_due, time(18, 59, 59), UTC)
