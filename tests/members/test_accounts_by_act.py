"""Accounts are the root of every right: each change of one is an act, of which those concerned are told."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from uuid import uuid4

import orjson
import pytest
from django.apps import apps
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from deadlines.models import FeedAddress
from members.actor import Actor
from members.enums import DelegationRole, Post
from members.fields import BY_ACT, ChangeAccountFields, OpenAccountFields
from members.guards import RIGHTS
from members.models import STANDING, Account, Period, Token
from members.tokens import issue_token
from members.transitions import CHANGE_ACCOUNT, ON_ACCOUNT
from notices.actions import KEPT, choose_mail
from notices.actions import forget_old_mail as forget
from notices.enums import ChannelName, MailMode
from notices.models import Delivery, Notice
from notices.tasks import deliver
from records import clock
from records.models import Act
from records.refusals import NotNow, NotVisible, NotYours
from tests.factories import taking
from tests.factories.members import (
    AccountFactory,
    actor_of,
    administrator,
    browser,
    delegate,
    secretariat,
    viewer,
)
from tests.pages import texts
from tests.sending import form_on, sent
from webhooks.enums import OffBecause
from webhooks.models import Webhook

pytestmark = pytest.mark.django_db

OTHERS = {"language", "time_zone"}
"""How a person reads: no right, and so no act."""
NEVER_SHOWN = {
    "id", "password", "last_login", "date_joined", "first_name", "last_name", "is_staff", "is_superuser",
    "public_id", "is_demonstration", "former_email", "groups", "user_permissions",
}  # fmt: skip
"""What no form of the administrator has. Django's own flags give nothing here."""
CHANGES = {
    "username": "another.name",
    "email": "another@example.org",
    "post": Post.SECRETARIAT,
    "participant": "KG",
    "role": DelegationRole.VIEWER,
    "is_chairs_office": True,
    "is_active": False,
}


@pytest.fixture
def person() -> Account:
    return AccountFactory(username="aliya", participant_id="KZ")


def head(code: str) -> Account:
    delegate(code, role=DelegationRole.HEAD)
    return Account.objects.get(username=f"head.{code}".lower())


def account_of(actor: Actor) -> Account:
    return Account.objects.get(public_id=actor.account)


def page_of(account: Account, act: str = "change-account") -> str:
    return reverse("account-act", args=[account.public_id, act])


def typed(changes: dict[str, object]) -> dict[str, object]:
    """Return what is typed for changes; a box that is taken away sends nothing."""
    if changes.get("post", Post.DELEGATION) != Post.DELEGATION:
        changes = {"participant": ""} | changes
    boxes = {True: "true", False: []}
    return {name: boxes[value] if isinstance(value, bool) else value for name, value in changes.items()}


def change(account: Account, **changes: object):
    """Change an account on the administrator's page, past the last look."""
    return sent(browser(administrator()), page_of(account), typed(changes) | {"step": "confirm"})


def last_act() -> Act:
    return Act.objects.latest("number")


def told(act: Act) -> set[str]:
    """Return the user names of those who were told."""
    keys = Notice.objects.filter(act=act).values_list("addressee", flat=True)
    return set(Account.objects.filter(public_id__in=list(keys)).values_list("username", flat=True))


# Every field, and every way of the administrator


def test_every_field_of_an_account_is_by_act_or_a_habit_or_never_shown():
    known = {field.name for field in Account._meta.get_fields() if field.concrete}
    assert known == {*BY_ACT} | OTHERS | NEVER_SHOWN
    assert set(BY_ACT) == set(CHANGES) == set(ChangeAccountFields().fields)
    assert set(OpenAccountFields().fields) == {*BY_ACT} - {"is_active"} | OTHERS
    assert set(RIGHTS) == {name.removesuffix("_id") for name in STANDING} <= set(BY_ACT)


@pytest.mark.parametrize("field", CHANGES)
def test_the_change_of_a_field_is_an_act(person, field):
    change(person, **{field: CHANGES[field]})

    act = last_act()
    person.refresh_from_db()
    assert getattr(person, "participant_id" if field == "participant" else field) == CHANGES[field]
    assert (act.action, act.object_kind, act.object_key) == (
        "change-account",
        "account",
        str(person.public_id),
    )
    assert (act.capacity, act.account) == ("administrator", administrator().account)
    payload = orjson.loads(act.payload)
    assert field in payload or payload["also"] == [field]
    assert "another" not in act.payload
    assert "aliya" not in act.payload


def test_how_a_person_reads_is_no_act(person):
    sent(browser(actor_of(person)), "/accounts/profile/", {"language": "fr", "time_zone": "Asia/Almaty"})

    person.refresh_from_db()
    assert (person.language, person.time_zone) == ("fr", "Asia/Almaty")
    assert not Act.objects.exists()
    assert OTHERS.isdisjoint(form_on(browser(administrator()).get(page_of(person)), page_of(person)).fields)


def test_an_account_that_is_opened_is_an_act_and_gets_the_way_to_a_password():
    fields = {
        "username": "new", "email": "new@example.org", "post": Post.DELEGATION, "participant": "KZ",
        "role": DelegationRole.DELEGATE, "language": "fr", "time_zone": "Asia/Almaty",
    }  # fmt: skip
    chief = head("KZ")
    answer = sent(browser(administrator()), "/accounts/open/", fields)
    deliver()

    account = Account.objects.get(username="new")
    assert answer["Location"] == f"/accounts/{account.public_id}/"
    assert not account.has_usable_password()
    assert (account.language, account.time_zone) == ("fr", "Asia/Almaty")
    assert (last_act().action, told(last_act())) == ("open-account", {"new", chief.username})
    mine = [letter for letter in outbox.outbox if letter.to == ["new@example.org"]]
    (link,) = [letter for letter in mine if "/password/reset/key/" in letter.body]
    assert "mot de passe" in link.subject, "in the person's language"


@pytest.mark.parametrize("address", ["/accounts/open/", "change"])
def test_no_page_of_the_administrator_takes_a_password_or_a_flag(person, address):
    address = page_of(person) if address == "change" else address
    client, password = browser(administrator()), person.password
    form = form_on(client.get(address), address)

    page = client.post(address, form.filled({"password": "hunter2", "is_superuser": "on"}))

    person.refresh_from_db()
    assert NEVER_SHOWN.isdisjoint(form.fields)
    assert page.status_code == 400
    assert (person.password, person.is_superuser, Account.objects.count()) == (password, False, 2)


@pytest.mark.parametrize("address", ["/admin/", "/admin/members/account/", "/admin/login/"])
def test_no_other_page_changes_accounts(address):
    assert browser(administrator()).get(address).status_code == 404
    assert not apps.is_installed("django.contrib.admin")


def test_the_way_to_a_password_for_another_is_an_act_and_a_mail_to_its_person(person):
    chief = head("KZ")
    sent(browser(administrator()), page_of(person, "send-password-link"))
    deliver()

    assert (last_act().action, told(last_act())) == ("send-password-link", {"aliya", chief.username})
    links = [letter for letter in outbox.outbox if "/password/reset/key/" in letter.body]
    assert [letter.to for letter in links] == [[person.email]]


@pytest.mark.parametrize("command", ["changepassword", "createsuperuser"])
def test_the_commands_of_django_change_no_account(person, command):
    with pytest.raises(CommandError, match=r"create_account|/accounts/"):
        call_command(command, "aliya")


# Who is told


def test_the_person_and_the_heads_of_both_delegations_are_told_of_a_move(person):
    chiefs = {head("KZ").username, head("KG").username}
    change(person, participant="KG")

    assert told(last_act()) == {"aliya"} | chiefs


def test_the_other_officers_are_told_of_an_officer():
    officer, other = account_of(secretariat()), AccountFactory(username="other", post=Post.SECRETARIAT)
    change(officer, is_active=False)

    assert told(last_act()) == {officer.username, other.username}


def test_of_a_delegation_without_another_head_the_officers_are_told():
    chief = head("KZ")
    officer = account_of(secretariat())
    change(chief, role=DelegationRole.DELEGATE)

    assert told(last_act()) == {chief.username, officer.username}


def test_officers_and_the_other_administrators_are_told_of_an_administrator(person):
    officer = account_of(secretariat())
    other = AccountFactory(username="second", post=Post.ADMINISTRATOR)
    change(person, post=Post.ADMINISTRATOR, participant="")

    assert {officer.username, other.username, "aliya"} <= told(last_act())


def test_those_told_find_it_in_the_inbox_and_get_mail(person):
    chief = head("KZ")
    change(person, role=DelegationRole.VIEWER)
    deliver()

    assert {letter.to[0] for letter in outbox.outbox} == {person.email, chief.email}
    client = browser(actor_of(chief))
    assert "changed an account" in client.get("/inbox/").text
    page = client.get(f"/register/{last_act().number}/").text
    assert "Viewer" in page
    assert "aliya" in client.get(f"/accounts/{person.public_id}/").text


def test_one_whose_account_is_closed_is_told_by_mail(person):
    change(person, is_active=False)
    deliver()

    assert [letter.to for letter in outbox.outbox] == [[person.email]]


def letters_to(address: str) -> list[str]:
    """Let the courier do its rounds; return the letters to an address alone."""
    deliver()
    return [letter.body for letter in outbox.outbox if letter.recipients() == [address]]


@pytest.mark.parametrize("mode", MailMode.values)
@pytest.mark.parametrize(
    "changes", [{"email": "attacker@example.org"}, {"email": ""}, {"email": "", "is_active": False}]
)
def test_the_address_before_hears_at_once_whatever_was_chosen(person, mode, changes):
    choose_mail(actor=actor_of(person), mode=mode, digest_hour=8)
    change(person, **changes)

    (letter,) = letters_to("aliya@example.org")
    assert "Your account of the CICA CBM system has another e-mail address." in letter
    assert "attacker" not in letter


def test_every_address_that_was_left_hears_of_it_and_none_twice(person):
    change(person, email="second@example.org")
    change(person, email="third@example.org")

    assert [len(letters_to(address)) for address in ["aliya@example.org", "second@example.org"]] == [1, 1]
    assert not [letter for letter in letters_to("third@example.org") if "another e-mail" in letter]


def test_a_former_address_that_is_refused_is_a_dead_letter_of_its_own(person, monkeypatch):
    def send(letter):
        if letter.to == ["aliya@example.org"]:
            raise SMTPRecipientsRefused({letter.to[0]: (550, b"No such mailbox")})

    monkeypatch.setattr(EmailMessage, "send", send)
    change(person, email="second@example.org")
    deliver()

    found = dict(Delivery.objects.filter(account=person, act=last_act()).values_list("channel", "status"))
    assert found == {ChannelName.MAIL: "handed_over", ChannelName.FORMER: "refused"}


def test_a_former_address_is_forgotten_after_a_while(person):
    change(person, email="second@example.org")
    assert len(letters_to("aliya@example.org")) == 1

    forget(at=clock.now() + KEPT + timedelta(days=1))

    assert not Delivery.objects.exclude(address="").exists()


# Who may see


def test_acts_on_accounts_are_seen_by_those_who_answer_for_them_alone(person):
    change(person, role=DelegationRole.VIEWER)
    number = last_act().number
    may = [administrator(), secretariat(), actor_of(person), actor_of(head("KZ"))]
    may_not = [Actor.nobody(), delegate("KZ"), delegate("KG", role=DelegationRole.HEAD), viewer("KZ")]

    assert all(Act.objects.visible_to(actor).filter(pk=number).exists() for actor in may)
    assert not any(Act.objects.visible_to(actor).filter(pk=number).exists() for actor in may_not)
    for actor in may:
        assert browser(actor).get(f"/accounts/{person.public_id}/").status_code == 200
    for actor in may_not:
        assert browser(actor).get(f"/accounts/{person.public_id}/").status_code == 404


def test_the_head_that_an_account_left_sees_that_it_left_and_nothing_after(person):
    chief = actor_of(head("KZ"))
    change(person, participant="KG")
    person.refresh_from_db()
    left = last_act().number
    change(person, role=DelegationRole.HEAD)

    assert list(Act.objects.visible_to(chief).values_list("number", flat=True)) == [left]


def test_the_head_that_an_account_joins_sees_nothing_of_before(person):
    chief = actor_of(head("KG"))
    change(person, role=DelegationRole.VIEWER)
    person.refresh_from_db()
    change(person, participant="KG")

    assert list(Act.objects.visible_to(chief).values_list("number", flat=True)) == [last_act().number]
    assert Act.objects.visible_to(actor_of(person)).count() == 2


# What is refused


def test_nobody_changes_the_own_rights():
    me = account_of(administrator())
    AccountFactory(username="second", post=Post.ADMINISTRATOR)
    answer = change(me, post=Post.SECRETARIAT)

    me.refresh_from_db()
    assert me.post == Post.ADMINISTRATOR
    assert "another administrator does" in answer.text
    assert not Act.objects.exists()


def test_the_last_administrator_stays():
    me = account_of(administrator())
    for changes in ({"is_active": False}, {"post": Post.SECRETARIAT}):
        with pytest.raises(NotNow, match="last administrator"):
            taking.act_on_account(
                key=me.public_id, name="change-account", actor=Actor.operator(), data=changes, at=clock.now()
            )


def test_an_administrator_who_was_closed_meanwhile_changes_nothing(person):
    late = administrator()
    Account.objects.filter(public_id=late.account).update(is_active=False)

    with pytest.raises(NotYours):
        taking.act_on_account(
            key=person.public_id, name="change-account", actor=late, data={"role": "head"}, at=clock.now()
        )


@pytest.mark.parametrize("make", [secretariat, lambda: delegate("KZ", role=DelegationRole.HEAD)])
def test_nobody_but_the_administrator_changes_an_account(person, make):
    with pytest.raises(NotYours):
        taking.act_on_account(
            key=person.public_id, name="change-account", actor=make(), data={"role": "head"}, at=clock.now()
        )


def test_nobody_learns_of_an_account_that_there_is_not():
    with pytest.raises(NotVisible):
        taking.act_on_account(
            key=uuid4(), name="change-account", actor=administrator(), data={"role": "head"}, at=clock.now()
        )


def test_the_chairs_office_of_one_that_is_no_member_is_refused(person):
    observer = AccountFactory(username="observer", participant_id="JP")
    assert "Only a member state has a Chair" in change(observer, is_chairs_office=True).text
    change(person, is_chairs_office=True)
    person.refresh_from_db()
    assert person.is_chairs_office
    assert "Only a member state has a Chair" in change(person, participant="JP").text


def test_the_database_refuses_it_as_well():
    with pytest.raises(DatabaseError, match="member state"), transaction.atomic():
        AccountFactory(participant_id="JP", is_chairs_office=True)


def test_an_office_whose_state_has_left_can_still_be_changed(person):
    change(person, is_chairs_office=True)
    Period.objects.filter(participant="KZ").update(status="observer")
    person.refresh_from_db()

    change(person, email="new@example.org")
    person.refresh_from_db()
    assert person.email == "new@example.org"


# What ends with a right


@pytest.mark.parametrize("changes", [{"is_active": False}, {"participant": "KG"}, {"post": Post.SECRETARIAT}])
def test_what_was_given_to_other_systems_ends_with_the_right(person, changes):
    issue_token(account=person)
    FeedAddress.objects.create(account=person, name="phone", digest="d" * 64, created_at=clock.now())
    Webhook.objects.create(account=person, url="https://a.example/", seed="s", created_at=clock.now())

    change(person, **changes)

    assert not Token.objects.exists()
    assert not FeedAddress.objects.exists()
    assert Webhook.objects.get().off_because == OffBecause.ACCOUNT
    assert orjson.loads(last_act().payload)["revokes"] is True


@pytest.mark.parametrize("field", RIGHTS)
def test_a_session_ends_with_what_the_account_stood_for(person, field):
    window = browser(actor_of(person))
    assert window.get("/accounts/profile/").status_code == 200

    change(person, **{field: CHANGES[field]})

    assert window.get("/accounts/profile/").status_code == 302


def test_a_closed_account_that_is_opened_again_begins_without_password_and_sessions(person):
    person.set_password("a long password of ours")
    person.save(update_fields=["password"])
    window = browser(actor_of(person))
    change(person, is_active=False)
    person.refresh_from_db()
    change(person, is_active=True)
    deliver()

    assert not Client().login(username="aliya", password="a long password of ours")
    assert window.get("/accounts/profile/").status_code == 302
    assert any("/password/reset/key/" in letter.body for letter in outbox.outbox)


def test_a_form_sent_as_it_was_drawn_changes_nothing(person):
    reader, address = browser(administrator()), page_of(person)
    as_it_is = Account.objects.filter(pk=person.pk).values(*CHANGES)
    before = as_it_is.get()

    page = reader.post(address, form_on(reader.get(address), address).filled())

    assert (page.status_code, "Nothing would change." in page.text) == (409, True)
    assert as_it_is.get() == before
    assert not Act.objects.filter(action="change-account").exists()


def test_a_form_from_before_the_last_act_changes_nothing(person):
    reader, address = browser(administrator()), page_of(person)
    form = form_on(reader.get(address), address)
    change(person, is_active=False)

    page = reader.post(address, form.filled({"role": "head"}))

    person.refresh_from_db()
    assert page.status_code == 412
    assert "The administrator closed an account" in page.text, "what happened since"
    assert form_on(page, address).fields["role"] == ["head"]
    assert (person.is_active, person.role) == (False, DelegationRole.DELEGATE)


def test_the_way_to_a_password_is_sent_once_by_two_clicks(person):
    reader, address = browser(administrator()), page_of(person, "send-password-link")
    forms = [form_on(reader.get(address), address) for _window in range(2)]

    answers = [reader.post(address, form.filled()) for form in forms]

    assert Act.objects.filter(action="send-password-link").count() == 1
    assert [answer.status_code for answer in answers] == [303, 412]
    assert "was sent to aliya at" in sent(reader, address).text


# What is asked for once more


@pytest.mark.parametrize("field", CHANGES)
def test_what_ends_for_good_is_asked_for_once_more(person, field):
    page = sent(browser(administrator()), page_of(person), typed({field: CHANGES[field]}))

    is_asked = field in {"post", "participant", "is_active"}
    assert page.status_code == (200 if is_asked else 303)
    assert Act.objects.exists() is not is_asked
    if is_asked:
        assert CHANGE_ACCOUNT.is_final(person, {field: CHANGES[field]})


# The list, and an account's page


def test_the_list_and_the_pages_of_accounts_are_for_those_who_answer_for_them(person):
    other = AccountFactory(username="other", participant_id="KG")
    everybody = {"aliya", "other", "operator", "officer", "head.kz"}
    chief, officer, keeper = actor_of(head("KZ")), secretariat(), administrator()
    sees = {keeper: everybody, officer: everybody, chief: {"aliya", "head.kz"}, actor_of(other): {"other"}}
    for actor, seen in sees.items():
        page = browser(actor).get("/accounts/")
        assert everybody & set(texts(page, "th", "a")) == seen
        assert ("Open an account" in page.text) is actor.is_administrator
    assert browser(Actor.nobody()).get("/accounts/").status_code == 302


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=ali", {"aliya"}), ("search=kazakh", {"aliya"}), ("search=Казахстан", {"aliya"}),
        ("participant=kz", {"aliya"}), ("post=secretariat", {"officer"}), ("role=delegate", {"aliya"}),
        ("is_active=false", {"gone"}), ("is_chairs_office=true", set()), ("participant=XX", set()),
    ],
)  # fmt: skip
def test_an_account_is_found(person, query, found):
    secretariat()
    AccountFactory(username="gone", participant_id="TR", role=DelegationRole.HEAD, is_active=False)

    page = browser(administrator()).get(f"/accounts/?{query}")

    assert {"aliya", "officer", "gone", "operator"} & set(texts(page, "th", "a")) == found


def test_an_account_shows_who_reads_it_what_was_done_and_how_it_is_reached(person):
    issue_token(account=person, label="The archive")
    change(person, role=DelegationRole.VIEWER)
    address = f"/accounts/{person.public_id}/"
    reached = {person.email, "The archive"}
    for actor, sees in [(administrator(), reached), (actor_of(person), reached), (secretariat(), set())]:
        page = browser(actor).get(address).text
        assert {word for word in reached if word in page} == sees
        assert "changed an account" in page


def test_the_administrator_finds_every_act_on_the_page_of_an_account(person):
    page = browser(administrator()).get(f"/accounts/{person.public_id}/").text

    assert [name for name in ON_ACCOUNT if f"/{name}/" in page] == ["change-account", "send-password-link"]


def test_an_account_whose_participant_has_left_keeps_it(person):
    Period.objects.filter(participant="KZ").update(valid_to=clock.now().date(), valid_from="1992-10-05")

    change(person, email="new@example.org")

    person.refresh_from_db()
    assert (person.email, person.participant_id) == ("new@example.org", "KZ")


# Tokens


def test_the_administrator_and_the_owner_revoke_a_token_and_nobody_else_finds_it(person):
    for actor in (administrator(), actor_of(person)):
        token, key = issue_token(account=person)
        address = reverse("account-token", args=[person.public_id, token.token_key])
        for other in (Actor.nobody(), secretariat(), actor_of(head("KZ")), delegate("KZ")):
            assert browser(other).get(address).status_code == 404
            assert browser(other).post(address).status_code == 404
        page = browser(actor).get(address)
        assert key not in page.text
        assert sent(browser(actor), address).status_code == 303
        assert not Token.objects.exists()


def test_a_token_is_found_at_its_own_account_alone(person):
    token, _key = issue_token(account=AccountFactory(username="other", participant_id="KG"))
    address = reverse("account-token", args=[person.public_id, token.token_key])

    assert browser(administrator()).get(address).status_code == 404
    assert browser(administrator()).post(address).status_code == 404
    assert Token.objects.exists()
