"""What proposals add to other pages: the measure's, the participant's, the inbox."""

import pytest

from deadlines.waiting import owed_by, waiting_for
from members.actor import Actor
from proposals.enums import Action, Stage
from records import clock
from tests.factories.members import browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import COORDINATOR, act, open_proposal, position, proposal_at, silence_at

pytestmark = pytest.mark.django_db


def html(actor, address):
    return browser(actor).get(address).content.decode()


def test_a_measures_page_shows_its_proposals_papers_and_the_declaration_to_members():
    proposal = proposal_at(Stage.CIRCULATION)

    page = html(delegate("UZ"), "/catalogue/ECO-2/")

    assert f'href="/proposals/{proposal.reference}/"' in page
    assert proposal.paper.base_symbol in page
    assert "/proposals/new/" not in page, "none may join a paper that is out"
    assert 'href="/proposals/new/?measure=ECO-3"' in html(delegate("UZ"), "/catalogue/ECO-3/")


def test_a_viewer_is_offered_no_declaration():
    assert "/proposals/new/" not in html(viewer("UZ"), "/catalogue/ECO-2/")


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP")])
def test_a_measures_page_says_nothing_of_proposals_to_others(reader):
    proposal = proposal_at(Stage.APPROVED)

    page = html(reader(), "/catalogue/ECO-2/")

    assert proposal.reference not in page
    assert proposal.decisions.get().number not in page.partition('id="coordinators"')[0]


def test_a_published_decision_stands_on_its_measures_page_for_everyone():
    proposal = proposal_at(Stage.APPROVED)
    act(Action.PUBLISH_DECISION, proposal, secretariat(), audience="public", consent="SOC, by consensus.")

    assert f'href="/decisions/{proposal.decisions.get().number}/"' in html(
        Actor.nobody(), "/catalogue/ECO-2/"
    )


def test_a_measures_page_of_an_earlier_day_knows_no_later_proposal():
    proposal = open_proposal()

    assert proposal.reference not in html(delegate("UZ"), "/catalogue/ECO-2/?as_of=2010-01-01")


def test_a_participants_page_shows_its_proposals_to_members_alone():
    proposal = open_proposal()

    assert proposal.reference in html(delegate("UZ"), f"/members/{COORDINATOR}/")
    assert proposal.reference not in html(delegate("UZ"), "/members/MN/")
    assert proposal.reference not in html(Actor.nobody(), f"/members/{COORDINATOR}/")


@pytest.mark.parametrize(
    ("stage", "waits_for"),
    [
        (Stage.INTEREST, {"chair": "open-consultation"}),
        (Stage.CONSULTATION, {"chair": "designate-coordinators", "KG": "respond"}),
        (Stage.DRAFTING, {"KG": "submit-paper"}),
        (Stage.EDITORIAL, {"secretariat": "circulate"}),
        (Stage.CIRCULATION, {"KG": "comment", "UZ": "comment"}),
        (Stage.AGREED, {"chair": "open-soc"}),
        (Stage.APPROVED, {"KG": "complete"}),
        (Stage.COMPLETED, {}),
    ],
)
def test_the_inbox_says_what_waits_for_whom(stage, waits_for):
    proposal = proposal_at(stage)
    readers = {"chair": chair(), "secretariat": secretariat(), "KG": delegate("KG"), "UZ": delegate("UZ")}

    found = {
        name: waiting.act
        for name, actor in readers.items()
        for waiting in waiting_for(actor, at=clock.now())
        if name != "chair" or waiting.act not in ("comment", "take-position")
    }

    assert found == waits_for
    for actor in readers.values():
        for waiting in waiting_for(actor, at=clock.now()):
            assert waiting.url == f"/proposals/{proposal.reference}/actions/{waiting.act}/"


def test_a_state_that_has_spoken_is_not_waited_for():
    proposal = silence_at(Stage.WORKING_GROUP)
    uz = delegate("UZ")
    [waiting] = owed_by(uz, at=clock.now())
    assert waiting.due_at == proposal.due_at

    position(proposal, "UZ", "support")

    assert owed_by(uz, at=clock.now()) == []


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP"), lambda: viewer("UZ")])
def test_nothing_waits_for_those_who_cannot_act(reader):
    silence_at(Stage.WORKING_GROUP)

    assert owed_by(reader(), at=clock.now()) == []


def test_the_source_asks_the_same_queries_of_one_proposal_and_of_many(django_assert_max_num_queries):
    uz = delegate("UZ")
    silence_at(Stage.WORKING_GROUP, measure="ECO-2")
    with django_assert_max_num_queries(20) as one:
        assert len(owed_by(uz, at=clock.now())) == 1
    for measure in ("ECO-3", "ECO-4"):
        silence_at(Stage.WORKING_GROUP, measure=measure)

    with django_assert_max_num_queries(20) as many:
        assert len(owed_by(uz, at=clock.now())) == 3
    assert len(many) == len(one)
