"""One byte string for one set of facts."""

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.enums import Capacity
from records.canonical import canonical_bytes, instant_text, sha256

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
FACTS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1), inner)
    ),
)


@given(FACTS)
def test_the_standard_library_writes_the_same_bytes(facts):
    expected = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert canonical_bytes(facts) == expected.encode()


def test_instants_are_written_in_utc_at_one_length():
    noon_in_astana = datetime(2026, 3, 14, 12, tzinfo=timezone(timedelta(hours=5)))

    assert instant_text(noon_in_astana) == "2026-03-14T07:00:00.000000Z"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 3, 14, tzinfo=UTC), '"2026-03-14T00:00:00.000000Z"'),
        (date(2007, 10, 4), '"2007-10-04"'),
        (Capacity.CHAIR, '"chair"'),
        ((1, 2), "[1,2]"),
        ({2: "key"}, '{"2":"key"}'),
    ],
)
def test_what_is_no_plain_json_has_one_way_of_being_written(value, text):
    assert canonical_bytes(value).decode() == text


def test_a_number_that_is_a_named_constant_is_that_number():
    class Level(int):
        pass

    assert canonical_bytes([Level(3)]) == b"[3]"


@pytest.mark.parametrize("value", [1.5, {1, 2}, b"bytes", datetime(2026, 3, 14)])  # noqa: DTZ001 (without a zone)
def test_what_other_languages_would_write_differently_is_refused(value):
    with pytest.raises(TypeError):
        canonical_bytes({"fact": value})


def test_a_hash_is_sixty_four_lower_case_digits():
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
