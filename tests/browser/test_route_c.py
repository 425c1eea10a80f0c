"""Route C through the pages: a new area, a measure split, in force on its day, found from either side."""

import pytest

from cbms.models import Edition
from members.actor import Actor
from tests.browser.reader import Reader
from tests.browser.walking import NARROW, approve_at_meetings, day, in_days
from tests.factories.members import chair, delegate, secretariat

pytestmark = pytest.mark.django_db(transaction=True)

MEASURE, PARTS = "ENV-2", ("ENV-6", "ENV-7")
DAYS = 300


def test_an_amendment_is_drafted_approved_and_in_force_on_its_day(open_window, pass_days):
    proposer = open_window(delegate("KG"))
    member = open_window(delegate("UZ"), width=NARROW)
    public = open_window(Actor.nobody(), width=NARROW)
    home = propose(proposer)
    write_the_changes(proposer, home)
    assert member.finds_nothing_at(f"{home}papers/1/")

    number = approve_at_meetings(home, president=open_window(chair()), officer=open_window(secretariat()))
    read_the_decision(member, home, number)
    edition = Edition.objects.get(decision=number)
    find_the_concordance(public, edition.code, number)
    come_into_force(public, edition.code, pass_days)


def propose(proposer: Reader) -> str:
    """Open the proposal from the navigation; return its address."""
    proposer.go("Proposals", "Open a proposal", "Propose an amendment")
    proposer.send("Propose an amendment", edition_title="Catalogue with a military-political dimension")
    return proposer.at


def write_the_changes(proposer: Reader, home: str) -> None:
    """The changes are rows of the paper's form; what is wrong with one is said, and nothing typed is lost."""
    proposer.open(home)
    proposer.press("Submit the amendment")
    for index in range(1, 14, 2):
        proposer.fill(**{f"paragraphs__{index}__en": f"What is said under heading {index}."})
    proposer.fill(
        title="Amendment of the catalogue",
        changes__0__kind="add_area",
        changes__0__area="MIL",
        changes__0__en="Military-political dimension",
        changes__1__kind="split",
        changes__1__measure=MEASURE,
        changes__1__into="One half of it.",
        in_force_on=day(in_days(DAYS)),
    )
    assert "a split gives at least two measures" in proposer.press("Check before it is final")
    tallest = max(row.bounding_box()["height"] for row in proposer.page.locator(".rows .row").all())
    assert tallest < proposer.page.viewport_size["height"]
    proposer.picture_of_all("amendment-form-1280")
    proposer.send(
        "Submit the amendment", final=True, changes__1__into="One half of it.\nThe other half of it."
    )
    text = proposer.look()
    assert "Military-political dimension" in text
    assert "The other half of it." in text


def read_the_decision(member: Reader, home: str, number: str) -> None:
    """A member reads, from the proposal, what was decided and which edition it made."""
    member.open(home)
    text = member.press(number)
    assert "Changes to edition 2007" in text
    assert "Catalogue with a military-political dimension" in text
    member.picture_of_all("amendment-decision-390")


def find_the_concordance(public: Reader, edition: str, number: str) -> None:
    """Before its day the old edition is the one in force; either measure leads to the other."""
    assert "Military-political dimension" not in public.go("Catalogue")
    assert shown(public) == [MEASURE]
    text = public.press(MEASURE)
    assert "split into" in text
    public.picture_of_all("concordance-390")
    text = public.press(f"{edition} {PARTS[0]}")
    assert "One half of it." in text
    assert f"2007 {MEASURE}" in text
    assert number not in text, "the decision is not open to the public"
    public.press(f"2007 {MEASURE}")
    assert public.at == f"/catalogue/{MEASURE}/"


def come_into_force(public: Reader, edition: str, pass_days) -> None:
    """The day before, the old edition is in force; on the day, the new one."""
    pass_days(DAYS - 1)
    assert "Military-political dimension" not in public.go("Catalogue")
    pass_days(1)
    text = public.go("Catalogue")
    assert "Military-political dimension" in text
    assert "This area has no measure yet." in text
    assert f"EDITION {edition}" in text.upper()
    assert shown(public) == list(PARTS)
    public.picture_of_all("new-edition-390")


def shown(reader: Reader) -> list[str]:
    """Return which of the measures on either side of the split the catalogue lists."""
    links = reader.page.locator("main dl.measures dt").all_inner_texts()
    return [code for code in links if code in (MEASURE, *PARTS)]
