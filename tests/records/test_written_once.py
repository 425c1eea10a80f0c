"""A kept query answers as the one it was written from."""

import pytest

from members.models import Participant, Period
from records.written_once import RowsWrittenOnce, WrittenOnce


@pytest.fixture
def by_code(db):
    return WrittenOnce(lambda code: Participant.objects.filter(code=code, kind="state"), stand_in="no code")


def test_it_is_asked_again_with_another_value(by_code):
    asked = [[row.name_en for row in by_code.ask(code)] for code in ("KZ", "AZ", "OSCE")]

    assert asked == [["Kazakhstan"], ["Azerbaijan"], []]


def test_the_orm_writes_it_once(by_code, django_assert_num_queries):
    built = []
    kept = WrittenOnce(lambda code: built.append(code) or by_code.build(code), stand_in="no code")

    with django_assert_num_queries(2):
        found = [len(list(kept.ask(code))) for code in ("KZ", "AZ")]

    assert found == [1, 1]
    assert set(built) == {"no code"}


def test_a_list_of_any_length_is_one_value(db):
    kept = RowsWrittenOnce(
        lambda codes: (
            Participant.objects.filter(code__any_of=codes).in_english_order().values_list("name_en")
        ),
        stand_in=["no code"],
    )

    assert kept.ask(["KZ", "AZ"]) == [("Azerbaijan",), ("Kazakhstan",)]
    assert kept.ask([]) == []


def test_a_list_of_foreign_keys_is_found_alike(db):
    asked = ["KZ", "AZ"]

    found = Period.objects.filter(participant__any_of=asked)

    assert found.exists()
    assert set(found) == set(Period.objects.filter(participant__in=asked))
