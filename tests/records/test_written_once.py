"""A kept query answers as the one it was written from."""

import pytest

from members.models import Participant
from records.written_once import WrittenOnce


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
