"""The operator's command makes accounts that are whole, or says what is wrong."""

import io

import pytest
from django.core.management import CommandError, call_command

from members.enums import DelegationRole, Post
from members.models import Account

PHRASE = "one phrase of some length"


@pytest.fixture
def typed(monkeypatch):
    """Put a line on standard input."""
    return lambda line: monkeypatch.setattr("sys.stdin", io.StringIO(f"{line}\n"))


def test_a_delegate_can_log_in_with_the_password_from_standard_input(client, db, typed):
    typed(PHRASE)
    call_command(
        "create_account", "aidar", "--participant=KZ", "--role=head", "--chairs-office",
        "--email=a@kz.example", "--language=ru", "--time-zone=Asia/Almaty", stdout=io.StringIO(),
    )  # fmt: skip

    account = Account.objects.get(username="aidar")

    assert (account.post, account.participant_id, account.role) == (
        Post.DELEGATION,
        "KZ",
        DelegationRole.HEAD,
    )
    assert (account.is_chairs_office, account.email) == (True, "a@kz.example")
    assert (account.language, account.time_zone) == ("ru", "Asia/Almaty")
    assert client.login(username="aidar", password=PHRASE)


@pytest.mark.parametrize("post", [Post.ADMINISTRATOR, Post.SECRETARIAT])
def test_those_who_act_for_no_participant_are_made_as_well(db, typed, post):
    typed(PHRASE)
    call_command("create_account", "officer", f"--{post.value}", stdout=io.StringIO())

    account = Account.objects.get(username="officer")

    assert (account.post, account.participant_id) == (post, None)


@pytest.mark.parametrize(
    ("password", "arguments", "fault"),
    [
        ("short", ["--secretariat"], "too short"),
        ("", ["--secretariat"], "too short"),
        (PHRASE, ["--secretariat", "--chairs-office"], "acts for one participant"),
        (PHRASE, ["--participant=XX"], "XX"),
        (PHRASE, ["--secretariat", "--email=nobody"], "email"),
        (PHRASE, ["--secretariat", "--time-zone=Nowhere"], "Nowhere"),
        (PHRASE, [], "required"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_made(db, typed, password, arguments, fault):
    typed(password)

    with pytest.raises(CommandError, match=fault):
        call_command("create_account", "somebody", *arguments)

    assert not Account.objects.exists()
