"""Acts that the secretariat enters from a state's note verbale."""

from datetime import timedelta

import pytest

from proposals.actions import declare
from proposals.enums import Action, Stage
from records import clock
from records.models import Act
from records.refusals import Invalid, NotYours
from tests.factories.members import CHAIR, browser, chair, delegate, secretariat
from tests.factories.proposals import act, dossier_of, everybody, open_proposal, proposal_at
from tests.factories.taken import entered, kept, told
from tests.pages import texts

pytestmark = pytest.mark.django_db
NOTE = {"note_number": "12/2026", "note_date": "2026-01-15"}


def test_where_two_capacities_fit_the_act_says_in_which_it_is_done():
    as_member, as_chair = open_proposal(state=CHAIR), open_proposal(state=CHAIR, measure="ECO-3")

    with pytest.raises(Invalid) as refusal:
        act(Action.WITHDRAW, as_member, chair(), reason="We are done.")
    with pytest.raises(Invalid) as elsewhere:
        act(Action.WITHDRAW, as_member, chair(), capacity="secretariat")
    with pytest.raises(Invalid) as unexplained:
        act(Action.WITHDRAW, as_chair, chair(), capacity="chair")
    for_the_state = act(Action.WITHDRAW, as_member, chair(), capacity="member")
    for_the_chair = act(Action.WITHDRAW, as_chair, chair(), capacity="chair", reason="Covered elsewhere.")

    assert "“member” (the last interested member state); “chair” (the Chair)" in str(refusal.value.errors)
    assert set(refusal.value.errors) == set(elsewhere.value.errors) == {"capacity"}
    assert set(unexplained.value.errors) == {"reason"}
    assert [taken.act.capacity for taken in (for_the_state, for_the_chair)] == ["member", "chair"]


def test_where_one_capacity_fits_nothing_is_asked():
    proposal = open_proposal()
    page = browser(chair()).get(f"/proposals/{proposal.reference}/actions/withdraw/")

    assert 'name="capacity"' not in page.content.decode()
    assert act(Action.WITHDRAW, proposal, chair(), reason="Covered.").act.capacity == "chair"


def test_a_form_asks_for_the_capacity_and_the_check_page_shows_it():
    address = f"/proposals/{open_proposal(state=CHAIR).reference}/actions/withdraw/"
    client = browser(chair())

    asked = client.get(address).content.decode()
    unsaid = client.post(address, {"step": "check", "reason": "Covered elsewhere."})
    checked = client.post(address, {"step": "check", "reason": "Covered elsewhere.", "capacity": "chair"})

    assert asked.count('name="capacity"') == 2
    assert unsaid.status_code == 400
    assert "In which capacity" in checked.content.decode()
    assert "the Chair" in texts(checked, "dd")


def test_an_act_on_behalf_names_the_state_the_officer_and_the_note():
    proposal = proposal_at(Stage.INTEREST)
    officer = secretariat()

    taken = act(Action.DECLARE_INTEREST, proposal, officer, on_behalf_of="UZ", offer="either", **NOTE)

    row = Act.objects.get(number=taken.act.number)
    assert (row.account, row.state, row.capacity, row.entered_by) == (
        officer.account,
        "UZ",
        "member",
        "secretariat",
    )
    assert kept(taken, "note_number", "note_date") == ["12/2026", "2026-01-15"]
    assert "UZ" in told(taken)
    assert dossier_of(proposal).interests["UZ"].offer == "either"


@pytest.mark.parametrize(
    ("stage", "action", "body"),
    [
        (Stage.CONSULTATION, Action.RESPOND, {"answer": "no_view"}),
        (Stage.CIRCULATION, Action.COMMENT, {"text": "Good."}),
        (Stage.WORKING_GROUP, Action.TAKE_POSITION, {"position": "support"}),
    ],
)
def test_the_state_is_told_what_was_entered_for_it(stage, action, body):
    proposal = proposal_at(stage)
    act(Action.DECLARE_INTEREST, proposal, delegate("UZ")) if stage == Stage.CONSULTATION else None

    taken = act(action, proposal, secretariat(), on_behalf_of="UZ", **NOTE, **body)

    assert "UZ" in told(taken)


def test_a_state_that_acts_itself_is_not_told_of_it_unless_the_table_says_so():
    proposal = proposal_at(Stage.CIRCULATION)

    taken = act(Action.COMMENT, proposal, delegate("UZ"), text="Good.")

    assert "UZ" not in told(taken)


def test_a_first_declaration_can_be_entered_on_behalf():
    data = {"on_behalf_of": "UZ", "offer": "coordinator", **NOTE}

    taken = declare(measure="ECO-2", route="A", actor=secretariat(), data=data)

    assert list(dossier_of(taken.subject.proposal).interests) == ["UZ"]
    assert (taken.act.state, taken.act.entered_by) == ("UZ", "secretariat")


def test_what_a_body_decided_can_be_entered_on_the_chairs_behalf():
    proposal = proposal_at(Stage.WORKING_GROUP)

    taken = act(
        Action.CONCLUDE_SWG,
        proposal,
        secretariat(),
        on_behalf_of=CHAIR,
        outcome="agreed",
        present=everybody(),
        **NOTE,
    )

    row = entered(taken)
    assert (row["capacity"], row["state"], taken.act.entered_by) == ("chair", CHAIR, "secretariat")
    assert CHAIR in told(taken)


def test_only_the_state_in_the_chair_acts_as_the_chair():
    proposal = proposal_at(Stage.WORKING_GROUP)
    body = {"outcome": "agreed", "present": everybody(), **NOTE}

    with pytest.raises(Invalid) as refusal:
        act(Action.CONCLUDE_SWG, proposal, secretariat(), on_behalf_of="KZ", **body)

    assert set(refusal.value.errors) == {"on_behalf_of"}


@pytest.mark.parametrize("code", ["JP", "UN", "XX", "K\x00"])
def test_nothing_is_entered_on_behalf_of_who_is_not_a_member(code):
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), on_behalf_of=code, text="Good.", **NOTE)

    assert set(refusal.value.errors) == {"on_behalf_of"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"note_number": ""}, {"note_number"}),
        ({"note_date": "yesterday"}, {"note_date"}),
        ({"note_date": None}, {"note_date"}),
        ({"on_behalf_of": ""}, {"on_behalf_of"}),
        ({"note_number": "9" * 81}, {"note_number"}),
    ],
)
def test_an_act_on_behalf_needs_the_whole_note(change, named):
    proposal = proposal_at(Stage.CIRCULATION)
    body = {"on_behalf_of": "UZ", "text": "Good.", **NOTE, **change}

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), **body)

    assert set(refusal.value.errors) == named


def test_a_note_is_not_dated_in_the_future():
    proposal = proposal_at(Stage.CIRCULATION)
    in_two_days = (clock.now() + timedelta(days=2)).date().isoformat()
    note = {"note_number": "12/2026", "note_date": in_two_days}

    with pytest.raises(Invalid) as refusal:
        act(Action.COMMENT, proposal, secretariat(), on_behalf_of="UZ", text="Good.", **note)

    assert set(refusal.value.errors) == {"note_date"}


def test_a_note_is_dated_by_the_day_of_its_capital(stop_clock):
    """At ten in the evening in UTC it is tomorrow in Astana, and the note verbale of that morning is here."""
    proposal = proposal_at(Stage.CIRCULATION)
    evening = clock.now().replace(hour=22) - timedelta(days=1)
    stop_clock(evening)
    note = {"note_number": "12/2026", "note_date": (evening + timedelta(days=1)).date().isoformat()}

    taken = act(Action.COMMENT, proposal, secretariat(), on_behalf_of="UZ", text="Good.", **note)

    assert kept(taken, "note_date") == [note["note_date"]]


@pytest.mark.parametrize(
    "actor",
    [chair, lambda: delegate("UZ"), lambda: secretariat(read_only=True)],
    ids=["chair", "member", "token"],
)
def test_only_a_writing_secretariat_enters_acts_on_behalf(actor):
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(NotYours):
        act(Action.COMMENT, proposal, actor(), on_behalf_of="UZ", text="Good.", **NOTE)


# The order of refusals, and that a refused act leaves nothing
