"""The pages of the catalogue, of the approach, and of the official list."""

import pytest

from cbms.models import Offer, Provision
from cbms.provisions import anchor_of
from cbms.sections import MEASURE_SECTIONS
from members.sections import Section
from tests.factories.cbms import AreaFactory, CoordinatorFactory, EditionFactory, MeasureFactory, OfferFactory
from tests.pages import found, language_of, links, one, texts, words

pytestmark = pytest.mark.django_db


def states_of(page):
    """Return the states of the rows."""
    return links(one(page, "main"), "/members/", "/")


def measures(page):
    codes = [address.partition("/")[0] for address in links(page, "/catalogue/") if "/" in address]
    return [code for code in codes if code.isupper()]


def test_the_catalogue_is_the_edition_in_force_with_its_twenty_six_measures(client):
    page = client.get("/catalogue/")
    assert len(set(measures(page))) == 26
    assert measures(page)[:2] == ["ECO-1", "ECO-2"]
    assert "Edition 2007" in words(page)


def test_the_variant_name_of_an_area_is_shown(client):
    assert "Action humanitaire" in words(client.get("/catalogue/"))


def test_the_edition_of_2021_carries_its_warning_and_is_not_mixed(client):
    page = client.get("/catalogue/?edition=2021")
    assert "incomplete: not the full text" in words(page)
    assert "Not the full text: nothing can be proposed under this edition" in words(page)
    assert "The measures of this priority area were not found." in words(page)
    assert "ECO-2" not in measures(page)
    assert "MIL-2.1.1" in measures(page)


@pytest.mark.parametrize(
    ("query", "found"),
    [("search=tourism", ["ECO-4"]), ("search=туризма", ["ECO-4"]), ("search=couloirs+transport", ["ECO-2"])],
)
def test_a_measure_is_found_by_its_words_in_any_language(client, query, found):
    assert measures(client.get(f"/catalogue/?{query}")) == found


def test_the_catalogue_is_filtered_by_area(client):
    assert measures(client.get("/catalogue/?area=ENV")) == [f"ENV-{number}" for number in range(1, 6)]
    assert len(measures(client.get("/catalogue/?edition=2021&area=NCT"))) == 6


def test_a_search_without_result_says_so(client):
    assert "No measure of this edition has these words." in words(client.get("/catalogue/?search=submarines"))


@pytest.mark.parametrize("query", ["edition=1999", "as_of=x"])
def test_a_question_that_is_none_is_refused(client, query):
    assert client.get(f"/catalogue/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["", "edition=2021", "search=tourism"])
def test_the_catalogue_takes_as_many_queries_whatever_it_shows(client, django_assert_num_queries, query):
    with django_assert_num_queries(6 if "edition" in query else 4):
        client.get(f"/catalogue/?{query}")


def test_a_measures_page_marks_what_is_official_and_what_is_ours(client):
    page = words(client.get("/catalogue/ECO-2/"))
    assert "systèmes sûrs et efficaces de couloirs de transport" in page
    assert page.count("our translation, not official") == 2
    assert "Printed number 2" in page


def test_a_measures_page_shows_offers_with_the_words_as_written(client):
    page = words(client.get("/catalogue/NCT-2/"))
    assert "Lutte contre la drogue" in page
    assert "A/62/232, annex III, annex, row 2" in page
    assert "Coordinator or co-coordinator" in page


def test_a_measures_page_shows_coordinators_with_history_and_decision(client):
    measure = MeasureFactory()
    CoordinatorFactory(measure=measure, state_id="AZ", valid_from="2025-01-01", valid_to="2026-01-01")
    CoordinatorFactory(measure=measure, state_id="KG", valid_from="2026-01-01", decision="SOC-2026-002")
    page = words(client.get(f"/catalogue/{measure.code}/"))
    assert "Azerbaijan Coordinator 1 January 2025 1 January 2026 Decision SOC-2026-001" in page
    assert "Kyrgyzstan Coordinator 1 January 2026 to this day Decision SOC-2026-002" in page


def test_a_measures_page_shows_the_sections_of_other_rooms(client, supplied):
    read = []

    def look(*, subject, actor, on):
        read.append((subject.code, actor.account))

    section = Section(name="interest", title="Interest", template="none.html", read=look)
    supplied(MEASURE_SECTIONS.of(section))
    client.get("/catalogue/ECO-2/")
    assert read == [("ECO-2", "")]


def test_a_measure_of_the_incomplete_edition_is_marked(client):
    page = words(client.get("/catalogue/NCT-GEN-A/"))
    assert "incomplete: not the full text" in page
    assert "Printed number none printed" in page


def test_a_code_of_two_editions_is_that_of_the_one_in_force(client):
    MeasureFactory(area=AreaFactory(edition=EditionFactory(code="1999")), code="ECO-2", text_en="Caravans.")
    assert "Caravans." not in words(client.get("/catalogue/ECO-2/"))
    assert "Caravans." in words(client.get("/catalogue/ECO-2/?edition=1999"))


@pytest.mark.parametrize("path", ["/catalogue/ECO-11/", "/catalogue/ECO-2/?edition=2021"])
def test_an_unknown_measure_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_a_measures_page_takes_as_many_queries_with_many_rows_as_with_one(
    client, django_assert_max_num_queries
):
    little, much = MeasureFactory(), MeasureFactory()
    for measure, number in ((little, 1), (much, 4)):
        for state in ("KZ", "AZ", "KG", "TJ")[:number]:
            OfferFactory(measure=measure, state_id=state)
            CoordinatorFactory(measure=measure, state_id=state)
    counts = []
    for measure in (little, much):
        with django_assert_max_num_queries(60) as queries:
            client.get(f"/catalogue/{measure.code}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_approach_has_an_anchor_for_each_citation(client):
    page = client.get("/catalogue/approach/").content.decode()
    for citation in Provision.objects.values_list("citation", flat=True):
        assert found(page, "article", id=anchor_of(citation))


@pytest.mark.parametrize(
    ("citation", "anchor"),
    [
        ("CA (a)2", "CA-a-2"),
        ("CA intro 5", "CA-intro-5"),
        ("RoP 1(2)", "RoP-1-2"),
        ("RoP 14.1.4", "RoP-14.1.4"),
    ],
)
def test_the_anchor_of_a_citation(citation, anchor):
    assert anchor_of(citation) == anchor


def test_a_rule_whose_wording_was_not_found_is_marked_as_ours(client):
    page = words(client.get("/catalogue/approach/"))
    assert page.count("our paraphrase: the wording was not found") == 5


def test_the_approach_takes_two_queries(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/catalogue/approach/")


def test_the_official_list_says_on_what_each_entry_rests(client):
    page = words(client.get("/coordinators/?state=IN"))
    assert "Attested on: after 2021-10" in page
    assert "Confidence: medium" in page


def test_what_is_doubtful_today_is_visible(client):
    page = client.get("/coordinators/?state=CN&area=ECO-AGR")
    assert "low for today" in texts(page, "span", class_="badge")


def test_the_official_list_as_of_a_day(client):
    assert "Russian Federation" in words(client.get("/coordinators/?as_of=2025-06-01&area=NCT-ICT"))
    assert "Nobody is entered" in words(client.get("/coordinators/?as_of=2026-06-01&area=NCT-ICT"))
    assert "Russian Federation" in words(client.get("/coordinators/?history=1&area=NCT-ICT"))


def test_the_official_list_of_2007_holds_nobody_and_leads_to_the_offers(client):
    page = client.get("/coordinators/?as_of=2007-10-04")
    assert states_of(page) == []
    assert "/offers/?as_of=2007-10-04" in links(page)


def test_the_offers_as_of_a_day_are_the_annex_row_for_row(client):
    page = client.get("/offers/?as_of=2007-10-04")
    assert states_of(page) == ["AZ", "IR", "IR", "KZ", "KR", "KR", "RU", "TJ", "TR"]
    assert "still open" in words(page)
    assert "No offer had been made" in words(client.get("/offers/?as_of=2007-03-13"))


@pytest.mark.parametrize("query", ["state=IR", ""])
def test_the_offers_take_one_query(client, django_assert_num_queries, query):
    with django_assert_num_queries(1):
        client.get(f"/offers/?{query}")


def test_what_a_text_is_is_said_of_each_language(client):
    page = words(client.get("/catalogue/ENV-3/"))
    assert page.count("as its source words it, not official") == 1
    assert page.count("our translation, not official") == 1
    assert page.count("official text") == 1
    approach = words(client.get("/catalogue/approach/")).partition("From the Catalogue (edition 2004)")[2]
    assert approach.count("as its source words it, not official") == 3


@pytest.mark.parametrize(
    ("query", "states"), [("role=co_coordinator&area=ECO-COR", ["CN", "IN"]), ("measure=ECO-2", [])]
)
def test_the_official_list_is_filtered(client, query, states):
    assert states_of(client.get(f"/coordinators/?{query}")) == states


@pytest.mark.parametrize("query", ["state=TH", "history=1", ""])
def test_the_official_list_takes_one_query(client, django_assert_num_queries, query):
    with django_assert_num_queries(1):
        client.get(f"/coordinators/?{query}")


@pytest.mark.parametrize("language", ["en", "ru", "fr"])
@pytest.mark.parametrize(
    "path", ["/catalogue/", "/catalogue/ECO-2/", "/catalogue/approach/", "/coordinators/", "/members/KR/"]
)
def test_the_pages_speak_every_language(client, language, path):
    page = client.get(path, headers={"accept-language": language})
    assert page.status_code == 200
    assert language_of(page) == language


def test_the_annex_is_shown_with_its_states_offers(client):
    for state in Offer.objects.values_list("state", flat=True).distinct():
        assert 'id="offers"' in client.get(f"/members/{state}/").content.decode()
