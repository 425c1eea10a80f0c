"""Who was told, on the act's own page and in the API: the secretariat sees all, others themselves."""

import pytest

from notices.delivery import deliver_due, fan_out
from notices.enums import DeliveryStatus
from notices.models import Delivery
from proposals.enums import Stage
from records.models import Act
from tests.factories.members import AccountFactory, browser, delegate, secretariat
from tests.factories.proposals import proposal_at
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db


@pytest.fixture
def act() -> Act:
    """An act told to three; the mail to one of two delegates of TR was refused."""
    (
        AccountFactory(username="aliya", participant_id="TR"),
        AccountFactory(username="berik", participant_id="TR"),
    )
    act = enter_act(told=["TR", "TH", "secretariat"])
    fan_out()
    deliver_due()
    Delivery.objects.filter(account__username="berik").update(status=DeliveryStatus.REFUSED)
    return act


def told(reader, act: Act) -> dict:
    return browser(reader).get(f"/api/v1/register/{act.number}/told/").json()


def test_the_secretariat_sees_every_addressee_and_the_mail_to_it(act):
    found = told(secretariat(), act)

    assert found["is_whole"] is True
    assert found["groups"] == ["all member states", "the participant", "the secretariat"]
    assert {line["addressee"]: line["mail"] for line in found["addressees"]} == {
        "TR": [
            {"status": "handed_over", "label": "Handed over", "count": 1},
            {"status": "refused", "label": "Refused", "count": 1},
        ],
        "TH": [],
        "secretariat": [],
    }


def test_a_delegation_sees_itself_alone(act):
    found = told(delegate("TR"), act)

    assert found["is_whole"] is False
    assert [line["addressee"] for line in found["addressees"]] == ["TR"]


def test_everyone_else_sees_the_groups_alone(act, client):
    assert told(delegate("KZ"), act)["addressees"] == []
    assert client.get(f"/api/v1/register/{act.number}/told/").json()["addressees"] == []


def test_who_may_not_see_the_act_is_told_nothing(client):
    hidden = enter_act(object_kind="nobody's", told=["TR"])

    assert client.get(f"/api/v1/register/{hidden.number}/told/").status_code == 404


def test_the_acts_page_says_the_same(act):
    of_secretariat = browser(secretariat()).get(f"/register/{act.number}/").text
    of_delegate = browser(delegate("KZ")).get(f"/register/{act.number}/").text

    assert "Handed over: 1, Refused: 1" in " ".join(of_secretariat.split())
    assert "all member states; the participant; the secretariat" in of_delegate
    assert "Handed over" not in of_delegate


def test_the_secretariat_sees_beside_the_proof_of_service_where_no_mail_was_handed_over():
    AccountFactory(username="aliya", participant_id="TR")
    proposal = proposal_at(Stage.CIRCULATION)
    fan_out()
    deliver_due()

    of_secretariat = browser(secretariat()).get(f"/proposals/{proposal.reference}/").text
    of_member = browser(delegate("TR")).get(f"/proposals/{proposal.reference}/").text
    without_mail = of_secretariat.partition("No e-mail handed over yet:")[2].partition("</p>")[0]

    assert ("Thailand" in without_mail, "Türkiye" in without_mail) == (True, False)
    assert "No e-mail handed over yet" not in of_member


def test_the_secretariat_sees_when_the_notice_was_first_opened(act):
    browser(delegate("TR")).post("/inbox/", {"open": act.number})

    found = {line["addressee"]: line["read_at"] for line in told(secretariat(), act)["addressees"]}

    assert {code: bool(at) for code, at in found.items()} == {"TR": True, "TH": False, "secretariat": False}
    assert "not yet" in browser(secretariat()).get(f"/register/{act.number}/").text


def test_beside_the_proof_of_service_stands_who_has_not_opened_the_notice():
    proposal = proposal_at(Stage.CIRCULATION)
    browser(delegate("TR")).post("/inbox/", {"all": "1"})

    of_secretariat = browser(secretariat()).get(f"/proposals/{proposal.reference}/").text
    of_member = browser(delegate("TH")).get(f"/proposals/{proposal.reference}/").text
    unopened = of_secretariat.partition("Notice not opened yet:")[2].partition("</p>")[0]

    assert ("Thailand" in unopened, "Türkiye" in unopened) == (True, False)
    assert "Notice not opened yet" not in of_member
