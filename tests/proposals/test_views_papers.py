"""Versions, their differences, and the permanent addresses of symbols."""

import pytest
from django.test import Client

from papers.models import Version
from proposals.enums import Action, Stage
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import COORDINATOR, PARAGRAPHS, act, circulate, proposal_at, submit
from tests.pages import texts, words

pytestmark = pytest.mark.django_db


def revised(*, circulated=True):
    """Return a proposal whose paper has two versions: a paragraph was changed, one added, one taken out."""
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take comments in.")
    kept = list(Version.objects.get().paragraphs.order_by("position"))
    submit(
        proposal,
        [
            {"id": str(kept[0].identity), "heading": True, "en": "Introduction"},
            {
                "id": str(kept[1].identity),
                "en": "The states cooperate on large enterprises.",
                "fr": "Les États.",
            },
            {"en": "A wholly new paragraph."},
        ],
    )
    if circulated:
        circulate(proposal)
    return proposal


def test_a_version_is_read_in_the_languages_it_has():
    proposal = revised()

    page = browser(delegate("UZ")).get(f"/proposals/{proposal.reference}/papers/2/")

    assert "A wholly new paragraph." in words(page)
    assert "Les États." in texts(page, "p", lang="fr")
    assert "Français: 2 paragraphs are not given." in words(page)
    assert "No text is given in: Русский." in words(page)


def test_a_draft_version_is_found_by_its_drafters_alone():
    proposal = revised(circulated=False)
    address = f"/proposals/{proposal.reference}/papers/2/"

    assert browser(delegate("UZ")).get(address).status_code == 404
    assert browser(delegate(COORDINATOR)).get(address).status_code == 200
    assert browser(secretariat()).get(address).status_code == 200


@pytest.mark.parametrize("view", ["side", "inline"])
def test_differences_are_shown_by_paragraph_and_word(view):
    proposal = revised()

    page = browser(delegate("UZ")).get(f"/proposals/{proposal.reference}/papers/differences/?view={view}")

    assert "small and medium" in texts(page, "del")
    assert "large" in texts(page, "ins")
    assert "4 paragraphs differ." in words(page)
    assert {"changed", "added", "taken out"} <= set(texts(page, "p", class_="kind"))


def test_a_version_compared_with_itself_does_not_differ():
    proposal = revised()

    page = browser(delegate("UZ")).get(f"/proposals/{proposal.reference}/papers/differences/?from=1&to=1")

    assert "0 paragraphs differ." in words(page)


def test_a_draft_is_not_compared_for_those_who_may_not_read_it():
    proposal = revised(circulated=False)
    address = f"/proposals/{proposal.reference}/papers/differences/"

    assert browser(delegate("UZ")).get(f"{address}?from=1&to=2").status_code == 404
    assert "large enterprises" not in words(browser(delegate("UZ")).get(address))
    assert browser(chair()).get(f"{address}?from=1&to=2").status_code == 200


def test_differences_of_nonsense_are_not_found():
    proposal = revised()

    address = f"/proposals/{proposal.reference}/papers/differences/?from=one"

    assert browser(delegate("UZ")).get(address).status_code == 404


def test_a_symbol_is_a_permanent_address_for_those_who_may_read_the_text():
    proposal = revised()
    symbol = proposal.paper.base_symbol

    page = browser(delegate("UZ")).get(f"/papers/{symbol}/Rev.1/")

    assert page.headers["Location"] == f"/proposals/{proposal.reference}/papers/2/"
    assert Client().get(f"/papers/{symbol}/").status_code == 404
    assert browser(delegate("UZ")).get("/papers/CICA/SWG/1999/CP.1/").status_code == 404


def test_the_symbol_of_an_adopted_text_leads_the_public_to_the_published_decision():
    proposal = proposal_at(Stage.APPROVED)
    decision = proposal.decisions.get()
    symbol = proposal.paper.base_symbol
    assert Client().get(f"/papers/{symbol}/").status_code == 404
    act(Action.PUBLISH_DECISION, proposal, secretariat(), audience="public", consent="SOC, by consensus.")

    page = Client().get(f"/papers/{symbol}/", follow=True)

    assert page.redirect_chain == [(f"/decisions/{decision.number}/#paper", 302)]
    assert PARAGRAPHS[1]["en"] in words(page)
    assert proposal.reference not in page.content.decode()
