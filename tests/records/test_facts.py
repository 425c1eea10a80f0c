"""What a reader of the register is shown of an act's facts."""

from datetime import UTC, date, datetime

import orjson
import pytest
from django.core.management import call_command
from django.utils import translation

from records.facts import Value, facts_of, unlabelled
from records.known_acts import known_acts, registered_as
from records.models import Act
from tests import pages
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db


def shown(action: str, **payload) -> dict[str, Value]:
    return {fact.label: fact.value for fact in facts_of(action, payload)}


def test_a_participant_is_named_in_the_readers_language():
    with translation.override("fr"):
        [fact] = facts_of("circulate", {"served": ["KZ"]})

    assert fact.value == Value("list", [Value("text", "Kazakhstan")])


def test_a_code_is_shown_as_the_room_words_it():
    assert shown("circulate", to="circulation")["To"] == Value("text", "Circulation")


def test_rooms_that_keep_the_same_key_each_mean_their_own():
    assert shown("hand-over-chairmanship", to="KZ")["To"] == Value("text", "Kazakhstan")
    assert shown("change-status", to="observer")["To"] == Value("text", "Observer")


def test_a_choice_is_shown_as_the_form_offers_it():
    assert shown("declare-interest", offer="none")["Offer"] == Value("text", "No offer")


def test_rows_are_shown_with_the_labels_of_their_fields():
    [row] = shown("designate-coordinators", coordinators=[{"role": "coordinator", "state": "TR"}])[
        "Coordinators"
    ].content

    assert [(fact.label, fact.value.content) for fact in row.content] == [
        ("Role", "Coordinator"),
        ("State", "Türkiye"),
    ]


def test_instants_days_and_digests_are_told_from_text():
    facts = shown(
        "circulate", comments_until="2026-12-08T12:00:00.000000Z", due_on="2026-12-08", digest="a" * 64
    )

    assert facts["Comments until"] == Value("instant", datetime(2026, 12, 8, 12, tzinfo=UTC))
    assert facts["Due on"] == Value("day", date(2026, 12, 8))
    assert facts["Digest of the content"] == Value("code", "a" * 64)


@pytest.mark.parametrize("typed", ["2026-12-08", "2026-13-45T99:00:00Z", "a" * 64])
def test_what_a_person_wrote_stands_as_it_was_written(typed):
    assert shown("comment", text=typed)["Comment"] == Value("text", typed)


def test_a_day_that_no_calendar_has_is_shown_as_text():
    assert shown("circulate", due_on="2026-02-31")["Due on"] == Value("text", "2026-02-31")


def test_what_no_act_knows_any_more_is_shown_as_it_is():
    assert shown("an act of old", colour="red", count=0, sure=False) == {
        "colour": Value("text", "red"),
        "count": Value("text", "0"),
        "sure": Value("text", "no"),
    }


def test_every_act_of_the_registry_has_its_fields_labelled():
    bare = {
        (name, key)
        for name, _label in known_acts()
        for known in registered_as(name)
        for key, field in known.act_type.fields().fields.items()
        if not field.label
    }

    assert not bare


def test_no_key_of_the_demonstration_is_without_a_label(settings):
    settings.DEMO = True

    call_command("load_demonstration")

    entered = Act.objects.values_list("action", "payload")
    bare = {(action, key) for action, payload in entered for key in unlabelled(action, orjson.loads(payload))}
    assert len({action for action, _payload in entered}) > 30
    assert not bare


def test_the_page_of_an_act_says_it_in_words_and_keeps_the_text_that_was_hashed(client):
    act = enter_act(
        action="circulate",
        payload={"served": ["TR"], "to": "circulation", "comments_until": "2026-12-08T12:00:00.000000Z"},
    )

    page = client.get(f"/register/{act.number}/")

    assert pages.facts_of(page)["Served on"] == "Türkiye"
    assert "8 December 2026, 12:00" in page.text
    assert act.payload in pages.texts(page, "pre")


def test_the_names_of_many_participants_take_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        shown("circulate", served=["KZ", "TR", "UZ"], authors=["AZ"])
