"""Official numbers have no gaps."""

import pytest
from django.db import transaction

from records.numbering import next_number

pytestmark = pytest.mark.django_db


def take_and_fail() -> None:
    with transaction.atomic():
        next_number(series="decision:SOC:2026")
        raise ZeroDivisionError


def test_each_series_counts_from_one():
    taken = [next_number(series=series) for series in ("SOC:2026", "SOC:2026", "SWG:2026", "SOC:2026")]

    assert taken == [1, 2, 1, 3]


def test_a_number_that_was_not_used_is_given_out_again():
    with pytest.raises(ZeroDivisionError):
        take_and_fail()

    assert next_number(series="decision:SOC:2026") == 1
