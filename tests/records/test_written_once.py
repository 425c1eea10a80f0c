"""A kept query answers as the one it was written from, for each value of what it leaves open."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Account, Participant, Period
from records.written_once import Open, RowsWrittenOnce, WrittenOnce

pytestmark = pytest.mark.django_db


def of_kind(code, kind):
    return Participant.objects.filter(code=code, kind=kind)


def names_of(rows):
    return [row.name_en for row in rows]


def test_it_is_asked_again_with_other_values():
    kept = WrittenOnce(of_kind)

    asked = [names_of(kept.ask(code, "state")) for code in ("KZ", "AZ", "OSCE")]

    assert asked == [["Kazakhstan"], ["Azerbaijan"], []]


def test_values_are_given_by_name_or_in_order():
    kept = WrittenOnce(of_kind)

    asked = [kept.ask("KZ", kind="state"), kept.ask(kind="state", code="KZ"), kept.ask("state", "KZ")]

    assert [names_of(rows) for rows in asked] == [["Kazakhstan"], ["Kazakhstan"], []]


@pytest.mark.parametrize(
    ("given", "named"),
    [(["KZ"], {}), (["KZ", "state", 1], {}), (["KZ"], {"sort": "state"}), (["KZ"], {"code": "AZ"})],
)
def test_what_is_given_must_be_what_is_open(given, named):
    kept = WrittenOnce(of_kind)

    with pytest.raises(TypeError, match="This query leaves open: code, kind"):
        kept.ask(*given, **named)


def test_what_is_not_open_stays_whatever_it_equals():
    kept = WrittenOnce(lambda code: Participant.objects.filter(code=code, kind="state").exclude(code="KZ"))

    assert [names_of(kept.ask(code)) for code in ("KZ", "state", "AZ")] == [[], [], ["Azerbaijan"]]


def test_an_open_value_may_stand_twice_and_inside_an_expression():
    def states_since(day):
        periods = Period.objects.filter(starts_on__lt=day, status="member").values("participant")
        return (
            Participant.objects.filter(code__in=periods).exclude(periods__starts_on=day).values_list("code")
        )

    kept = RowsWrittenOnce(states_since)

    for day in ("1993-01-01", "2002-06-04", "2026-01-01"):
        assert set(kept.ask(day)) == set(states_since(day))


def test_the_orm_writes_it_once(django_assert_num_queries):
    built = []
    kept = WrittenOnce(lambda code: built.append(code) or of_kind(code, "state"))

    with django_assert_num_queries(2):
        found = [len(list(kept.ask(code))) for code in ("KZ", "AZ")]

    assert found == [1, 1]
    [open_value] = built
    assert isinstance(open_value, Open)


def test_one_that_leaves_nothing_open_is_asked_without_values():
    kept = RowsWrittenOnce(lambda: Participant.objects.filter(code="KZ").values_list("name_en"))

    assert kept.ask() == [("Kazakhstan",)]
    with pytest.raises(TypeError, match="This query leaves open: nothing"):
        kept.ask("KZ")


def test_held_rows_are_held_until_the_transaction_ends():
    kept = WrittenOnce(lambda account: Account.objects.filter(pk=account), held=(Account,))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(kept.ask(0))

    assert asked[0]["sql"].endswith('FOR SHARE OF "members_account"')


def test_a_list_of_any_length_is_one_value():
    kept = RowsWrittenOnce(
        lambda codes: Participant.objects.filter(code__any_of=codes).in_english_order().values_list("name_en")
    )

    assert kept.ask(["KZ", "AZ"]) == [("Azerbaijan",), ("Kazakhstan",)]
    assert kept.ask([]) == []


def test_a_list_of_foreign_keys_is_found_alike():
    asked = ["KZ", "AZ"]

    found = Period.objects.filter(participant__any_of=asked)

    assert found.exists()
    assert set(found) == set(Period.objects.filter(participant__in=asked))
