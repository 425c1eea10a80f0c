"""The operator's pages, demonstration accounts, and tokens from the command line."""

from datetime import date, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.utils import timezone

from members.demonstration import PASSWORD, make_demonstration_accounts
from members.enums import Post
from members.models import Account, Chairmanship, Period, Token
from records import clock
from tests.factories.members import AccountFactory, actor_of, administrator, browser
from tests.sending import sent

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 24)


@pytest.fixture
def demonstration(settings):
    settings.DEMO = True


def test_each_present_participant_and_each_capacity_has_an_account(demonstration):
    names = make_demonstration_accounts(on=ON)

    assert len(names) == len(set(names)) == 3 + 28 + 15
    assert {"secretariat", "admin", "chair", "delegate.kz", "observer.jp", "observer.osce"} <= set(names)
    assert "delegate.jp" not in names


def test_the_demonstration_accounts_act_in_their_capacities(demonstration):
    make_demonstration_accounts(on=ON)
    found = {account.username: actor_of(account) for account in Account.objects.all()}
    assert found["chair"].is_chair
    assert found["delegate.az"].is_member
    assert not found["delegate.az"].is_chair
    assert found["delegate.az"].is_head
    assert found["secretariat"].is_secretariat
    assert found["observer.un"].capacities == {"public", "observer"}
    assert found["admin"].capacities == {"public", "administrator"}


def test_the_demonstration_password_opens_the_accounts(demonstration, client):
    make_demonstration_accounts(on=ON)
    assert client.login(username="delegate.kz", password=PASSWORD)


def test_the_chairs_account_follows_the_chairmanship(demonstration):
    make_demonstration_accounts(on=ON)
    Chairmanship.objects.filter(state="AZ").update(valid_to=ON)
    Chairmanship.objects.create(state_id="TR", valid_from=ON, decision="Seventh Summit")

    make_demonstration_accounts(on=ON)

    assert Account.objects.get(username="chair").participant_id == "TR"
    assert Account.objects.count() == 46


def test_a_real_account_of_that_name_is_left_alone(demonstration):
    real = AccountFactory(username="secretariat", participant_id="KZ")
    assert "secretariat" not in make_demonstration_accounts(on=ON)
    real.refresh_from_db()
    assert (real.participant_id, real.is_demonstration) == ("KZ", False)


def test_there_are_no_demonstration_accounts_in_production(settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        make_demonstration_accounts(on=ON)
    assert not Account.objects.exists()


@pytest.mark.parametrize("read_only", [True, False])
def test_the_command_prints_the_token_and_nothing_else(client, read_only):
    AccountFactory(username="delegate.kz", participant_id="KZ")
    printed = StringIO()

    call_command("issue_token", "delegate.kz", read_only=read_only, stdout=printed)

    key = printed.getvalue().strip()
    body = client.get("/api/v1/me/", headers={"authorization": f"Token {key}"}).json()
    assert (body["participant"], body["may_write"]) == ("KZ", not read_only)


def test_the_command_knows_active_accounts_only():
    AccountFactory(username="gone", participant_id="KZ", is_active=False)
    with pytest.raises(CommandError):
        call_command("issue_token", "gone")
    assert not Token.objects.exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example/"])
def test_logging_in_leads_to_no_other_site(client, target):
    account = AccountFactory(participant_id="KZ")
    account.set_password("a long password of ours")
    account.save(update_fields=["password"])
    fields = {"login": account.username, "password": "a long password of ours", "next": target}
    answer = client.post("/accounts/login/", fields)
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/")


def test_the_administrator_makes_an_account_for_one_participant():
    fields = {"username": "delegate.kg", "post": Post.DELEGATION, "participant": "KG", "role": "head"}
    assert sent(browser(administrator()), "/accounts/open/", fields).status_code == 303
    assert actor_of(Account.objects.get(username="delegate.kg")).is_head


def test_a_delegations_account_without_participant_is_refused():
    page = sent(browser(administrator()), "/accounts/open/", {"username": "kg", "post": Post.DELEGATION})
    assert page.status_code == 400
    assert "acts for one participant" in page.text
    assert not Account.objects.filter(username="kg").exists()


def test_what_an_account_may_does_not_depend_on_the_zone_of_who_reads():
    """In Kiritimati it is tomorrow for most of the day; a member until tonight in UTC is one there too."""
    account = AccountFactory(participant_id="KZ")
    today = clock.now().date()
    Period.objects.on(today).filter(participant="KZ").update(valid_to=today + timedelta(days=1))

    with timezone.override(ZoneInfo("Pacific/Kiritimati")):
        found = Account.objects.with_standing().filter(pk=account.pk)
        assert "Kiritimati" not in str(found.query)  # what decides where the day is the same in both
        assert found.get().standing == "member"
