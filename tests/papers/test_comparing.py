"""Comparing texts: what is said of them, and that no pair of texts makes it long."""

import ast
from collections.abc import Callable
from difflib import SequenceMatcher
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.differences import _lines
from papers.comparing import MOST_IN_ALL, Effort, runs, words
from papers.differences import differences
from papers.writing import paragraphs
from tests.rooms import ROOMS, ROOT

LONGEST, MOST_PARAGRAPHS = 20_000, 20
REPEATED = {
    "commas": ("x" + ", " * (LONGEST // 2 - 1), "z" + ", " * (LONGEST // 2 - 1)),
    "one word in two": (
        " ".join(f"x{at} y" for at in range(2000)),
        " ".join(f"z{at} y" for at in range(2000)),
    ),
    "short, and many": (" ".join(f"x{at} y" for at in range(150)), " ".join(f"z{at} y" for at in range(150))),
}
texts = st.text(alphabet=st.sampled_from("ab é.\n\t—1"), max_size=30)


def built(text: str, *, identities: list) -> list:
    rows = paragraphs([{"heading": False, "en": text, "ru": "", "fr": ""}] * len(identities), known=())
    for row, identity in zip(rows, identities, strict=True):
        row.identity = identity
    return rows


@pytest.fixture
def pairs_compared(monkeypatch) -> Callable[[], int]:
    """Count the pairs of equal pieces that the library looks at, and stop it far above the bound."""
    counted, original = [0], SequenceMatcher.find_longest_match

    def counting(self, alo=0, ahi=None, blo=0, bhi=None):
        counted[0] += sum(len(self.b2j.get(piece, ())) for piece in self.a[alo:ahi])
        assert counted[0] <= 2 * MOST_IN_ALL
        return original(self, alo, ahi, blo, bhi)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counting)
    return lambda: counted[0]


@pytest.mark.parametrize(("before", "after"), REPEATED.values(), ids=REPEATED)
def test_no_paper_takes_more_than_its_share(pairs_compared, before, after):
    identities = [uuid4() for _ in range(MOST_PARAGRAPHS)]
    old, new = built(before, identities=identities), built(after, identities=identities)

    found = differences(old, new)

    assert pairs_compared() <= MOST_IN_ALL
    assert {one.change for one in found} == {"changed"}
    for one in found:
        assert "".join(text for op, text in one.words if op != "added") == before
        assert "".join(text for op, text in one.words if op != "removed") == after


@pytest.mark.parametrize("text", [before for before, _after in REPEATED.values()], ids=REPEATED)
def test_an_unchanged_paragraph_is_not_compared(pairs_compared, text):
    rows = built(text, identities=[uuid4()])

    (found,) = differences(rows, rows)

    assert found.words == (("same", text),)
    assert pairs_compared() <= 1


def test_no_submission_takes_more_than_its_share(pairs_compared):
    before = "\n".join(f"x{at}\n{at % 150}" for at in range(5_000))
    after = "\n".join(f"z{at}\n{at % 150}" for at in range(5_000))

    found = list(_lines(before, after))

    assert pairs_compared() <= MOST_IN_ALL
    assert [line for op, line in found if op != "added"] == before.splitlines()
    assert [line for op, line in found if op != "removed"] == after.splitlines()


def test_a_long_text_with_few_changes_shows_only_these():
    before = " ".join(f"the {at}," for at in range(2000))

    found = list(words(before, before.replace("the 7,", "the seven,"), effort=Effort()))

    assert [run for run in found if run[0] != "same"] == [("removed", "7"), ("added", "seven")]


def test_what_one_pair_took_is_not_there_for_the_next():
    effort = Effort(left=10)

    first, second = (list(runs("abc", "xbz", effort=effort)) for _ in range(2))

    assert ("same", "b") in first
    assert second == [("removed", "abc"), ("added", "xbz")]


@given(texts, texts, st.integers(min_value=0, max_value=40))
def test_both_texts_come_back_whatever_may_be_spent(old, new, left):
    found = list(words(old, new, effort=Effort(left=left)))

    assert "".join(text for op, text in found if op != "added") == old
    assert "".join(text for op, text in found if op != "removed") == new
    assert all(text for _op, text in found)


def test_nothing_else_compares_texts():
    """Every other use of the library would have no bound."""
    using = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom) and "difflib" in ast.unparse(node)
    }

    assert using == {"papers/comparing.py"}
