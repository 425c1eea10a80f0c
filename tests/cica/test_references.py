"""A reference is shown through the other object's `visible_to`, and a history says by whom."""

import pytest

from cbms.models import Edition, Provision
from exchange.enums import ExchangeAction
from members.actor import Actor
from members.models import Account
from proposals.enums import Stage
from records.models import Act
from tests.factories.exchange import (
    LEAD,
    act,
    call_for_information,
    compiled,
    disseminated,
    submit,
    views_of,
)
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import browser, chair, delegate, secretariat
from tests.factories.proposals import activity_of, day, expert_of, proposal_at
from tests.pages import found, one, words

pytestmark = pytest.mark.django_db


def public_answer():
    call = call_for_information()
    submission = submit(call=call.reference, audience="public")
    act(ExchangeAction.DISSEMINATE, submission, secretariat())
    return call, submission


@pytest.mark.parametrize("who", [Actor.nobody, lambda: delegate("JP")], ids=["public", "not asked"])
def test_a_submission_names_its_call_to_those_who_may_see_the_call(who):
    call, submission = public_answer()
    addresses = (
        f"/api/v1/submissions/{submission.reference}/",
        "/api/v1/submissions/",
        f"/exchange/{submission.reference}/",
        "/exchange/",
        f"/members/{LEAD}/",
        "/catalogue/ECO-2/",
        f"/search/?q={submission.reference}",
    )

    read = {address: browser(who()).get(address).content.decode() for address in addresses}
    assert [address for address, text in read.items() if call.reference in text] == []
    asked = browser(delegate("UZ")).get(f"/api/v1/submissions/{submission.reference}/").json()
    assert asked["call"] == call.reference


def test_every_history_says_by_whom():
    meeting = convene(kind="expert", **later(20))
    on_meeting(meeting, "host-meeting", delegate("KZ"), place="Almaty")
    views_of("UZ")
    pages = {
        f"/meetings/{meeting.reference}/": "Kazakhstan",
        f"/implementation/{activity_of('KG').reference}/": "Kyrgyzstan",
        f"/experts/{expert_of('UZ').public_id}/": "Uzbekistan",
        f"/exchange/{disseminated().reference}/": "Secretariat",
        f"/exchange/calls/{call_for_information(by=chair()).reference}/": "Azerbaijan",
        f"/exchange/views/{compiled().reference}/": "Secretariat",
    }

    for address, who in pages.items():
        entries = found(one(browser(secretariat()).get(address), "ol", class_="timeline"), "li")
        assert entries
        assert all(found(entry, "p", class_="soft") for entry in entries), address
        assert any(who in words(entry) for entry in entries), address


def test_the_text_in_force_comes_before_one_that_waits():
    Edition.objects.create(
        code="2099", adopted_on="2026-11-01", in_force_from="2099-01-01", completeness="complete"
    )
    first = Provision.objects.filter(edition="2007").order_by("position").first()
    Provision.objects.create(edition_id="2099", citation="CA 2099", position=1, text_en="Later")

    page = browser(Actor.nobody()).get("/catalogue/approach/").content.decode()

    assert page.index(f">{first.citation}<") < page.index(">CA 2099<")


def test_who_marks_a_foreign_notice_is_told_and_nothing_is_marked():
    meeting = convene(kind="expert", audience="invited", invited=["KZ"], **later(9))
    own = on_meeting(meeting, "invite", participants=["UZ"]).number
    other = on_meeting(meeting, "add-task", title="T", owner="secretariat", due_on=day(3)).number
    assert Act.objects.get(pk=own).notices.filter(addressee="KZ").exists()
    client = browser(delegate("KZ"))

    answer = client.post("/api/v1/inbox/read/", {"acts": [own, other]}, content_type="application/json")

    assert answer.status_code == 400
    assert str(other) in str(answer.json()["errors"]["acts"])
    assert not Act.objects.get(pk=own).notices.filter(addressee="KZ").exclude(read_at=None).exists()


@pytest.mark.parametrize("address", ["tokens/", "inbox/read/", "webhooks/"])
def test_a_field_that_is_not_known_is_refused(address):
    client = browser(delegate("KZ"))

    answer = client.post(f"/api/v1/{address}", {"readonly": True}, content_type="application/json")

    assert answer.status_code == 400
    assert "Known: " in str(answer.json()["errors"]["readonly"])
    assert Account.objects.get(public_id=delegate("KZ").account).auth_token_set.count() == 0


def test_what_rests_on_a_decision_names_it_to_those_who_may_see_the_decision():
    decision = proposal_at(Stage.APPROVED).decisions.get().number
    addresses = (
        "/coordinators/?history=1", "/catalogue/ECO-2/", "/api/v1/coordinators/?page_size=200",
        "/members/KG/", "/api/v1/editions/", "/api/v1/concordance/",
    )  # fmt: skip

    def naming(actor: Actor) -> set[str]:
        client = browser(actor)
        return {address for address in addresses if decision in client.get(address).content.decode()}

    assert naming(delegate("UZ")) >= {"/coordinators/?history=1", "/api/v1/coordinators/?page_size=200"}
    assert naming(Actor.nobody()) == naming(delegate("JP")) == set()
