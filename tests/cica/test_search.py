"""The search: within what the reader may see, and an official name leads to what it names."""

from http import HTTPStatus
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.postgres.search import SearchVector
from django.db import connection, models
from django.db.models import Value
from django.test import Client

from cica.search import KINDS
from exchange.models import Submission
from members.actor import Actor
from papers.models import Paper, Version
from proposals.enums import Action, Stage
from tests import pages
from tests.addresses import routes_served
from tests.factories.exchange import disseminated, submit
from tests.factories.meetings import convene, later
from tests.factories.members import browser, delegate, secretariat
from tests.factories.proposals import PARAGRAPHS, act, open_proposal, proposal_at
from web.api.views import ListView
from web.list_pages import TablePage

pytestmark = pytest.mark.django_db


def search(actor, text):
    return browser(actor).get("/search/", {"q": text})


def found(page):
    return [link.get("href") for link in pages.found(page, "dt", "a")]


def test_an_empty_search_shows_its_field():
    page = Client().get("/search/")

    assert page.status_code == 200
    assert found(page) == []


def test_words_find_measures_and_participants_for_everyone():
    page = search(Actor.nobody(), "tourism")
    assert "/catalogue/ECO-4/" in found(page)
    assert "/members/KZ/" in found(search(Actor.nobody(), "Казахстан"))


@pytest.mark.parametrize(
    "text", ["Almaty Act", "Astana Statement", "62/77", "Rules of Procedure", "Bakishev", "Damirli"]
)
def test_the_documents_and_persons_of_the_files_are_found(text):
    addresses = found(search(Actor.nobody(), text))
    assert [at for at in addresses if at.startswith(("/implementation/papers/#", "/members/?as_of="))]


@pytest.mark.parametrize(
    ("text", "address"),
    [("eco-2", "/catalogue/ECO-2/"), ("KZ", "/members/KZ/"), (" osce ", "/members/OSCE/")],
)
def test_a_code_leads_straight_to_what_it_names(text, address):
    assert search(Actor.nobody(), text).headers["Location"] == address


NAMES = ("reference", "symbol", "base_symbol", "code", "number")
"""Columns of official names, where they are texts."""


def name_of(model: type[models.Model]) -> str:
    """Return the column of a model's official name, or an empty text."""
    texts = {field.name for field in model._meta.fields if isinstance(field, models.CharField)}
    return next((name for name in NAMES if name in texts), "")


NAMED = {
    model for model in apps.get_models() if name_of(model) and hasattr(model.objects.all(), "visible_to")
}


def test_the_search_knows_every_kind_of_thing_that_has_an_official_name():
    found = {kind.rows(secretariat()).model for kind in KINDS if kind.name}

    assert found | {Paper} == NAMED  # a paper is found as its versions


def test_every_official_name_leads_straight_in_letters_of_either_size(one_of_each):
    client, wrong = browser(secretariat()), []

    for kind in (kind for kind in KINDS if kind.name):
        address, name, _words = kind.shown(kind.rows(secretariat()).first())
        typed = {name, name.lower(), name.upper(), f" {name[:2]}\u200b{name[2:]}"}
        led = {text: client.get("/search/", {"q": text}).headers.get("Location") for text in typed}
        wrong += [f"{kind.label}: {text}" for text, where in led.items() if where != address]

    assert wrong == []


def test_every_list_of_what_has_an_official_name_is_searched_by_it(one_of_each):
    client, wrong, asked = browser(secretariat()), [], set()
    lists = {
        route.filled(): route.view
        for route in routes_served()
        if "<" not in route.text
        and isinstance(route.view, type)
        and issubclass(route.view, ListView | TablePage)
        and route.view.model in NAMED
    }

    for address, view in lists.items():
        shape = '"{}"' if address.startswith("/api/") else "/{}/"  # in JSON, or in the link to what is named
        listed, column = client.get(address).content.decode(), name_of(view.model)
        keys = view.model.objects.visible_to(secretariat()).exclude(**{column: ""}).order_by(column)
        name = next(key for key in keys.values_list(column, flat=True) if shape.format(key) in listed)
        found = client.get(address, {"search": name.lower()})
        if found.status_code != HTTPStatus.OK or shape.format(name) not in found.content.decode():
            wrong.append(f"{address}?search={name.lower()}: {found.status_code}")
        elif shape.format(name) in client.get(address, {"search": "xyzzy"}).content.decode():
            wrong.append(f"{address} finds {name} by other words")
        asked.add(view.model)

    assert wrong == []
    assert asked == NAMED - {Version}  # which is listed below its paper


def test_a_reference_leads_to_the_proposal_for_those_who_may_see_it():
    proposal = open_proposal()

    assert (
        search(delegate("UZ"), proposal.reference.lower()).headers["Location"] == proposal.get_absolute_url()
    )
    for hidden in (Actor.nobody(), delegate("JP")):
        page = search(hidden, proposal.reference)
        assert page.status_code == 200
        assert found(page) == []


def test_a_symbol_leads_to_the_paper():
    proposal = proposal_at(Stage.CIRCULATION)
    symbol = proposal.paper.base_symbol

    assert search(delegate("UZ"), symbol).headers["Location"] == f"/papers/{symbol}/"
    assert found(search(Actor.nobody(), symbol)) == []


def test_the_words_of_a_paper_find_it_where_it_may_be_read():
    proposal = proposal_at(Stage.EDITORIAL)
    words = PARAGRAPHS[1]["en"]
    assert found(search(delegate("UZ"), words)) == []
    act(Action.CIRCULATE, proposal, secretariat(), comments_until="2099-01-01T00:00:00Z")

    assert found(search(delegate("UZ"), words)) == [
        f"/papers/{type(proposal).objects.get().paper.base_symbol}/"
    ]
    assert found(search(Actor.nobody(), words)) == []


def test_a_decision_is_found_by_number_and_title_within_its_audience():
    decision = proposal_at(Stage.APPROVED).decisions.get()

    assert search(delegate("UZ"), decision.number).headers["Location"] == decision.get_absolute_url()
    assert decision.get_absolute_url() in found(search(delegate("UZ"), decision.title))
    assert decision.get_absolute_url() not in found(search(Actor.nobody(), decision.title))


def test_information_is_found_by_number_and_words_within_its_audience():
    submission = disseminated(title="Mudflows", text="Fourteen stations report every hour.")

    assert search(delegate("JP"), submission.reference).headers["Location"] == submission.get_absolute_url()
    assert found(search(delegate("JP"), "station hour")) == [submission.get_absolute_url()]
    assert found(search(delegate("UZ"), "station hour")) == []


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("Emirats", "/members/AE/"),
        ("émirats", "/members/AE/"),
        ("E\u0301mirats", "/members/AE/"),
        ("Republique de Coree", "/members/KR/"),
        ("turkiye", "/members/TR/"),
        ("КАЗАХСТАН", "/members/KZ/"),
    ],
)
def test_names_are_found_with_accents_and_without(words, address):
    assert address in found(search(Actor.nobody(), words))


@pytest.mark.parametrize("language", ["en", "ru", "fr", "ar"])
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Отчёт о селях", "отчет"),
        ("Отчет о селях", "ОТЧЁТ"),
        ("Отчёты станций", "отчет станции"),
        ("Déclarations de l’État", "declaration"),
        ("De\u0301claration", "déclaration"),
        ("Stations reporting", "station report"),
    ],
)
def test_information_is_found_whatever_language_it_is_marked_with(language, title, words):
    submission = disseminated(title=title, text="x", language=language)

    assert submission.get_absolute_url() in found(search(delegate("JP"), words))


SOFT = "Лави\u00adны и се\u200bли"


@pytest.mark.parametrize(("written", "asked"), [(SOFT, "лавины сели"), ("Лавины и сели", SOFT)])
def test_what_nobody_sees_keeps_nothing_from_being_found(written, asked):
    meeting = convene(title=written, **later(20))
    pages = [
        disseminated(title=written, text="x").get_absolute_url(),
        submit(title=written).get_absolute_url(),
    ]

    addresses = found(search(secretariat(), asked))
    meetings = browser(secretariat()).get("/api/v1/meetings/", {"search": asked}).json()["results"]

    assert {*addresses} == {*pages, meeting.get_absolute_url()}
    assert [row["title"] for row in meetings] == [written]


def test_what_was_disseminated_before_is_taken_apart_anew():
    submission = disseminated(title=SOFT, text="x")
    Submission.objects.filter(pk=submission.pk).update(search=SearchVector(Value(SOFT), config="simple"))
    assert found(search(delegate("JP"), "лавины")) == []

    with connection.cursor() as cursor:
        cursor.execute(import_module("exchange.migrations.0006_fold_what_nobody_sees").REBUILD)

    assert found(search(delegate("JP"), "лавины")) == [submission.get_absolute_url()]


def test_what_waits_at_the_intake_desk_is_found_by_those_who_may_see_it():
    submission = submit(title="Лавины", text="Отчёт за март.")
    address = submission.get_absolute_url()

    assert found(search(secretariat(), "отчет")) == [address]
    assert found(search(delegate(submission.authorships.get().state_id), "лавины")) == [address]
    assert found(search(delegate("JP"), "отчет")) == found(search(Actor.nobody(), "отчет")) == []
    assert address in browser(secretariat()).get("/exchange/", {"search": "отчет"}).content.decode()


@pytest.mark.parametrize(
    "address", ["/members/kz/", "/catalogue/eco-2/?edition=2007", "/api/v1/participants/kz/"]
)
def test_an_address_in_small_letters_leads_to_the_one_in_capitals(address):
    answer = Client().get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == address.replace("kz", "KZ").replace("eco", "ECO")


@pytest.mark.parametrize("start", ["/calendars/{}.ics", "/api/v1/calendars/{}/"])
@pytest.mark.parametrize("key", ["participants/kz", "measures/eco-2", "bodies/soc"])
def test_a_calendar_is_found_by_its_key_in_letters_of_either_size(start, key):
    answer = Client().get(start.format(key))

    assert (answer.status_code, answer.content[:15]) == (200, b"BEGIN:VCALENDAR")


def test_small_letters_say_nothing_of_what_there_is():
    proposal = open_proposal()

    there, nowhere = (
        Client().get(f"/proposals/{reference.lower()}/") for reference in (proposal.reference, "P-1999-1")
    )
    assert there.status_code == nowhere.status_code == 302


def test_a_symbol_in_small_letters_leads_to_its_paper():
    proposal = proposal_at(Stage.CIRCULATION)
    symbol = proposal.paper.base_symbol.lower()

    assert browser(delegate("UZ")).get(f"/papers/{symbol}/").headers["Location"].endswith("/papers/1/")
    assert search(delegate("UZ"), symbol).headers["Location"] == f"/papers/{proposal.paper.base_symbol}/"


def test_what_cannot_be_in_a_text_is_refused_and_nothing_is_said_plainly():
    assert Client().get("/search/", {"q": "a\x00b"}).status_code == 400
    assert "Nothing that is open to you matches." in search(Actor.nobody(), "xyzzy").content.decode()


def test_a_search_costs_the_same_queries_whatever_it_finds(django_assert_max_num_queries):
    client = browser(delegate("UZ"))
    proposal_at(Stage.CIRCULATION, measure="ECO-2")
    with django_assert_max_num_queries(32) as few:
        client.get("/search/", {"q": "cooperation"})
    proposal_at(Stage.CIRCULATION, measure="ECO-3")
    with django_assert_max_num_queries(32) as more:
        client.get("/search/", {"q": "cooperation"})

    assert len(more) == len(few)
