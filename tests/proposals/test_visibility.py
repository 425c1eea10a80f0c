"""Who may see what: the rows of DESIGN section 4 that proposals feed, one by one."""

import pytest

from cbms.models import Coordinator, Edition, Measure
from members.actor import Actor
from members.models import Chairmanship, Participant
from notices.models import Notice
from papers.models import Comment, Version
from proposals.enums import Action, Stage
from proposals.models import Consideration, Decision, Interest, Position, Proposal, Service
from records.models import Act
from tests.factories.members import administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    UNINVOLVED,
    act,
    circulate,
    conclude,
    position,
    proposal_at,
    silence_at,
    submit,
)

pytestmark = pytest.mark.django_db

READERS = {
    "public": Actor.nobody,
    "administrator": administrator,
    "observer": lambda: delegate("JP"),
    "observer_organisation": lambda: delegate("UN"),
    "member": lambda: delegate(UNINVOLVED),
    "viewer": lambda: viewer(UNINVOLVED),
    "coordinator": lambda: delegate(COORDINATOR),
    "co_coordinator": lambda: delegate(CO_COORDINATOR),
    "viewer_of_a_coordinator": lambda: viewer(COORDINATOR),
    "read_only": lambda: delegate(UNINVOLVED, read_only=True),
    "chair": chair,
    "secretariat": secretariat,
}
OUTSIDE = {"public", "administrator"}
OBSERVERS = {"observer", "observer_organisation"}
DRAFTERS = {"coordinator", "co_coordinator", "viewer_of_a_coordinator"}
OFFICES = {"chair", "secretariat"}
INSIDE = set(READERS) - OUTSIDE - OBSERVERS


def readers_of(model, **filters) -> set[str]:
    """Return who sees the rows of a model; every row is seen or none."""
    seen = set()
    wanted = model.objects.filter(**filters).count()
    assert wanted
    for name, reader in READERS.items():
        count = model.objects.filter(**filters).visible_to(reader()).count()
        assert count in {0, wanted}
        if count:
            seen.add(name)
    return seen


@pytest.mark.parametrize("model", [Participant, Chairmanship, Edition, Measure, Coordinator])
def test_participants_catalogue_and_official_list_are_for_everyone(model):
    proposal_at(Stage.APPROVED)

    assert readers_of(model) == set(READERS)


def test_proposals_in_progress_are_for_members_chair_and_secretariat():
    silence_at(Stage.WORKING_GROUP)

    assert readers_of(Proposal) == readers_of(Interest) == readers_of(Consideration) == INSIDE
    assert readers_of(Service) == INSIDE


def test_positions_and_comments_are_for_members_chair_and_secretariat():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.COMMENT, proposal, delegate("MN"), text="Good.")
    position(proposal_at(Stage.WORKING_GROUP, measure="ECO-3"), "MN", "objection")

    assert readers_of(Comment) == readers_of(Position) == INSIDE


def test_an_ended_proposal_stays_where_it_was():
    for stage, measure in ((Stage.COMPLETED, "ECO-2"), (Stage.DECLINED, "ECO-3"), (Stage.WITHDRAWN, "ECO-4")):
        proposal_at(stage, measure=measure)

    assert readers_of(Proposal) == INSIDE


@pytest.mark.parametrize("stage", [Stage.EDITORIAL, Stage.DRAFTING])
def test_a_draft_is_for_its_coordinators_and_once_submitted_for_the_offices(stage):
    proposal = proposal_at(Stage.EDITORIAL)
    if stage == Stage.DRAFTING:
        act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")

    assert readers_of(Version) == DRAFTERS | OFFICES


def test_a_circulated_paper_is_for_every_member():
    proposal_at(Stage.CIRCULATION)

    assert readers_of(Version) == INSIDE


def test_circulation_of_one_version_does_not_show_the_next():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take the comments in.")
    submit(proposal)

    assert readers_of(Version, number=1) == INSIDE
    assert readers_of(Version, number=2) == DRAFTERS | OFFICES

    circulate(proposal)
    assert readers_of(Version, number=2) == INSIDE


def test_a_state_that_left_does_not_see_the_draft_any_more():
    proposal = proposal_at(Stage.DRAFTING)
    act(Action.WITHDRAW_INTEREST, proposal, delegate(CO_COORDINATOR))
    submit(proposal)

    assert readers_of(Version) == (DRAFTERS | OFFICES) - {"co_coordinator"}


def test_a_draft_of_one_proposal_is_not_for_the_coordinators_of_another():
    own = proposal_at(Stage.EDITORIAL)
    other = proposal_at(Stage.CONSULTATION, measure="ECO-3")
    act(Action.DECLARE_INTEREST, other, delegate(UNINVOLVED), offer="coordinator")
    lines = [{"state": UNINVOLVED, "role": "coordinator"}]
    act(Action.DESIGNATE_COORDINATORS, other, chair(), coordinators=lines, draft_due="2998-01-01")
    paragraphs = [{"en": "Text."}]
    act(Action.SUBMIT_PAPER, other, delegate(UNINVOLVED), title="T", paragraphs=paragraphs)

    mine = {"member", "viewer", "read_only"}
    assert readers_of(Version, paper__proposal=own) == DRAFTERS | OFFICES
    assert readers_of(Version, paper__proposal=other) == mine | OFFICES


@pytest.mark.parametrize(
    ("audience", "readers"),
    [("members", INSIDE), ("participants", INSIDE | OBSERVERS), ("public", set(READERS))],
)
def test_a_decision_and_its_paper_are_for_those_it_is_published_to(audience, readers):
    proposal = proposal_at(Stage.APPROVED)
    if audience != "members":
        body = {"audience": audience, "consent": "SOC, 14 December."}
        act(Action.PUBLISH_DECISION, proposal, secretariat(), **body)

    assert readers_of(Decision) == readers
    assert readers_of(Version) == readers
    assert readers_of(Proposal) == INSIDE


def test_only_the_adopted_version_is_published_with_the_decision():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take the comments in.")
    submit(proposal)
    circulate(proposal)
    act(Action.OPEN_SWG, proposal, chair(), mode="meeting", waiver_reason="The Chair waives.")
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")
    act(Action.OPEN_SOC, proposal, chair(), mode="meeting")
    conclude(proposal, Action.CONCLUDE_SOC, "approved")
    act(Action.PUBLISH_DECISION, proposal, chair(), audience="public", consent="SOC, 14 December.")

    assert readers_of(Version, number=1) == INSIDE
    assert readers_of(Version, number=2) == set(READERS)


def test_acts_are_seen_as_their_proposal_is():
    proposal_at(Stage.APPROVED)

    assert readers_of(Act, object_kind="proposal") == INSIDE


def test_notices_are_for_their_addressees_only():
    proposal = proposal_at(Stage.CONSULTATION)
    taken = act(Action.RESPOND, proposal, delegate(COORDINATOR), answer="no_view")

    seen = {
        name
        for name, reader in READERS.items()
        if Notice.objects.filter(act=taken.act).visible_to(reader()).exists()
    }

    assert seen == OFFICES
