"""The catalogue, the offers and the official list over the REST API."""

import pytest

from cbms.models import Measure
from tests.factories.cbms import CoordinatorFactory, MeasureFactory

pytestmark = pytest.mark.django_db

API = "/api/v1"


def results(client, path):
    answer = client.get(f"{API}/{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_the_editions_latest_first(client):
    rows = results(client, "editions/")
    assert [(row["code"], row["completeness"]) for row in rows] == [
        ("2021", "incomplete"),
        ("2007", "complete"),
        ("2004", "incomplete"),
    ]
    assert [row["lineage"] for row in rows] == ["catalogue", "approach", "catalogue"]


def test_an_edition_has_its_citable_paragraphs(client):
    body = client.get(f"{API}/editions/2007/").json()
    assert [row["citation"] for row in body["provisions"]][5:9] == [
        "CA modalities",
        "CA (a)1",
        "CA (a)2",
        "CA (a)3",
    ]
    assert body["provisions"][0]["text"]["official"] == ["fr"]
    assert body["title"]["official"] == ["en", "fr"]


def test_the_areas_of_the_edition_in_force_and_of_another(client):
    assert [row["code"] for row in results(client, "areas/")] == ["ECO", "ENV", "HUM", "NCT"]
    assert [row["code"] for row in results(client, "areas/?edition=2021&parent=ENV")] == [
        "ENV-SUS",
        "ENV-PRO",
        "ENV-DIS",
    ]


def test_an_area_has_its_variant_names(client):
    body = client.get(f"{API}/areas/HUM/").json()
    assert [variant["name"] for variant in body["variants"]] == ["Action humanitaire"]


def test_the_measures_are_those_of_one_edition(client):
    assert [row["edition"] for row in results(client, "measures/")] == ["2007"] * 26
    assert {row["edition"] for row in results(client, "measures/?edition=2021")} == {"2021"}


def test_what_a_text_is_in_each_language_is_said(client):
    assert client.get(f"{API}/measures/ENV-3/").json()["text"]["wording"] == {
        "en": "found", "ru": "translation", "fr": "official",
    }  # fmt: skip
    [title] = [row["title"] for row in results(client, "editions/") if row["code"] == "2021"]
    assert title["wording"] == {"en": "official", "ru": None, "fr": None}
    [preamble, *_others] = client.get(f"{API}/editions/2004/").json()["provisions"]
    assert preamble["citation"] == "Cat. preamble"
    assert preamble["text"]["wording"] == {"en": "translation", "ru": "found", "fr": "translation"}


def test_a_measure_marks_its_official_languages(client):
    body = client.get(f"{API}/measures/ECO-2/").json()
    assert (body["area"], body["number"], body["text"]["official"]) == ("ECO", "2", ["fr"])
    assert body["text"]["fr"].startswith("Coopération pour la mise au point")


def test_a_measure_of_another_edition_is_asked_for_by_it(client):
    assert client.get(f"{API}/measures/MIL-2.1.1/").status_code == 404
    assert client.get(f"{API}/measures/MIL-2.1.1/?edition=2021").json()["number"] == "2.1.1"


@pytest.mark.parametrize("query", ["search=tourism", "search=tourisme", "search=туризма"])
def test_measures_are_searched_in_every_language(client, query):
    assert [row["code"] for row in results(client, f"measures/?{query}")] == ["ECO-4"]


def test_measures_are_filtered_by_area(client):
    assert (
        len(results(client, "measures/?area=ECO")) == Measure.objects.filter(area__code="ECO").count() == 10
    )


def test_the_annex_row_for_row(client):
    rows = results(client, "offers/")
    assert [(row["row"], row["state"], row["measure"], row["area"], row["role"]) for row in rows] == [
        (1, "AZ", "ECO-2", None, "undivided"),
        (2, "IR", "NCT-2", None, "undivided"),
        (3, "IR", "ENV-3", None, "undivided"),
        (4, "KZ", None, None, "undivided"),
        (5, "KR", "ECO-9", None, "undivided"),
        (6, "KR", "ECO-3", None, "undivided"),
        (7, "RU", None, "ECO", "undivided"),
        (8, "TJ", "ECO-4", None, "undivided"),
        (9, "TR", None, "NCT", "undivided"),
    ]
    assert client.get(f"{API}/offers/{rows[0]['id']}/").json() == rows[0]


@pytest.mark.parametrize(
    ("query", "rows"),
    [("state=IR", [2, 3]), ("measure=ECO-3", [6]), ("area=NCT", [9]), ("role=coordinator", [])],
)
def test_the_offers_are_filtered(client, query, rows):
    assert [row["row"] for row in results(client, f"offers/?{query}")] == rows


def test_the_official_list_has_its_whole_history(client):
    assert len(results(client, "coordinators/")) == 37


def test_the_official_list_as_of_a_day(client):
    assert results(client, "coordinators/?as_of=2007-10-04") == []
    assert {row["edition"] for row in results(client, "coordinators/?as_of=2021-07-01")} == {"2004"}
    assert {row["edition"] for row in results(client, "coordinators/?as_of=2022-01-01")} == {"2021"}
    assert [row["state"] for row in results(client, "coordinators/?as_of=2025-06-01&area=NCT-ICT")] == [
        "RU",
        "CN",
    ]
    assert results(client, "coordinators/?as_of=2026-01-01&area=NCT-ICT") == []


def test_an_entry_names_what_it_rests_on(client):
    entry = CoordinatorFactory(measure=MeasureFactory(code="ECO-99"), valid_from="2026-01-01")
    body = client.get(f"{API}/coordinators/{entry.pk}/").json()
    assert (body["decision"], body["from"], body["measure"]) == ("SOC-2026-001", "2026-01-01", "ECO-99")
    [attested] = results(client, "coordinators/?state=TH")
    assert (attested["decision"], attested["attested_on"]) == (None, "2023-04-19")
    assert attested["sources"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("measures/?edition=1999", "edition"),
        ("areas/?as_of=x", "as_of"),
        ("coordinators/?as_of=x", "as_of"),
        ("coordinators/?role=leader", "role"),
        ("offers/?cursor=x", "cursor"),
    ],
)
def test_a_bad_question_is_a_problem_that_names_the_field(client, path, field):
    answer = client.get(f"{API}/{path}")
    assert (answer.status_code, answer["content-type"]) == (400, "application/problem+json")
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize(
    "path", ["editions/1999/", "areas/MIL/", "measures/ECO-11/", "offers/0/", "coordinators/0/"]
)
def test_what_there_is_not_is_not_found(client, path):
    assert client.get(f"{API}/{path}").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 200])
@pytest.mark.parametrize(
    ("resource", "queries"),
    [("editions", 1), ("areas", 2), ("measures", 2), ("offers", 1), ("coordinators", 1)],
)
def test_a_list_takes_as_many_queries_with_one_row_as_with_all(
    client, django_assert_num_queries, resource, queries, size
):
    with django_assert_num_queries(queries):
        client.get(f"{API}/{resource}/?page_size={size}")


def test_the_official_list_is_walked_whole_in_small_pages(client):
    path, seen = f"{API}/coordinators/?page_size=4", []
    while path:
        body = client.get(path).json()
        seen += [row["id"] for row in body["results"]]
        path = body["next"]
    assert seen == [row["id"] for row in results(client, "coordinators/?page_size=200")]
    assert len(set(seen)) == 37


@pytest.mark.parametrize(
    "address",
    ["/catalogue/", "/catalogue/ECO-2/", f"{API}/measures/", f"{API}/measures/ECO-2/", f"{API}/areas/"],
)
def test_an_edition_that_no_code_can_name_is_not_found(client, address):
    assert client.get(f"{address}?edition=%00").status_code in {400, 404}


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("1999-01-01", None),
        ("2004-10-21", None),
        ("2005-01-01", "2004"),
        ("2007-03-14", "2007"),
        ("2022-01-01", "2007"),
    ],
)
def test_a_day_is_answered_with_the_edition_that_there_was(client, day, edition):
    areas = client.get(f"/api/v1/areas/?as_of={day}").json()["results"]
    measures = client.get(f"/api/v1/measures/?as_of={day}&page_size=200").json()["results"]
    page = client.get(f"/catalogue/?as_of={day}")

    assert {row["edition"] for row in areas + measures} == ({edition} if edition else set())
    assert ("No catalogue had been adopted" in page.content.decode()) == (edition is None)
    assert page.status_code == 200


def test_a_measure_is_not_there_before_its_catalogue(client):
    for address in ("/catalogue/ECO-2/", "/api/v1/measures/ECO-2/"):
        assert client.get(f"{address}?as_of=1999-01-01").status_code == 404
        assert client.get(f"{address}?as_of=2008-01-01").status_code == 200
