"""Words that must all be found."""

import pytest

from members.models import Participant
from records.refusals import Invalid
from web.search import containing, search_text

COLUMNS = ("name_en", "name_fr")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("kazakhstan", ["KZ"]),
        ("republic KOREA", ["KR"]),
        ("kazakhstan korea", []),
        ("100%", []),
        ("Corée", ["KR"]),
    ],
)
def test_every_word_is_found_in_some_column(text, codes):
    found = Participant.objects.filter(containing(text, columns=COLUMNS), kind="state")

    assert list(found.order_by("code").values_list("code", flat=True)) == codes


def test_a_text_is_taken_without_the_blanks_around_it():
    assert search_text("  a b ") == "a b"


def test_what_no_text_can_contain_is_refused():
    with pytest.raises(Invalid) as refused:
        search_text("a\x00")

    assert list(refused.value.errors) == ["search"]
