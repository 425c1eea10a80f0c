"""What was wrongly entered of a participant is cancelled or corrected; names follow life."""

from datetime import date

import pytest
from django.core.management import call_command

from members.models import Chairmanship, FormerName, Participant, Period
from members.proof import members_differ
from records import register
from records.models import Act
from records.refusals import Invalid, NotNow, NotYours, Twice
from tests.factories import taking
from tests.factories.members import administrator, chair, delegate, secretariat
from tests.members.test_actions import AT, NEPAL, change, hand_over, last_act_and_periods, status_on

pytestmark = pytest.mark.django_db

LETTER = {"decision": "Letter of the depositary", "reason": "The year was mistyped."}
CALLED = {
    "name_en": "Nusantara", "name_ru": "Нусантара", "name_fr": "Nusantara", "effective_on": "2026-11-01",
    "decision": "Note verbale 7",
}  # fmt: skip


@pytest.fixture
def officer():
    return secretariat()


def act(actor, name, data, *, code="ID"):
    return taking.act_on_participant(code=code, name=name, actor=actor, data=data, at=AT)


def cancel(actor, *, entry="status", code="ID"):
    return act(actor, "cancel-change", {"entry": entry, **LETTER}, code=code)


def correct(actor, *, code="ID", **fields):
    data = {"entry": "status", "status": "member", "effective_on": "2026-11-20", **LETTER} | fields
    given = {field: value for field, value in data.items() if value is not None}
    return act(actor, "correct-entry", given, code=code)


def periods():
    return list(Period.objects.order_by("participant", "valid_from").values())


def terms():
    return list(Chairmanship.objects.order_by("valid_from").values())


def differences():
    return [str(difference) for difference in members_differ()]


def test_a_status_that_has_not_begun_is_cancelled_and_locks_nothing(officer):
    before = periods()
    change(officer, effective_on="2027-06-01")

    cancel(officer)

    assert periods() == before
    assert differences() == []
    change(officer, effective_on="2026-11-20")
    assert status_on("ID", date(2026, 11, 20)) == "member"
    assert differences() == []


def test_a_handover_that_has_not_begun_is_cancelled(officer):
    before = terms()
    hand_over(officer)

    cancel(officer, entry="chairmanship", code="TR")

    assert terms() == before
    assert differences() == []


def test_a_departure_that_has_not_begun_is_cancelled(officer):
    before = periods()
    change(officer, status="none", effective_on="2027-01-01")

    cancel(officer)

    assert periods() == before


def test_what_has_begun_is_not_cancelled(officer):
    change(officer)
    before = last_act_and_periods()

    with pytest.raises(NotNow, match="has not begun"):
        cancel(officer)

    assert last_act_and_periods() == before


def test_one_kind_of_entry_is_not_cancelled_for_another(officer):
    hand_over(officer)

    with pytest.raises(NotNow, match="That change has begun, or no act has entered it"):
        cancel(officer, code="TR")

    assert Chairmanship.objects.last_term().state_id == "TR"


def test_the_reference_record_is_not_corrected_by_an_act(officer):
    with pytest.raises(NotNow, match="No change of it has been entered"):
        cancel(officer)
    with pytest.raises(NotNow, match="No act has entered anything"):
        correct(officer)


def test_a_mistyped_accession_is_corrected_and_the_old_entry_stays_in_the_act(officer):
    change(officer, effective_on="2026-10-01")

    corrected = correct(officer, effective_on="2026-11-01")

    assert [status_on("ID", date(2026, month, 1)) for month in (10, 11)] == ["observer", "member"]
    assert (
        '"was":{"decision":"Seventh Summit","effective_on":"2026-10-01","to":"member"}' in corrected.payload
    )
    assert differences() == []


def test_what_an_admission_said_is_corrected(officer):
    taking.admit(actor=officer, data=NEPAL, at=AT)

    correct(officer, code="NP", effective_on="2026-11-01")

    assert [(one.status, str(one.valid_from)) for one in Period.objects.filter(participant="NP")] == [
        ("member", "2026-11-01")
    ]
    assert differences() == []


def test_a_correction_is_corrected_again(officer):
    change(officer)
    correct(officer, effective_on="2026-11-05")

    correct(officer, status="none", effective_on="2026-11-10")

    assert status_on("ID", date(2026, 11, 10)) is None
    assert status_on("ID", date(2026, 11, 9)) == "observer"
    assert differences() == []


def test_the_day_of_a_handover_is_corrected(officer):
    hand_over(officer)

    correction = {"entry": "chairmanship", "effective_on": "2026-12-15", **LETTER}
    act(officer, "correct-entry", correction, code="TR")

    assert Chairmanship.objects.last_term().valid_from == date(2026, 12, 15)
    assert Chairmanship.objects.get(valid_to=date(2026, 12, 15)).state_id == "AZ"
    assert differences() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_on": "2026-11-01"}, "Nothing would change."),
        ({"status": "observer"}, "It had that status before the entry already."),
        ({"effective_on": "1990-01-01"}, "the entry must be later"),
        ({"entry": "chairmanship", "status": None}, "No act has entered that of it."),
    ],
)
def test_a_correction_says_something_else_that_can_be(officer, fields, sentence):
    change(officer)
    before = last_act_and_periods()

    with pytest.raises(NotNow, match=sentence):
        correct(officer, **fields)

    assert last_act_and_periods() == before


@pytest.mark.parametrize("fields", [{"status": None}, {"entry": "chairmanship"}])
def test_a_status_belongs_to_an_entry_of_a_status(officer, fields):
    change(officer)
    with pytest.raises(Invalid) as refusal:
        correct(officer, **fields)
    assert list(refusal.value.errors) == ["status"]


def test_the_chair_stays_a_member_by_any_correction(officer):
    change(officer)
    hand_over(officer, code="ID")
    with pytest.raises(NotNow, match="hand over the Chairmanship first"):
        correct(officer, status="none")


@pytest.mark.parametrize("actor", [delegate, chair, administrator])
def test_only_the_secretariat_corrects(officer, actor):
    change(officer, effective_on="2027-06-01")
    someone = actor() if actor is not delegate else delegate("KZ")
    with pytest.raises(NotYours):
        cancel(someone)
    with pytest.raises(NotYours):
        correct(someone)
    with pytest.raises(NotYours):
        act(someone, "rename", CALLED)


def test_a_day_more_than_a_year_ahead_is_asked_about(officer):
    far = {"effective_on": "2029-03-01"}

    for enter in (change, hand_over):
        with pytest.raises(Twice, match="1 March 2029 is more than a year ahead"):
            enter(officer, **far)
    change(officer, **far, again=True)
    with pytest.raises(Twice, match="more than a year ahead"):
        correct(officer, effective_on="2029-04-01")
    with pytest.raises(Twice, match="more than a year ahead"):
        taking.admit(actor=officer, data=NEPAL | far, at=AT)

    assert status_on("ID", date(2029, 3, 1)) == "member"


def test_a_new_name_is_in_use_from_its_day_and_the_old_one_before(officer):
    act(officer, "rename", CALLED)

    then, now = (
        Participant.objects.named_on(day).get(pk="ID") for day in (date(2007, 10, 4), date(2026, 11, 1))
    )
    assert (then.then_en, now.then_en, now.name_ru) == ("Indonesia", "Nusantara", "Нусантара")
    assert Participant.objects.called(str.lower)["indonesia"] == "ID"
    assert differences() == []


def test_a_name_that_an_act_gave_outlives_a_release(officer):
    act(officer, "rename", CALLED)

    call_command("load_reference_data", verbosity=0)

    assert Participant.objects.get(pk="ID").name_fr == "Nusantara"
    assert FormerName.objects.filter(participant="ID", name_en="Indonesia").exists()
    assert differences() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"effective_on": "2026-11-25"}, "once it is in use"),
        ({"name_en": "Indonesia", "name_ru": "Индонезия", "name_fr": "Indonésie"}, "Nothing would change."),
    ],
)
def test_a_name_is_a_new_one_in_use(officer, fields, sentence):
    with pytest.raises(NotNow, match=sentence):
        act(officer, "rename", CALLED | fields)


def test_names_follow_each_other(officer):
    act(officer, "rename", CALLED)
    with pytest.raises(NotNow, match="The name before came into use on 1 November 2026"):
        act(officer, "rename", CALLED | {"name_en": "Archipelago"})


def test_the_register_holds_after_all_of_it(officer):
    change(officer, effective_on="2027-06-01")
    cancel(officer)
    change(officer)
    correct(officer)
    act(officer, "rename", CALLED)
    assert register.verify().broken_at is None


def test_an_entry_that_was_taken_back_stays_readable(client, officer):
    change(officer, effective_on="2027-06-01")
    cancel(officer)
    change(officer)
    correct(officer)

    kept = client.get(f"/register/{Act.objects.latest('number').number}/").content.decode()
    assert "What was entered" in kept
    page = client.get("/members/ID/").content.decode()
    assert "Entries that were cancelled or corrected" in page
    assert page.count("The year was mistyped.") >= 2
    entries = client.get("/api/v1/participants/ID/").json()["undone_entries"]
    assert [(entry["action"], entry["effective_on"], entry["to"]) for entry in entries] == [
        ("correct-entry", "2026-11-01", "member"),
        ("cancel-change", "2027-06-01", "member"),
    ]
