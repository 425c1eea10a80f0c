"""References to rows: each by its key, however it is written, and each once."""

import pytest

from members.models import Participant
from records.references import ReferencesField, RowField

pytestmark = pytest.mark.django_db


class CodeField(RowField):
    key = "code"

    def rows(self):
        return Participant.objects.order_by("code")


@pytest.mark.parametrize("names", [["kz", "KZ"], ["KZ", "kz"], ["kZ", "Kz", "KZ"]])
def test_two_spellings_of_one_key_name_one_thing(names):
    found = ReferencesField(child=CodeField()).run_validation(names)

    assert [one.code for one in found] == ["KZ"]
    assert set(CodeField().named(names)) == set(names)
