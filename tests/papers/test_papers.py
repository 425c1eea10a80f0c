"""Papers as text: digests, identities, symbols, differences."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from papers.differences import differences
from papers.digests import digest_of_paragraph, digest_of_text
from papers.models import Paragraph, Version
from papers.writing import identities, paragraphs
from proposals.enums import Action, Stage
from records.refusals import Invalid
from tests.factories.members import delegate, secretariat
from tests.factories.proposals import COORDINATOR, act, circulate, proposal_at, submit

words = st.text(alphabet=st.sampled_from("ab é.\n\t—1"), max_size=30)


def line(en: str, **more: object) -> dict[str, object]:
    return {"heading": False, "ru": "", "fr": "", "en": en, **more}


def built(*texts: str, identities: list[UUID] | None = None) -> list[Paragraph]:
    lines = [line(text) for text in texts]
    rows = paragraphs(lines, known=set())
    for row, identity in zip(rows, identities or [], strict=False):
        row.identity = identity
    return rows


def changes(before: list[Paragraph], after: list[Paragraph]) -> list[tuple[str, str]]:
    return [(found.change, found.after or found.before) for found in differences(before, after)]


def test_white_space_and_composition_do_not_change_a_digest():
    assert digest_of_paragraph("  Caf\u00e9\n\tculture ") == digest_of_paragraph("Cafe\u0301 culture")


@pytest.mark.parametrize("unseen", ["\u00ad", "\u200b", "\u2060"])
def test_what_nobody_sees_is_no_difference_between_paragraphs(unseen):
    identities = [uuid4()]
    (found,) = differences(
        built("States cooperate.", identities=identities),
        built(f"States co{unseen}operate.\u00a0", identities=identities),
    )

    assert found.change == "same"
    assert [kind for kind, _text in found.words] == ["same"]


def test_the_non_joiner_is_spelling():
    assert digest_of_paragraph("می\u200cخواهم") != digest_of_paragraph("میخواهم")


@pytest.mark.parametrize("other", ["States cooperate", "States co-operate.", "states cooperate."])
def test_every_other_change_of_the_words_changes_the_digest(other):
    assert digest_of_paragraph(other) != digest_of_paragraph("States cooperate.")


def test_the_digest_of_a_version_covers_title_order_and_headings():
    one, two = built("One.", "Two.")
    heading = Paragraph(is_heading=True, digest=one.digest)
    digests = [
        digest_of_text("Title", [one, two]),
        digest_of_text("Another", [one, two]),
        digest_of_text("Title", [two, one]),
        digest_of_text("Title", [heading, two]),
        digest_of_text("Title", [one]),
    ]

    assert len(set(digests)) == len(digests)


def test_translations_do_not_count_in_the_digest():
    plain, translated = paragraphs([line("One."), line("One.", ru="Один.", fr="Un.")], known=set())

    assert digest_of_text("T", [plain]) == digest_of_text("T", [translated])


def test_a_paragraph_keeps_the_identity_it_names_and_a_new_one_gets_its_own():
    known = uuid4()

    kept, new = paragraphs([line("One.", id=known), line("Two.", id=None)], known={known})

    assert kept.identity == known
    assert new.identity not in {None, known}
    assert [kept.position, new.position] == [1, 2]


def test_an_identity_that_no_version_had_is_refused():
    stranger = uuid4()

    with pytest.raises(Invalid) as refused:
        paragraphs([line("One.", id=stranger)], known={uuid4()})

    assert str(stranger) in refused.value.errors["paragraphs"][0]


@pytest.mark.django_db
def test_symbols_are_numbered_by_year_and_revisions_by_circulation():
    first, second = proposal_at(Stage.CIRCULATION), proposal_at(Stage.CIRCULATION, measure="ENV-3")
    for _round in range(2):
        act(Action.REVISE, first, delegate(COORDINATOR), reason="To take the comments in.")
        submit(first)
        circulate(first)
    year = first.opened_at.year

    symbols = (
        Version.objects.filter(paper__proposal=first).order_by("number").values_list("symbol", flat=True)
    )

    assert list(symbols) == [
        f"CICA/SWG/{year}/CP.1",
        f"CICA/SWG/{year}/CP.1/Rev.1",
        f"CICA/SWG/{year}/CP.1/Rev.2",
    ]
    assert second.paper.base_symbol == f"CICA/SWG/{year}/CP.2"


@pytest.mark.django_db
def test_a_version_that_was_never_circulated_takes_no_revision_number():
    proposal = proposal_at(Stage.CIRCULATION)
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take the comments in.")
    submit(proposal)
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")
    submit(proposal)
    circulate(proposal)

    symbols = Version.objects.order_by("number").values_list("symbol", flat=True)

    base = proposal.paper.base_symbol
    assert list(symbols) == [base, "", f"{base}/Rev.1"]


@pytest.mark.django_db
def test_identities_are_those_of_all_versions():
    proposal = proposal_at(Stage.CIRCULATION)
    paper = proposal.paper
    first = set(Paragraph.objects.values_list("identity", flat=True))
    act(Action.REVISE, proposal, delegate(COORDINATOR), reason="Anew.")
    submit(proposal)

    assert identities(paper) > first
    assert len(identities(paper)) == 2 * len(first)


def test_the_same_text_has_no_differences():
    before = built("One.", "Two.")

    assert changes(before, before) == [("same", "One."), ("same", "Two.")]


def test_a_changed_paragraph_shows_its_words():
    identity = uuid4()
    before = built("The states meet yearly.", identities=[identity])
    after = built("The states meet twice yearly.", identities=[identity])

    (found,) = differences(before, after)

    assert found.change == "changed"
    assert found.words == (("same", "The states meet "), ("added", "twice "), ("same", "yearly."))


def test_a_removed_paragraph_stands_where_it_stood():
    one, two, three = (uuid4() for _ in range(3))
    before = built("One.", "Two.", "Three.", identities=[one, two, three])
    after = built("One.", "Three.", identities=[one, three])

    assert changes(before, after) == [("same", "One."), ("removed", "Two."), ("same", "Three.")]


def test_what_was_removed_before_anything_kept_stands_first():
    before = built("Gone.", "Stays.")
    after = [before[1]]

    assert changes(before, after) == [("removed", "Gone."), ("same", "Stays.")]


def test_a_moved_paragraph_is_called_moved_and_the_others_same():
    before = built("One.", "Two.", "Three.")
    after = [before[2], before[0], before[1]]

    assert changes(before, after) == [("moved", "Three."), ("same", "One."), ("same", "Two.")]


def test_an_added_paragraph_is_wholly_added():
    before = built("One.")
    (added,) = built("Two.")

    found = differences(before, [*before, added])

    assert [one.change for one in found] == ["same", "added"]
    assert found[1].words == (("added", "Two."),)


@given(words, words)
def test_the_word_runs_give_both_texts_back(old, new):
    identity = uuid4()
    (found,) = differences(built(old, identities=[identity]), built(new, identities=[identity]))

    before = new if found.change == "same" else old  # white space alone is no change
    assert "".join(text for kind, text in found.words if kind != "added") == before
    assert "".join(text for kind, text in found.words if kind != "removed") == new
    assert all(text for _kind, text in found.words)


@given(st.data())
def test_differences_name_each_paragraph_once_and_keep_the_later_order(data):
    pool = [uuid4() for _ in range(6)]
    orders = st.lists(st.sampled_from(pool), unique=True)
    old, new = data.draw(orders), data.draw(orders)
    texts = data.draw(st.lists(words.filter(str.strip), min_size=12, max_size=12))
    before = built(*texts[: len(old)], identities=old)
    after = built(*texts[6 : 6 + len(new)], identities=new)

    found = differences(before, after)

    assert sorted(one.identity for one in found) == sorted({*old, *new})
    assert [one.identity for one in found if one.change != "removed"] == new
    assert {one.identity for one in found if one.change == "removed"} == set(old) - set(new)
    assert {one.identity for one in found if one.change == "added"} == set(new) - set(old)
