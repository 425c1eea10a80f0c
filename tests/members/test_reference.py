"""The reference record of participants and terms: what it says on a day, and what is refused."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.db import transaction

from members.models import Alias, Chairmanship, FormerName, HeadOfSecretariat, Participant, Period
from members.reference import CHAIRMANSHIPS, PARTICIPANTS, load_members, read_members
from members.synchronisation import BadReference

pytestmark = pytest.mark.django_db

ON_A_62_232 = date(2007, 10, 4)
ON_THE_HANDOVER = date(2024, 12, 17)
MEMBERS_2007 = [
    "AF",
    "AZ",
    "CN",
    "EG",
    "IN",
    "IR",
    "IL",
    "KZ",
    "KG",
    "MN",
    "PK",
    "PS",
    "KR",
    "RU",
    "TJ",
    "TH",
    "TR",
    "UZ",
]


@pytest.fixture
def data():
    return read_members()


def participant_record(data, code):
    return next(record for record in data[PARTICIPANTS]["participants"] if record["key"] == code)


def codes(day, **filters):
    found = Participant.objects.with_status_on(day).filter(**filters).in_english_order()
    return list(found.values_list("code", flat=True))


def rows():
    """Every row as stored: what a refused or repeated load must leave as it was."""
    models = (Participant, Alias, FormerName, Period, Chairmanship, HeadOfSecretariat)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_eighteen_members_of_2007_in_english_order():
    assert codes(ON_A_62_232, status="member") == MEMBERS_2007


def test_the_observers_of_2007():
    assert codes(ON_A_62_232, status="observer", kind="state") == ["ID", "JP", "MY", "UA", "US", "VN"]
    assert codes(ON_A_62_232, status="observer", kind="organisation") == ["LAS", "OSCE", "UN"]


def test_kazakhstan_chairs_in_2007():
    assert list(Chairmanship.objects.on(ON_A_62_232).values_list("state", flat=True)) == ["KZ"]


@pytest.mark.parametrize(("day", "counted"), read_members()[PARTICIPANTS]["meta"]["checks"].items())
def test_heads_are_as_many_as_the_sources_of_the_day_counted(day, counted):
    """Each source that counts members or observers is held against the record as of its day."""
    on = date.fromisoformat(day)
    found = {
        "members": len(codes(on, status="member")),
        "observer_states": len(codes(on, status="observer", kind="state")),
        "observer_organisations": len(codes(on, status="observer", kind="organisation")),
    }
    assert counted["source"]
    assert {name: found[name] for name in counted if name != "source"} == {
        name: number for name, number in counted.items() if name != "source"
    }


@pytest.mark.parametrize(
    ("code", "status", "first"),
    [
        ("BY", "observer", date(2016, 4, 28)),
        ("LA", "observer", date(2019, 6, 13)),
        ("IOM", "observer", date(2019, 6, 13)),
        ("PH", "observer", date(2011, 1, 21)),
        ("BH", "member", date(2011, 10, 17)),
    ],
)
def test_a_status_counts_from_the_day_that_a_source_proves_and_not_before(code, status, first):
    assert code in codes(first, status=status)
    assert code not in codes(first - timedelta(days=1), status=status)


@pytest.mark.parametrize(
    ("code", "last", "by"),
    [
        ("ICKKTU", date(2002, 2, 28), date(2007, 10, 4)),
        ("AU", date(2006, 6, 20), date(2007, 10, 4)),
        ("LB", date(2006, 6, 20), date(2007, 10, 4)),
    ],
)
def test_an_end_that_is_not_known_has_bounds(code, last, by):
    period = Period.objects.get(participant=code)
    assert (period.ends_on, period.ends_earliest, period.ends_latest) == (None, last, by)
    assert not Period.objects.on(by - timedelta(days=1)).filter(participant=code).exists()
    assert Period.objects.perhaps_on(by - timedelta(days=1)).filter(participant=code).exists()
    assert not Period.objects.perhaps_on(by).filter(participant=code).exists()


def test_of_the_fifteen_of_1999_two_are_sure_and_the_others_are_perhaps_members():
    on = date(1999, 9, 14)
    assert codes(on, status="member") == ["AZ", "KZ"]
    assert Period.objects.perhaps_on(on).filter(status="member").count() == 14


def test_a_beginning_that_is_not_known_is_not_always():
    """No dated row of the record is in force on the first day there is, whatever its model."""
    Chairmanship.objects.filter(reference_key="KZ:None").update(valid_from=None)
    for model in (Period, Chairmanship, HeadOfSecretariat):
        assert not model.objects.on(date(1, 1, 1)).exists()
        assert not model.objects.perhaps_on(date(1900, 1, 1)).exists()


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2007, 10, 4), None),
        (date(2012, 2, 27), "Çınar Aldemir"),
        (date(2014, 10, 6), "Gong Jianwei"),
        (date(2014, 10, 5), None),
        (date(2022, 10, 13), "Kairat Sarybay"),
    ],
)
def test_who_headed_the_secretariat(day, name):
    found = HeadOfSecretariat.objects.on(day).filter(is_deputy=False).values_list("name", flat=True)
    assert list(found) == ([name] if name else [])


def test_a_head_of_whom_no_day_is_sure_is_perhaps_the_head_within_its_bounds():
    [head] = HeadOfSecretariat.objects.perhaps_on(ON_A_62_232).filter(is_deputy=False)
    assert (head.name, head.starts_earliest, head.ends_latest) == (
        "Dulat Bakishev", date(2006, 6, 17), date(2010, 6, 8),
    )  # fmt: skip
    assert not HeadOfSecretariat.objects.perhaps_on(date(2010, 6, 8)).filter(pk=head.pk).exists()


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("TR", date(2007, 10, 4), "Turkey"),
        ("TR", date(2022, 5, 31), "Turkey"),
        ("TR", date(2022, 6, 1), "Türkiye"),
        ("TURKPA", date(2012, 9, 12), "Parliamentary Assembly of Turkic-speaking Countries"),
        ("TURKPA", date(2024, 12, 17), "Parliamentary Assembly of Turkic States"),
        ("KZ", date(2007, 10, 4), "Kazakhstan"),
    ],
)
def test_a_participant_has_the_name_of_the_day(code, day, name):
    assert Participant.objects.named_on(day).get(pk=code).then_en == name


def test_the_deputies_of_the_files_are_loaded(data):
    deputies = HeadOfSecretariat.objects.filter(is_deputy=True).values_list("name", "title")
    assert set(deputies) == {(record["name"], record["title"]) for record in data[CHAIRMANSHIPS]["deputies"]}


def test_nobody_chairs_before_anybody_is_known_to_take_part():
    first = Period.objects.order_by("valid_from").first().valid_from

    assert Chairmanship.objects.on(first).get().state_id == "KZ"
    for day in (date(1, 1, 1), date(1800, 1, 1), date(1991, 12, 31), first - timedelta(days=1)):
        assert (day, list(Chairmanship.objects.on(day))) == (day, [])


def test_the_participants_of_december_2024():
    assert len(codes(ON_THE_HANDOVER, status="member")) == 28
    assert len(codes(ON_THE_HANDOVER, status="observer", kind="state")) == 10
    assert len(codes(ON_THE_HANDOVER, status="observer", kind="organisation")) == 5


@pytest.mark.parametrize(("day", "chair"), [(date(2024, 12, 16), "KZ"), (ON_THE_HANDOVER, "AZ")])
def test_the_chair_changes_on_the_day_of_the_handover(day, chair):
    assert Chairmanship.objects.on(day).get().state_id == chair


def test_the_english_order_follows_the_usual_names():
    ordered = codes(ON_THE_HANDOVER, status="member")
    assert ordered[ordered.index("KR") : ordered.index("RU") + 1] == ["KR", "RU"]
    assert ordered[ordered.index("TH") : ordered.index("TR") + 1] == ["TH", "TR"]


def test_an_unknown_first_day_stays_unknown():
    period = Period.objects.get(participant="AF")
    assert (period.starts_on, period.valid_from) == (None, date(2001, 11, 8))
    assert (period.starts_earliest, period.starts_latest) == (date(1999, 9, 14), date(2001, 11, 8))


def test_every_period_and_term_has_a_source():
    assert not Period.objects.filter(sources=[]).exists()
    assert not Chairmanship.objects.filter(sources=[]).exists()


def test_loading_again_changes_nothing(data):
    before = rows()

    tallies = load_members(data)

    assert rows() == before
    assert {(tally.added, tally.changed, tally.removed) for tally in tallies.values()} == {(0, 0, 0)}
    assert tallies["participants"].left == 46


def test_a_corrected_record_changes_its_row_only(data):
    participant_record(data, "LA")["names"]["fr"] = "République démocratique populaire lao"

    tallies = load_members(data)

    assert (tallies["participants"].changed, tallies["participants"].left) == (1, 45)
    assert Participant.objects.get(pk="LA").name_fr == "République démocratique populaire lao"


def test_a_record_that_is_gone_takes_its_row_along(data):
    participant_record(data, "AU")["status"] = []

    tallies = load_members(data)

    assert tallies["periods"].removed == 1
    assert not Period.objects.filter(participant="AU").exists()


def test_a_term_that_an_act_has_ended_is_not_reopened(data):
    term = Chairmanship.objects.get(state="AZ")
    Chairmanship.objects.filter(pk=term.pk).update(valid_to=date(2026, 10, 20), changed_by_act=True)

    tallies = load_members(data)

    assert tallies["chairmanships"].kept == ["AZ:2024-12-17"]
    assert Chairmanship.objects.get(pk=term.pk).valid_to == date(2026, 10, 20)


def test_a_later_release_makes_exact_what_an_act_did_not_change(data):
    """An act ended the period; the release says better when it began. Both hold, and the key stays."""
    ended = {"valid_to": date(2026, 10, 20), "ends_on": date(2026, 10, 20), "changed_by_act": True}
    Period.objects.filter(participant="BY").update(
        **ended, valid_from=date(2018, 8, 14), confidence="of an earlier release"
    )

    tallies = load_members(data)

    assert "BY:observer:2018-08-14" in tallies["periods"].kept
    period = Period.objects.get(participant="BY")
    assert (period.valid_from, period.valid_to) == (date(2016, 4, 28), date(2026, 10, 20))
    assert period.confidence == "high (observer by 2016-04-28)"


def test_a_record_of_what_an_act_has_entered_is_not_loaded_beside_it(data):
    Chairmanship.objects.filter(state="AZ").update(valid_to=date(2026, 10, 20), changed_by_act=True)
    entered = Chairmanship.objects.create(
        state_id="TR", valid_from=date(2026, 10, 20), decision="Seventh Summit", changed_by_act=True
    )
    data[CHAIRMANSHIPS]["chairmanships"][-1]["to"] = "2026-10-21"
    data[CHAIRMANSHIPS]["chairmanships"].append(
        {"state": "TR", "from": "2026-10-21", "to": None, "source": "press", "confidence": "high"}
    )

    tallies = load_members(data)

    assert tallies["chairmanships"].kept == ["AZ:2024-12-17", "TR:2026-10-21"]
    assert list(Chairmanship.objects.filter(state="TR", valid_from__gte=date(2026, 1, 1))) == [entered]


def overlapping(data):
    participant_record(data, "KR")["status"][1]["asof_from"] = "2006-06-01"


def no_source(data):
    participant_record(data, "JO")["status"][0]["source"] = []


def unknown_status(data):
    participant_record(data, "JO")["status"][0]["status"] = "guest"


def no_such_day(data):
    participant_record(data, "JO")["status"][0]["asof_from"] = "2008-02-30"


def unknown_day_with_day_precision(data):
    participant_record(data, "AF")["status"][0]["from_precision"] = "day"


def no_sure_day(data):
    participant_record(data, "JO")["status"][0]["asof_from"] = None


def ends_before_it_begins(data):
    participant_record(data, "AU")["status"][0]["asof_to"] = "2001-11-08"


def bounds_of_an_end_before_its_beginning(data):
    participant_record(data, "AU")["status"][0]["to_bounds"] = ["2007-10-04", "2006-06-20"]


def term_without_a_sure_day(data):
    data[CHAIRMANSHIPS]["chairmanships"][0]["asof_from"] = None


def no_russian_name(data):
    del participant_record(data, "JO")["names"]["ru"]


def name_without_source(data):
    participant_record(data, "JO")["names_source"]["ru"] = None


def unknown_kind(data):
    participant_record(data, "JO")["kind"] = "city"


def double_code(data):
    data[PARTICIPANTS]["participants"].append(participant_record(data, "JO"))


def alias_without_source(data):
    participant_record(data, "TR")["alt_names"][0]["source"] = ""


def unknown_chair(data):
    data[CHAIRMANSHIPS]["chairmanships"][1]["state"] = "XX"


def two_chairs(data):
    data[CHAIRMANSHIPS]["chairmanships"][0]["to"] = "2010-07-01"


def term_without_source(data):
    del data[CHAIRMANSHIPS]["chairmanships"][1]["source"]


def head_of_unknown_state(data):
    data[CHAIRMANSHIPS]["heads_of_secretariat"][0]["state"] = "XX"


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (overlapping, "KR:member:2006-06-01"),
        (no_source, "JO, period 1"),
        (unknown_status, "JO, period 1"),
        (no_such_day, "JO, period 1"),
        (unknown_day_with_day_precision, "AF, period 1"),
        (no_sure_day, "JO, period 1"),
        (ends_before_it_begins, "AU:observer:2001-11-08"),
        (bounds_of_an_end_before_its_beginning, "AU, period 1, to_bounds|AU, period 1: “to_bounds”"),
        (term_without_a_sure_day, "KZ from None"),
        (no_russian_name, "JO"),
        (name_without_source, "JO"),
        (unknown_kind, "JO"),
        (double_code, "JO"),
        (alias_without_source, "TR, alias “Turkey”"),
        (unknown_chair, "XX"),
        (two_chairs, "TR:2010-06-08"),
        (term_without_source, "TR from 2010-06-08"),
        (head_of_unknown_state, "Dulat Bakishev"),
    ],
)
def test_bad_data_is_refused_whole_and_named(data, spoil, named):
    before = rows()
    spoiled = deepcopy(data)
    participant_record(spoiled, "AF")["names"]["en"] = "Another name"
    spoil(spoiled)

    with pytest.raises(BadReference, match=named), transaction.atomic():
        load_members(spoiled)

    assert rows() == before
