"""The reference data outlives the tests that commit, and what they commit does not."""

import pytest
from django.db import connection

from members.models import Participant
from records.models import Counter

SOME = 20  # the reference data has more participants than these


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_each_committing_test_begins_with_the_reference_data_alone(round_):
    assert Participant.objects.count() > SOME
    assert not Counter.objects.filter(series="left behind").exists()

    Counter.objects.create(series="left behind", last=1)
    Participant.objects.filter(code="KZ").update(iso_alpha3="ZZZ")


@pytest.mark.django_db(transaction=True)
def test_triggers_are_on_again_after_a_restore():
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
