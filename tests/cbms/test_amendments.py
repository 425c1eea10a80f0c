"""The last sentence of the CA: a new edition from a set of changes, and the thread that leads back."""

from datetime import date, timedelta

import pytest

from cbms import actions, amendments
from cbms.models import Area, Concordance, Coordinator, Edition, Measure, Provision
from cbms.querysets import coordinated_measures
from records import clock
from tests.factories import taking
from tests.factories.members import browser, delegate

pytestmark = pytest.mark.django_db

CHANGES = [
    {"kind": "add_area", "area": "MIL", "en": "Military-political dimension"},
    {"kind": "add", "area": "MIL", "en": "Inviting observers to military exercises."},
    {"kind": "reword", "measure": "ECO-1", "en": "Cooperation in sustainable transport."},
    {"kind": "merge", "measures": ["ECO-7", "ECO-8"], "en": "Opportunities for enterprises and investment."},
    {"kind": "split", "measure": "ENV-3", "into": ["Disaster management systems.", "Early warning systems."]},
    {"kind": "retire", "measure": "ECO-5"},
    {"kind": "provision", "citation": "CA (a)2", "en": "The Chair consults all Member States."},
]
IN_FORCE = date(2027, 1, 1)


def enact(changes=CHANGES, **changed):
    given = {
        "base": Edition.objects.get(code="2007"),
        "title": "Catalogue of 2027",
        "decision": "SOC-2026-001",
        "adopted_on": date(2026, 12, 15),
        "in_force_on": IN_FORCE,
    }
    return amendments.enact(changes, **given | changed)


def threads(code):
    rows = Concordance.objects.filter(before__code=code, before__edition="2007")
    return sorted((row.relation, row.after.code if row.after else None) for row in rows)


def test_a_right_set_of_changes_has_no_faults():
    assert amendments.faults(CHANGES, base=Edition.objects.get(code="2007")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"kind": "add_area", "area": "ECO", "en": "Economy"}, "the area ECO exists already"),
        ({"kind": "add", "area": "MIL", "en": "Observers"}, "there is no area MIL"),
        ({"kind": "add", "area": "ECO"}, "needs en"),
        ({"kind": "reword", "measure": "ECO-99", "en": "x"}, "there is no measure ECO-99"),
        ({"kind": "merge", "measures": ["ECO-7", "ECO-7"], "en": "x"}, "at least two measures"),
        ({"kind": "merge", "measures": ["ECO-7", "ECO-7", "ECO-8"], "en": "x"}, "ECO-7 is changed twice"),
        ({"kind": "split", "measure": "ENV-3", "into": ["one"]}, "at least two measures"),
        ({"kind": "provision", "citation": "CA (z)", "en": "x"}, "there is no paragraph CA (z)"),
    ],
)
def test_a_wrong_change_is_named_with_its_number(change, fault):
    (sentence,) = amendments.faults([CHANGES[2], change], base=Edition.objects.get(code="2007"))

    assert sentence.startswith("Change 2: ")
    assert fault in sentence


def test_a_measure_is_changed_by_one_change_only():
    twice = [{"kind": "retire", "measure": "ECO-1"}, {"kind": "reword", "measure": "ECO-1", "en": "x"}]

    assert amendments.faults(twice, base=Edition.objects.get(code="2007")) == [
        "Change 2: the measure ECO-1 is changed twice."
    ]


def test_the_new_edition_comes_into_force_on_its_day_and_the_old_one_stays_readable():
    edition = enact()

    assert (edition.code, edition.in_force_from, edition.decision) == ("2027", IN_FORCE, "SOC-2026-001")
    assert [e.code for e in Edition.objects.in_force(date(2026, 12, 31))] == ["2007"]
    assert [e.code for e in Edition.objects.in_force(IN_FORCE)] == ["2027"]
    assert Measure.objects.filter(edition="2007").count() == 26
    assert set(Area.objects.filter(edition="2027").values_list("code", flat=True)) == {
        "ECO", "ENV", "HUM", "NCT", "MIL",
    }  # fmt: skip


def test_the_concordance_says_what_became_of_each_measure():
    enact()

    assert threads("HUM-1") == [("same", "HUM-1")]
    assert threads("ECO-1") == [("reworded", "ECO-1")]
    assert threads("ECO-7") == threads("ECO-8") == [("merged", "ECO-11")]
    assert threads("ENV-3") == [("split", "ENV-6"), ("split", "ENV-7")]
    assert threads("ECO-5") == [("retired", None)]
    assert list(Concordance.objects.filter(before=None).values_list("relation", "after__code")) == [
        ("added", "MIL-1")
    ]


def test_a_code_never_changes_its_meaning():
    first = enact()
    second = enact(
        [{"kind": "add", "area": "ECO", "en": "Another."}],
        base=first,
        adopted_on=date(2027, 6, 1),
        in_force_on=date(2027, 7, 1),
    )

    assert second.code == "2027-2"
    assert Measure.objects.get(edition=second, text_en="Another.").code == "ECO-12"
    assert not Measure.objects.filter(edition=second, code="ECO-5").exists()


def test_a_measure_is_found_from_either_side_and_not_through_its_sibling():
    enact()
    merged = Measure.objects.get(edition="2027", code="ECO-11")
    smes, investment = (Measure.objects.get(edition="2007", code=code) for code in ("ECO-7", "ECO-8"))

    assert set(Measure.objects.of_lineage(merged.pk)) == {merged, smes, investment}
    assert set(Measure.objects.of_lineage(smes.pk)) == {smes, merged}


def test_a_day_before_adoption_means_the_day_of_adoption():
    edition = enact(in_force_on=date(2026, 1, 1))

    assert edition.in_force_from == date(2026, 12, 15)


def test_the_text_of_the_approach_is_continued_and_its_old_wording_stays_citable():
    enact()

    assert Provision.objects.get(citation="CA 2027 (a)2").text_en == "The Chair consults all Member States."
    assert Provision.objects.get(citation="CA (a)2").text_en.startswith(
        "The Chairman of CICA will then consult"
    )
    assert (
        Provision.objects.get(citation="CA 2027 (a)1").text_en
        == Provision.objects.get(citation="CA (a)1").text_en
    )


def test_a_text_that_is_carried_over_is_official_of_its_own_edition_alone():
    """The French of A/62/232 is the official text of 2007, and of no edition after it."""
    edition = enact()

    assert edition.lineage == "approach"
    for model in (Measure, Provision, Area):
        changed = model.objects.filter(edition="2027", official=["en"])
        carried = model.objects.filter(edition="2027").exclude(pk__in=changed)
        assert changed.exists()
        assert carried.exists()
        assert {tuple(row.sources.items()) for row in changed} == {
            (("en", "edition 2027"),)
        }  # its number may be for fewer
        for row in carried:
            assert row.official == []
            assert all(source.startswith("edition 2007: ") for source in row.sources.values())


def test_what_was_entered_for_a_measure_is_found_under_what_it_became():
    today = clock.now().date()
    days = {"valid_from": today.isoformat(), "valid_to": (today + timedelta(days=300)).isoformat()}
    body = {"name": "A. Geologist", "post": "Institute", "measures": ["ENV-3"], **days}
    body["agreed_on"] = days["valid_from"]
    taking.designate_expert(actor=delegate("IR"), data=body, at=clock.now())
    enact(adopted_on=today, in_force_on=today)
    client = browser(delegate("UZ"))

    for code in ("ENV-6", "ENV-7"):
        assert "A. Geologist" in client.get(f"/catalogue/{code}/").content.decode()
        assert f'href="/catalogue/{code}/"' not in client.get("/experts/").content.decode()
    assert "A. Geologist" not in client.get("/catalogue/ENV-4/").content.decode()
    assert "A. Geologist" not in browser(delegate("JP")).get("/catalogue/ENV-6/").content.decode()


def test_the_official_list_and_the_offers_are_found_under_what_a_measure_became(client):
    enact()

    page = client.get("/catalogue/ECO-11/?edition=2027").content.decode()

    assert page.count('href="/catalogue/ECO-7/?edition=2007"') >= 1


def test_who_coordinates_a_measure_coordinates_what_it_became():
    measure = Measure.objects.get(edition="2007", code="ENV-3")
    actions.enter_coordinators(
        measure=measure, coordinators=[("IR", "coordinator")], decision="SOC-2026-002", on=date(2026, 12, 1)
    )
    enact()

    coordinated = Measure.objects.filter(pk__in=coordinated_measures("IR", on=IN_FORCE), edition="2027")
    assert {"ENV-6", "ENV-7"} <= set(coordinated.values_list("code", flat=True))


def test_a_decision_under_the_new_edition_ends_the_entries_of_the_old():
    before = Measure.objects.get(edition="2007", code="ECO-1")
    actions.enter_coordinators(
        measure=before, coordinators=[("KZ", "coordinator")], decision="SOC-2026-002", on=date(2026, 12, 1)
    )
    after = Measure.objects.get(edition=enact(), code="ECO-1")

    actions.enter_coordinators(
        measure=after, coordinators=[("UZ", "coordinator")], decision="SOC-2027-001", on=date(2027, 2, 1)
    )

    standing = Coordinator.objects.on(date(2027, 2, 1)).for_measure(after).exclude(decision="")
    assert list(standing.values_list("state", flat=True)) == ["UZ"]


def test_a_measures_page_leads_to_what_it_became(client):
    enact()

    assert "2027 ENV-6" in client.get("/catalogue/ENV-3/?edition=2007").content.decode()
    page = client.get("/catalogue/ECO-11/?edition=2027").content.decode()
    assert "2007 ECO-7" in page
    assert "2007 ECO-8" in page


def test_a_paragraph_is_cited_by_its_own_edition_alone():
    first = enact()
    second = enact([], base=first, adopted_on=date(2028, 6, 1), in_force_on=date(2028, 7, 1))

    citations = Provision.objects.filter(edition=second).values_list("citation", flat=True)

    assert "CA 2028 (a)2" in citations
    assert not any("2027" in citation for citation in citations)
