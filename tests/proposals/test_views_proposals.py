"""The page of one proposal: to whom it opens, what it shows, what it costs."""

import re

import pytest

from members.actor import Actor
from papers.models import Version
from proposals.enums import Action, Stage
from records.models import Act
from tests.factories.members import administrator, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    COORDINATOR,
    PARAGRAPHS,
    act,
    circulate,
    consider,
    in_days,
    open_proposal,
    position,
    proposal_at,
    silence_at,
    submit,
)
from tests.pages import links, words

pytestmark = pytest.mark.django_db


def page_of(proposal, reader):
    return browser(reader).get(f"/proposals/{proposal.reference}/")


def acts_on(page):
    return {address.rsplit("/", 2)[-2] for address in links(page, "/proposals/") if "/actions/" in address}


@pytest.mark.parametrize("stage", list(Stage))
def test_the_page_of_every_stage_of_route_a_opens_to_a_member(stage):
    if stage in (Stage.VIEWS, Stage.EXPERTS):
        stage = Stage.DRAFTING
    proposal = proposal_at(stage)

    page = page_of(proposal, delegate("UZ"))

    assert page.status_code == 200
    assert str(stage.label) in words(page)


@pytest.mark.parametrize("reader", [Actor.nobody, lambda: delegate("JP"), administrator])
def test_it_is_not_found_by_those_who_may_not_see_it(reader):
    proposal = open_proposal()

    assert page_of(proposal, reader()).status_code == 404
    assert browser(reader()).get("/proposals/P-1999-001/").status_code == 404


def test_acts_are_buttons_for_those_who_may_do_them_now():
    proposal = proposal_at(Stage.CONSULTATION)

    assert acts_on(page_of(proposal, delegate("UZ"))) == {"declare-interest"}
    assert acts_on(page_of(proposal, delegate(COORDINATOR))) == {"withdraw-interest", "respond"}
    assert {"designate-coordinators", "withdraw"} <= acts_on(page_of(proposal, chair()))
    assert acts_on(page_of(proposal, viewer(COORDINATOR))) == set()


def test_the_secretariat_sees_the_acts_it_can_enter_for_a_state_apart():
    page = page_of(proposal_at(Stage.EDITORIAL), secretariat())

    assert {"circulate", "return-to-drafters", "withdraw"} <= acts_on(page)
    before, _heading, after = page.content.decode().partition("On behalf of a state")
    assert "actions/circulate/" in before
    assert "actions/withdraw/" in after


def test_an_act_stands_beside_the_sentence_it_rests_on_and_a_refusal_beside_its_rule():
    page = words(page_of(open_proposal(), delegate("UZ")))

    assert "Member States may declare their interest" in page
    assert "“Open the consultation” is for the Chair." in page


def test_the_ledger_shows_who_was_asked_what_each_answered_and_who_is_silent():
    proposal = proposal_at(Stage.CONSULTATION)
    act(Action.RESPOND, proposal, delegate(COORDINATOR), answer="support", supports="TJ", statement="Gladly.")

    page = words(page_of(proposal, delegate("UZ")))

    assert "Supports another state: Tajikistan" in page
    assert "Gladly." in page
    assert "Not heard from: Tajikistan." in page


def test_a_draft_is_shown_to_drafters_chair_and_secretariat_and_to_no_other_member():
    proposal = proposal_at(Stage.EDITORIAL)
    draft = PARAGRAPHS[1]["en"]

    assert draft in words(page_of(proposal, delegate(COORDINATOR)))
    assert draft in words(page_of(proposal, chair()))
    assert draft in words(page_of(proposal, secretariat()))
    other = page_of(proposal, delegate("UZ"))
    assert draft not in words(other)
    assert "/papers/1/" not in other.content.decode()


def test_a_revision_in_draft_leaves_the_circulated_text_to_the_other_members():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="Comments were made.")
    submit(proposal, [{"heading": True, "en": "Introduction"}, {"en": "A text that is not circulated yet."}])

    other = words(page_of(proposal, delegate("UZ")))

    assert "A text that is not circulated yet." not in other
    assert PARAGRAPHS[1]["en"] in other
    assert "A text that is not circulated yet." in words(page_of(proposal, delegate(COORDINATOR)))


def test_a_circulated_paper_shows_its_symbol_and_the_proof_of_service():
    proposal = proposal_at(Stage.CIRCULATION)

    page = page_of(proposal, delegate("UZ"))

    assert f'href="/papers/{proposal.paper.base_symbol}/"' in page.content.decode()
    assert "28 states" in words(page)


def test_comments_stand_by_paragraph_with_the_wording_they_propose():
    proposal = proposal_at(Stage.CIRCULATION)
    paragraph = Version.objects.get().paragraphs.get(position=2)
    act(
        Action.COMMENT,
        proposal,
        delegate("UZ"),
        text="Too narrow.",
        paragraph=str(paragraph.identity),
        proposed_wording="All enterprises.",
    )
    act(Action.COMMENT, proposal, delegate("MN"), text="We welcome the paper.")

    page = words(page_of(proposal, delegate("TR")))

    assert page.index("On the whole paper") < page.index("We welcome the paper.")
    assert page.index("We welcome the paper.") < page.index("On paragraph 2") < page.index("Too narrow.")
    assert "All enterprises." in page


def test_a_consideration_shows_where_every_state_stands_also_what_it_said_before():
    proposal = proposal_at(Stage.WORKING_GROUP)
    position(proposal, "UZ", "objection", "Not like this.")
    position(proposal, "UZ", "reservation", "With regard to paragraph 2.")

    page = words(page_of(proposal, delegate("UZ")))

    assert "Uzbekistan: Reservation (was Objection) (your state)" in page
    assert "Mongolia: Has not spoken" in page
    assert "Not like this." in page
    assert "19 of 28" in page
    assert "no objection stands" in page


def test_a_position_stands_with_the_paragraphs_that_it_names():
    proposal = proposal_at(Stage.CIRCULATION)
    held = consider(proposal, Action.OPEN_SWG)
    [second, fourth] = held.version.paragraphs.filter(position__in=[2, 4]).order_by("position")
    named = [str(fourth.identity), str(second.identity)]
    position(proposal, "UZ", "objection", "Too early.", paragraphs=named)

    page = words(page_of(proposal, delegate("TR")))
    form = words(browser(delegate("UZ")).get(f"/proposals/{proposal.reference}/actions/take-position/"))

    assert f"Too early. On paragraph 2: “{second.text_en}” On paragraph 4: “{fourth.text_en}”" in page
    assert "On paragraph 2" in form


def test_a_broken_silence_ended_when_it_was_broken_not_at_its_deadline():
    proposal = silence_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "objection")

    page = words(browser(secretariat()).get(f"/proposals/{proposal.reference}/"))

    assert "The silence was broken" in page
    assert "The silence ended" not in page


def test_a_silence_shows_its_deadline_in_three_zones_and_its_extensions():
    proposal = silence_at(Stage.WORKING_GROUP)
    act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(20), reason="A holiday falls within it.")
    reader = delegate("UZ")

    page = words(page_of(proposal, reader))

    assert "Astana time" in page
    assert "UTC" in page
    assert "A holiday falls within it." in page


def test_the_history_leads_to_each_act_in_the_register():
    proposal = proposal_at(Stage.CONSULTATION)
    numbers = [str(n) for n in Act.objects.order_by("-number").values_list("number", flat=True)]

    page = page_of(proposal, delegate("UZ")).content.decode()

    assert re.findall(r'href="/register/(\d+)/"', page) == numbers
    assert "The Chair opened the consultation on P-" in page


def test_an_act_entered_on_behalf_says_so():
    proposal = open_proposal()
    act(
        Action.DECLARE_INTEREST,
        proposal,
        secretariat(),
        on_behalf_of="UZ",
        note_number="12/7",
        note_date="2026-01-15",
    )

    page = words(page_of(proposal, delegate("MN")))
    assert "(entered by the secretariat from note 12/7 of 15 January 2026)" in page
    assert "Uzbekistan, entered by the secretariat" in page


def test_what_a_state_wrote_is_text_and_never_markup():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.COMMENT, proposal, delegate("UZ"), text="<script>alert(1)</script>")

    assert b"<script>alert" not in page_of(proposal, delegate("MN")).content


def test_the_page_costs_the_same_queries_however_much_has_happened(django_assert_max_num_queries):
    proposal = proposal_at(Stage.WORKING_GROUP)
    reader = browser(delegate("UZ"))
    position(proposal, "MN", "support")
    with django_assert_max_num_queries(30) as little:
        reader.get(f"/proposals/{proposal.reference}/")
    for state in ("TR", "KZ", "TJ"):
        position(proposal, state, "no_objection")
    act(Action.CONCLUDE_SWG, proposal, chair(), outcome="returned", reason="Paragraph 2.", present=[])
    submit(proposal)
    circulate(proposal)
    for state in ("TR", "KZ"):
        act(Action.COMMENT, proposal, delegate(state), text="A comment.")
    consider(proposal, Action.OPEN_SWG)

    with django_assert_max_num_queries(30) as much:
        reader.get(f"/proposals/{proposal.reference}/")
    assert len(much) == len(little)
