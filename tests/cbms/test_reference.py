"""The reference record of the catalogue: verbatim, complete, marked, and refused when it cannot be right."""

from copy import deepcopy
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import translation

from cbms.models import Area, Coordinator, Edition, Measure, Offer, Provision
from cbms.proof import catalogue_differs
from cbms.provisions import sentence_of
from cbms.reference import (
    ANNEX,
    CATALOGUE,
    OFFICIAL_LIST,
    PROVISIONS,
    load_catalogue,
    read_catalogue,
)
from cica.management.commands import load_reference_data
from members.synchronisation import BadReference, removing_what_is_gone
from tests.factories.exchange import submit

pytestmark = pytest.mark.django_db

CORRIDORS = "Coopération pour la mise au point de systèmes sûrs et efficaces de couloirs de transport"
CITATIONS = [
    *(f"CA intro {number}" for number in range(1, 6)),
    "CA modalities",
    *(f"CA (a){number}" for number in range(1, 4)),
    *(f"CA (b){number}" for number in range(1, 6)),
    "CA review",
    "RoP 1(2)",
    "RoP 1(7)",
    "RoP 1(9)",
    "RoP 14.1.4",
    "Statute 2(5)",
    "Cat. preamble",
    "Cat. 1.1",
    "Cat. 1.2 (part)",
]


@pytest.fixture
def data():
    return read_catalogue()


def edition(data, code):
    return next(record for record in data[CATALOGUE]["editions"] if record["id"] == code)


def rows():
    models = (Edition, Area, Measure, Provision, Offer, Coordinator)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_twenty_six_measures_of_2007_are_word_for_word_those_of_the_record(data):
    records = edition(data, "2007")["priority_areas"]
    stored = {measure.code: measure for measure in Measure.objects.filter(edition="2007")}
    assert len(stored) == 26
    assert {code: (row.number, row.text_fr, row.text_en, row.text_ru) for code, row in stored.items()} == {
        record["code"]: (str(record["number"]), record["fr"], record["en"]["text"], record["ru"]["text"])
        for record in records
    }


@pytest.mark.parametrize(
    ("code", "official", "found"),
    [
        ("ECO-2", ["fr"], []),
        ("ENV-3", ["fr"], ["en"]),
        ("HUM-2", ["fr"], ["en"]),
        ("NCT-5", ["en", "fr"], []),
    ],
)
def test_only_a_language_whose_source_words_this_very_text_counts_as_official(code, official, found):
    measure = Measure.objects.get(edition="2007", code=code)
    assert measure.official == official
    assert sorted(measure.sources) == sorted([*official, *found])


def test_no_wording_of_a_page_on_the_updated_catalogue_is_official_of_2007(data):
    """The record itself says which pages credit the updated Catalogue; none of them is taken for 2007."""
    of_later = {
        record["code"]
        for record in edition(data, "2007")["priority_areas"]
        if "credits the updated Catalogue" in record["en"].get("confidence", "")
    }
    official = Measure.objects.filter(edition="2007", official__contains=["en"])
    assert len(of_later) == 11
    assert of_later.isdisjoint(official.values_list("code", flat=True))
    assert not Area.objects.filter(edition="2007").exclude(official=["fr"]).exists()


def test_the_variant_name_of_the_third_area_is_kept():
    area = Area.objects.get(edition="2007", code="HUM")
    assert (area.text_fr, [variant["name"] for variant in area.variants]) == (
        "Dimension humaine",
        ["Action humanitaire"],
    )


def test_only_the_edition_of_2007_is_in_force():
    today = date(2026, 1, 1)
    assert [row.code for row in Edition.objects.in_force(today)] == ["2007"]
    assert set(Measure.objects.in_force(today).values_list("edition", flat=True)) == {"2007"}


def test_the_catalogue_and_the_approach_are_two_lineages():
    """The Catalogue of 2021 follows that of 2004; the approach of 2007 replaces neither."""
    columns = ("code", "lineage", "in_force_from", "in_force_to")
    assert list(Edition.objects.order_by("code").values_list(*columns)) == [
        ("2004", "catalogue", date(2004, 10, 22), date(2021, 10, 12)),
        ("2007", "approach", date(2007, 3, 14), None),
        ("2021", "catalogue", date(2021, 10, 12), None),
    ]


def test_of_the_preamble_and_article_one_stands_what_was_found():
    found = Provision.objects.filter(edition="2004").order_by("position")
    assert [row.citation for row in found] == CITATIONS[-3:]
    assert found[1].text_ru.startswith("Государства-члены признают, что меры доверия")
    assert all(row.official == [] and list(row.sources) == ["ru"] for row in found)
    assert "Cat. 1.1" in Provision.objects.get(pk="CA intro 3").note


def test_nothing_was_in_force_before_bangkok():
    assert not Measure.objects.in_force(date(2007, 3, 13)).exists()
    assert Measure.objects.in_force(date(2007, 3, 14)).count() == 26


def test_the_edition_of_2021_is_incomplete_and_says_so():
    assert Edition.objects.get(pk="2021").completeness == "incomplete"
    assert "not found" in Edition.objects.get(pk="2021").warning


def test_unnumbered_measures_of_2021_stay_unnumbered():
    measures = Measure.objects.filter(edition="2021")
    assert measures.filter(number="").count() == 6
    assert list(measures.exclude(number="").order_by("position").values_list("number", flat=True)) == [
        f"2.1.{number}" for number in range(1, 6)
    ]


def test_priority_areas_of_2021_stand_below_their_dimension():
    assert Area.objects.get(edition="2021", code="ECO-TOU").parent.code == "ECO"
    assert Area.objects.filter(edition="2021", parent=None).count() == 5


def test_the_citable_paragraphs_are_all_there_in_the_order_of_the_document():
    assert list(Provision.objects.order_by("position").values_list("citation", flat=True)) == CITATIONS


def test_each_paragraph_has_its_text_in_three_languages():
    assert not Provision.objects.filter(text_en="").exists()
    assert not Provision.objects.filter(text_ru="").exists()
    assert not Provision.objects.filter(text_fr="").exists()


def test_the_three_sentences_of_modality_a_make_up_the_paragraph_again(data):
    paragraph = edition(data, "2007")["modalities"]["a"]["fr"]
    sentences = Provision.objects.filter(citation__startswith="CA (a)").order_by("position")
    assert " ".join(sentence.text_fr for sentence in sentences) == paragraph


def test_the_voluntary_basis_is_introduction_three_and_exchange_of_information_five():
    assert "progressive et volontaire" in Provision.objects.get(pk="CA intro 3").text_fr
    assert Provision.objects.get(pk="CA intro 5").text_fr.startswith("Tout État membre ou groupe")


def test_rules_known_by_a_paraphrase_only_are_marked_as_ours():
    paraphrased = Provision.objects.filter(is_paraphrase=True)
    assert set(paraphrased.values_list("citation", flat=True)) == set(CITATIONS[-8:-3])
    assert {tuple(row.official) for row in paraphrased} == {()}


def test_the_nine_rows_of_the_annex_row_for_row():
    columns = ("state", "item", "measure__code", "area__code", "words", "role")
    assert list(Offer.objects.order_by("row").values_list(*columns)) == [
        ("AZ", None, "ECO-2", None, CORRIDORS, "undivided"),
        ("IR", 1, "NCT-2", None, "Lutte contre la drogue", "undivided"),
        ("IR", 2, "ENV-3", None, "Gestion nationale des secours en cas de catastrophe", "undivided"),
        ("KZ", None, None, None, "À déterminer", "undivided"),
        ("KR", 1, "ECO-9", None, "Coopération dans le domaine de l'informatique", "undivided"),
        ("KR", 2, "ECO-3", None, "Coopération en matière de sécurité énergétique", "undivided"),
        ("RU", None, None, "ECO", "Une mesure de confiance concernant le domaine économique", "undivided"),
        ("TJ", None, "ECO-4", None, "Coopération concernant le tourisme", "undivided"),
        ("TR", None, None, "NCT", "Nouveaux défis et nouvelles menaces", "undivided"),
    ]  # fmt: skip


def test_the_official_list_has_an_entry_for_each_state_named(data):
    named = sum(len(row["entries"]) for row in data[OFFICIAL_LIST]["rows"])
    assert named == 28
    assert Coordinator.objects.filter(area__edition="2021").count() == named
    assert not Coordinator.objects.filter(sources=[]).exists()
    assert set(Coordinator.objects.values_list("area__edition", flat=True)) == {"2004", "2021"}


def test_no_entry_counts_under_an_edition_of_the_catalogue_before_it_was_adopted():
    entries = Coordinator.objects.select_related("area__edition")
    assert all(entry.valid_from >= entry.area.edition.adopted_on for entry in entries)


def test_no_offer_is_an_entry():
    """As of the day of the annex, and of A/62/232, nobody is entered; the nine offers are offers."""
    for day in (date(2007, 3, 14), date(2007, 10, 4)):
        assert not Coordinator.objects.on(day).exists()
    assert not Coordinator.objects.filter(area__code__in=("NCT-DRU", "ECO-ENE")).exists()
    assert not Coordinator.objects.filter(sources__contains=["A/62/232"]).exists()
    assert Offer.objects.filter(edition="2007").count() == 9


@pytest.mark.parametrize(
    ("area", "state", "day"),
    [
        ("ENV-DIS", "BD", date(2021, 6, 23)),
        ("ECO-COR", "CN", date(2021, 6, 23)),
        ("HUM", "CN", date(2021, 6, 23)),
        ("NCT-EPI", "JO", date(2021, 6, 23)),
        ("ECO-AGR", "CN", date(2016, 5, 1)),
        ("ECO-SME", "RU", date(2016, 1, 13)),
    ],
)
def test_each_state_counts_from_its_own_day_through_both_editions(area, state, day):
    before, after = Coordinator.objects.filter(area__code=area, state=state).order_by("valid_from")
    assert (before.area.edition_id, before.valid_from, before.valid_to) == ("2004", day, date(2021, 10, 12))
    assert (after.area.edition_id, after.valid_from) == ("2021", date(2021, 10, 12))
    for on in (day, date(2021, 10, 11), date(2021, 10, 12), date(2022, 1, 1)):
        assert Coordinator.objects.on(on).filter(area__code=area, state=state).count() == 1


def test_kyrgyzstan_co_coordinates_trade_and_investment():
    entry = Coordinator.objects.get(area__code="ECO-TRA", state="KG")
    assert (entry.role, entry.valid_from) == ("co_coordinator", date(2022, 10, 12))
    assert "Conflict of sources" in entry.note


@pytest.mark.parametrize(
    ("area", "state", "starts", "ends"),
    [
        ("MIL", "KZ", date(2022, 1, 1), None),
        ("NCT-TER", "IN", date(2021, 11, 1), None),
        ("ECO-COR", "AZ", date(2024, 3, 19), None),
        ("NCT-ICT", "RU", date(2024, 1, 1), date(2026, 1, 1)),
    ],
)
def test_an_entry_never_claims_more_than_its_evidence(area, state, starts, ends):
    entry = Coordinator.objects.get(area__code=area, state=state)
    assert (entry.valid_from, entry.valid_to) == (starts, ends)


def test_loading_again_changes_nothing(data):
    before = rows()

    tallies = load_catalogue(data)

    assert rows() == before
    assert {(tally.added, tally.changed, tally.removed) for tally in tallies.values()} == {(0, 0, 0)}


def test_an_entry_that_a_decision_has_ended_is_not_reopened(data):
    entry = Coordinator.objects.get(area__code="ECO-COR", state="AZ")
    Coordinator.objects.filter(pk=entry.pk).update(valid_to=date(2026, 6, 1), changed_by_act=True)

    load_catalogue(data)

    assert Coordinator.objects.get(pk=entry.pk).valid_to == date(2026, 6, 1)


def wrong_code(data):
    edition(data, "2007")["priority_areas"][3]["code"] = "ECO-14"


def measure_without_text(data):
    edition(data, "2007")["priority_areas"][3].update(fr=None, en=None, ru=None)


def measure_without_source(data):
    edition(data, "2007")["priority_areas"][3]["fr_source"] = None


def unknown_completeness(data):
    edition(data, "2021")["status"] = "draft"


def unknown_area_of_2021(data):
    edition(data, "2021")["dimensions"][2]["priority_areas"][0]["en"] = "Fisheries"


def two_sentences(data):
    edition(data, "2007")["modalities"]["a"]["ru"]["text"] = "Одно. Другое"


def rule_without_source(data):
    data[PROVISIONS]["rules"][0]["source"] = ""


def double_citation(data):
    data[PROVISIONS]["rules"][0]["citation"] = "CA review"


def unknown_role(data):
    data[ANNEX]["rows"][0]["role"] = "leader"


def offer_of_unknown_state(data):
    data[ANNEX]["rows"][0]["state"] = "XX"


def offer_for_unknown_measure(data):
    data[ANNEX]["rows"][0]["priority_areas"] = ["ECO-11"]


def offer_for_two_measures(data):
    data[ANNEX]["rows"][0]["priority_areas"] = ["ECO-1", "ECO-2"]


def coordinator_of_unknown_area(data):
    data[OFFICIAL_LIST]["rows"][0]["priority_area"] = "Fisheries"


def coordinator_without_source(data):
    data[OFFICIAL_LIST]["rows"][0]["entries"][0]["source"] = None


def coordinator_attested_at_no_time(data):
    data[OFFICIAL_LIST]["rows"][0]["entries"][0]["attested_on"] = "lately"


def coordinator_by_an_offer(data):
    data[OFFICIAL_LIST]["rows"][0]["entries"][0]["source"] = "A/62/232"


def coordinator_of_an_area_that_was_not_there(data):
    data[OFFICIAL_LIST]["rows"][2]["entries"][0]["attested_on"] = "2019"


def coordinator_twice(data):
    entries = data[OFFICIAL_LIST]["rows"][0]["entries"]
    entries.append({**entries[0], "role": "co_coordinator"})


def edition_of_no_lineage(data):
    del edition(data, "2021")["lineage"]


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (wrong_code, "ECO-14"),
        (measure_without_text, "ECO-4"),
        (measure_without_source, "ECO-4"),
        (unknown_completeness, "edition 2021"),
        (unknown_area_of_2021, "Fisheries"),
        (two_sentences, "modality a"),
        (rule_without_source, r"RoP 1\(2\)"),
        (double_citation, "CA review"),
        (unknown_role, "row 1"),
        (offer_of_unknown_state, "row 1"),
        (offer_for_unknown_measure, "ECO-11"),
        (offer_for_two_measures, "row 1"),
        (coordinator_of_unknown_area, "Fisheries"),
        (coordinator_without_source, "Military-Political Dimension"),
        (coordinator_attested_at_no_time, "lately"),
        (coordinator_by_an_offer, "offers of KZ, no designation"),
        (coordinator_of_an_area_that_was_not_there, "no area NCT-TER"),
        (coordinator_twice, "MIL:KZ"),
        (edition_of_no_lineage, "edition 2021"),
    ],
)
def test_bad_data_is_refused_whole_and_named(data, spoil, named):
    before = rows()
    spoiled = deepcopy(data)
    edition(spoiled, "2007")["adopted_at"] = "Elsewhere"
    spoil(spoiled)

    with pytest.raises(BadReference, match=named), transaction.atomic():
        load_catalogue(spoiled)

    assert rows() == before


def test_the_command_reports_what_it_left():
    report = StringIO()
    call_command("load_reference_data", stdout=report)
    assert "participants" in report.getvalue()
    assert "46 left" in report.getvalue()


def test_the_command_reports_what_acts_have_overtaken_and_what_is_gone():
    Coordinator.objects.filter(area__code="ECO-COR", state="AZ").update(changed_by_act=True)
    Coordinator.objects.create(
        state_id="KG",
        area=Area.objects.get(code="MIL"),
        role="coordinator",
        sources=["a"],
        reference_key="gone",
    )
    report = StringIO()
    call_command("load_reference_data", stdout=report)
    [line] = [line for line in report.getvalue().splitlines() if line.startswith("coordinators")]
    assert "1 removed; kept as acts made them: ECO-COR:AZ" in line


def test_a_rule_has_its_sentence_in_the_readers_language():
    with translation.override("fr"):
        assert sentence_of("CA (a)1").startswith("D'une part, les États membres peuvent déclarer")
    assert sentence_of("CA (z)9") == sentence_of("") == ""


def test_the_command_names_the_record_that_it_refuses(monkeypatch, data):
    unknown_role(data)
    monkeypatch.setattr(load_reference_data, "read_catalogue", lambda: data)
    with pytest.raises(CommandError, match=r"Nothing was loaded.*row 1"):
        call_command("load_reference_data")


def drop_the_last_measure(data) -> Measure:
    """Leave a measure of 2021 out of a release, and return the row that it has so far."""
    area = edition(data, "2021")["dimensions"][0]["priority_areas"][0]
    area["measures"].pop()
    return Measure.objects.filter(edition="2021", area__code=names_of_2021(data)[area["en"]]).latest(
        "position"
    )


def names_of_2021(data) -> dict[str, str]:
    return {area["name"]: area["code"] for area in data["areas_2021.json"]["areas"]}


def test_what_a_release_has_no_record_of_any_more_goes_and_is_no_difference(data, monkeypatch):
    gone = drop_the_last_measure(data)
    monkeypatch.setattr("cbms.proof.read_catalogue", lambda: data)
    assert [one.field for one in catalogue_differs()] == ["row"]

    with removing_what_is_gone() as removed:
        load_catalogue(data)

    assert removed == [f"measure {gone}"]
    assert not Measure.objects.filter(pk=gone.pk).exists()
    assert list(catalogue_differs()) == []


def test_an_area_goes_after_its_measures(data):
    area = Area.objects.create(edition_id="2021", code="OLD", text_en="Old", position=99)
    Measure.objects.create(edition_id="2021", area=area, code="OLD-1", text_en="Older", position=1)

    with removing_what_is_gone() as removed:
        load_catalogue(data)

    assert removed == ["measure OLD-1", "area 2021 OLD"]


def test_what_others_rest_on_keeps_its_record(data):
    gone, submission = drop_the_last_measure(data), submit()
    submission.measures.add(gone)

    with pytest.raises(BadReference, match="keep its record"), removing_what_is_gone():
        load_catalogue(data)


def test_the_command_says_what_it_removed():
    Area.objects.create(edition_id="2021", code="OLD", text_en="Old", position=99)
    out = StringIO()

    call_command("load_reference_data", stdout=out)

    assert "removed, since no record is of it: area 2021 OLD" in out.getvalue()
