"""What a page does with what its address asks for, on every page that there is."""

import re
from html import unescape

import pytest
from django.test import Client

from proposals.enums import Stage
from tests.addresses import Route, pages_served, routes_served
from tests.factories.exchange import disseminated
from tests.factories.meetings import convene
from tests.factories.members import administrator, browser, delegate, secretariat
from tests.factories.proposals import expert_of, proposal_at
from tests.pages import found, one, words
from web.list_pages import ListPage
from web.pages import PageMixin

pytestmark = pytest.mark.django_db

NO_PAGES = {
    "are pieces for those who build pages": {"components/"},
    "answers machines": {"healthz", "api/schema/", "feeds/<str:secret>.ics"},
    "lead elsewhere": {"favicon.ico", "api/"},
    "is drawn by drf-spectacular": {"api/docs/"},
}


def test_every_address_is_of_a_page_or_says_why_not():
    others = {
        route.text
        for route in routes_served()
        if not route.is_api and not (isinstance(route.view, type) and issubclass(route.view, PageMixin))
    }

    assert others == {text for texts in NO_PAGES.values() for text in texts}


def readings() -> list[Route]:
    return [route for route in pages_served() if hasattr(route.view, "get")]


def readers() -> list[Client]:
    return [browser(reader) for reader in (secretariat(), delegate("KG"), administrator())]


@pytest.mark.parametrize("route", readings(), ids=lambda route: route.text)
def test_a_past_day_is_refused_where_no_history_is_read(route):
    is_built = "as_of" in route.view.known_parameters()

    for client in readers():
        answer = client.get(route.filled({"form": "csv"}), {"as_of": "2007-10-04"})
        page = answer.content.decode()
        is_refused = "This page shows what stands now." in page
        assert "ignored" not in page
        assert (answer.status_code == 400) == is_refused == (not is_built), answer.status_code


@pytest.fixture
def keys(settings) -> dict[str, dict[str, object]]:
    """Return the parameters of objects that there are, by how their addresses begin."""
    settings.DEMO = True  # or the mailbox is none
    submission, meeting, expert = disseminated(), convene(), expert_of("KG")
    return {
        "members/": {"code": "KZ", "name": "record-status"},
        "accounts/": {"public_id": secretariat().account},
        "catalogue/": {"code": "ECO-2"},
        "experts/": {"public_id": expert.public_id},
        "exchange/": {"reference": submission.reference, "act": "withdraw"},
        "proposals/": {"reference": proposal_at(Stage.CIRCULATION).reference, "act": "comment"},
        "meetings/": {"reference": meeting.reference, "word": "meeting", "name": "cancel-meeting"},
    }


def test_what_a_page_does_not_know_is_ignored_and_said(keys):
    drawn, silent = set(), set()
    for route in readings():
        start = f"{route.text.partition('/')[0]}/"
        address = route.filled(keys.get(start, {}))
        for client in readers():
            answer = client.get(address, {"stauts": "observer"})
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                drawn.add(route.text)
                if not SAID.search(words(answer)):
                    silent.add(route.text)

    assert silent == set()
    assert len(drawn) > len(readings()) / 2, drawn


SAID = re.compile(
    r"does not know the parameter stauts, and ignored it|Not known here, and ignored: \s*stauts"
)


def test_what_fills_in_a_form_is_known():
    page = browser(delegate("KG")).get("/exchange/new/?kind=views&call=C-2026-001&measure=ECO-2&mesure=x")

    assert re.findall(r"does not know the parameters? (.*?),? and", page.content.decode()) == ["mesure"]


def test_an_act_that_cannot_be_done_now_says_nothing_of_what_its_form_would_have_begun_with():
    reference = proposal_at(Stage.CIRCULATION).reference

    answer = browser(secretariat()).get(f"/proposals/{reference}/actions/conclude-soc/?reason=heard")

    assert answer.status_code == 409
    assert "does not know the parameter" not in answer.content.decode()


def filters() -> list[tuple[str, str]]:
    lists = [route for route in readings() if issubclass(route.view, ListPage)]
    return [
        (route.filled(), name)
        for route in lists
        for name in route.view.known_parameters() - {"cursor", "search", "held", "to"}
    ]


@pytest.mark.parametrize(("address", "name"), sorted(set(filters())))
def test_a_value_that_a_filter_cannot_have_is_said_beside_it_and_stands_there(address, name):
    wrong = "9" * 300

    answer = browser(secretariat()).get(address, {name: wrong})

    assert answer.status_code == 400
    assert words(one(answer, "ul", id=f"filter-{name}-errors"))
    assert found(answer, "*", value=wrong)
    assert not found(answer, "*", class_="filter-pills")  # since none is in force


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/deadlines/?when=x", "Select a valid choice. x is not one of the available choices."),
        ("/members/?as_of=04/10/2007", "“04/10/2007” is not a day, such as 2007-10-04."),
        ("/register/?since=10/04/2027", "“10/04/2027” is not a day, such as 2007-10-04."),
        ("/catalogue/?edition=1999", "Select a valid choice. 1999 is not one of the available choices."),
        ("/catalogue/ECO-2/?edition=1999", "“1999” is none of its values, which are: "),
        ("/procedure/?route=Z", "“Z” is none of its values, which are: A, B, C, D."),
        ("/proposals/new/?route=Z", "“Z” is none of its values, which are: A, B, C, D."),
        ("/register/feed.atom?language=xx", "The pages do not speak this language."),
        ("/members/KZ/?as_of=yesterday", "“yesterday” is not a day, such as 2007-10-04."),
    ],
)
def test_the_sentence_says_what_is_wrong(address, said):
    answer = browser(secretariat()).get(address)

    assert answer.status_code == 400
    assert said in unescape(answer.content.decode())


def test_the_first_page_promises_no_more_past_days_than_there_are():
    page = browser(secretariat()).get("/").content.decode()
    with_past = {route.text for route in readings() if "as_of" in route.view.known_parameters()}

    assert "Members, the catalogue, offers and the list of coordinators can be read as of a past day." in page
    assert with_past == {
        "members/", "members/<str:code>/", "catalogue/", "catalogue/<str:code>/", "coordinators/", "offers/",
    }  # fmt: skip
