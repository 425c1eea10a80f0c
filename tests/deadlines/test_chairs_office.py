"""After a handover somebody is Chair: the head names the office, and a warning stands until it has."""

from datetime import timedelta

import pytest
from django.test import Client

from deadlines.waiting import waiting_for
from members.enums import DelegationRole
from members.models import Account, Chairmanship
from proposals.enums import Stage as ProposalStage
from records import clock
from records.refusals import NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.exchange import call_for_information
from tests.factories.meetings import convene
from tests.factories.members import AccountFactory, actor_of, browser, delegate, secretariat
from tests.factories.proposals import open_proposal, silence_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def next_chair() -> str:
    """Enter that the Chairmanship passes to Kazakhstan in ten days."""
    day = clock.now().date() + timedelta(days=10)
    data = {"effective_on": day.isoformat(), "decision": "Seventh Summit"}
    taking.act_on_participant(
        code="KZ", name="hand-over-chairmanship", actor=secretariat(), data=data, at=clock.now()
    )
    return "KZ"


def head(code: str):
    return delegate(code, role=DelegationRole.HEAD)


def name(account: Account, *, by, is_office: bool = True):
    return taking.act_on_account(
        key=account.public_id, name="name-chairs-office", actor=by,
        data={"is_chairs_office": is_office}, at=clock.now(),
    )  # fmt: skip


def warned(actor) -> list[str]:
    found = [item for item in waiting_for(actor, at=clock.now()) if item.act == "name-chairs-office"]
    return [item.url.split("/")[2] for item in found]


def test_the_head_names_the_office_and_it_is_the_chairs_from_the_first_day(next_chair):
    member = AccountFactory(username="member", participant_id=next_chair)
    name(member, by=head(next_chair))
    assert not actor_of(member).is_chair

    today = clock.now().date()
    Chairmanship.objects.filter(valid_to__gt=today).update(valid_to=today)
    Chairmanship.objects.filter(decision="Seventh Summit").update(valid_from=today)

    assert actor_of(member).is_chair


def test_a_warning_stands_until_somebody_sits_there(next_chair):
    chief, officer = head(next_chair), secretariat()
    assert warned(chief) == [next_chair]
    assert next_chair in warned(officer)
    assert warned(head("KG")) == warned(delegate(next_chair)) == []

    name(AccountFactory(username="member", participant_id=next_chair), by=chief)

    assert warned(chief) == []
    assert next_chair not in warned(officer)


def test_it_stands_again_when_the_office_is_closed(next_chair):
    member = AccountFactory(username="member", participant_id=next_chair)
    name(member, by=head(next_chair))
    Account.objects.filter(pk=member.pk).update(is_active=False)

    assert warned(head(next_chair)) == [next_chair]


def test_the_secretariat_names_it_for_a_state_that_asks_by_note_verbale(next_chair):
    member = AccountFactory(username="member", participant_id=next_chair)
    data = {
        "is_chairs_office": True, "on_behalf_of": next_chair, "note_number": "12", "note_date": "2026-11-30",
    }  # fmt: skip
    act = taking.act_on_account(
        key=member.public_id, name="name-chairs-office", actor=secretariat(), data=data, at=clock.now()
    )

    assert (act.state, act.entered_by, act.capacity) == (next_chair, "secretariat", "member")


def test_nobody_names_the_office_of_another_state_nor_the_own_account(next_chair):
    member = AccountFactory(username="member", participant_id=next_chair)
    with pytest.raises(NotVisible):
        name(member, by=head("KG"))
    with pytest.raises(NotYours):
        name(member, by=actor_of(member))
    chief = head(next_chair)
    with pytest.raises(NotNow, match="own account"):
        name(Account.objects.get(public_id=chief.account), by=chief)


def test_the_way_leads_from_the_inbox_over_the_delegation_to_the_act(next_chair):
    member = AccountFactory(username="member", participant_id=next_chair)
    window = browser(head(next_chair))
    assert f"/members/{next_chair}/#accounts" in window.get("/inbox/").text
    assert f"/accounts/{member.public_id}/" in window.get(f"/members/{next_chair}/").text
    assert (
        f"/accounts/{member.public_id}/name-chairs-office/"
        in window.get(f"/accounts/{member.public_id}/").text
    )


def test_a_handover_lists_what_passes_over_before_it_is_confirmed_and_so_does_the_api():
    proposal = silence_at(ProposalStage.WORKING_GROUP)
    waiting = open_proposal(measure="ECO-3")
    session = convene()
    call = call_for_information()
    officer, address = browser(secretariat()), "/members/KZ/hand-over-chairmanship/"
    day = (clock.now().date() + timedelta(days=10)).isoformat()

    form = officer.get(address).content.decode()
    check = officer.post(address, {"effective_on": day, "decision": "Seventh Summit"}).content.decode()
    listed = officer.get("/api/v1/chairmanships/passing/").json()["passing"]

    parts = [page.partition('id="passing"')[2].partition("</section>")[0] for page in (form, check)]
    for thing in (proposal.reference, waiting.reference, session.title, call.reference):
        assert [thing in part for part in parts] == [True, True]
        assert thing in str(listed)
    assert "its head of delegation names it" in parts[0]
    assert 'value="confirm"' in check
    assert Chairmanship.objects.last_term().state_id != "KZ"


def test_who_may_see_nothing_is_shown_nothing_that_passes_over():
    silence_at(ProposalStage.WORKING_GROUP)

    assert Client().get("/api/v1/chairmanships/passing/").json() == {"passing": []}
