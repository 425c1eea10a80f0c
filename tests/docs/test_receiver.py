"""The receiver that `docs/webhooks.md` shows does what it says, against a running server."""

import os
import runpy
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from members.actor import Actor
from members.models import Account, Token
from notices.actions import enter_restoration
from notices.restoring import Loss
from records import clock
from tests.factories.records import enter_act
from tests.factories.webhooks import do_a_round, let_all_be_due, webhook_of
from webhooks import subscriptions
from webhooks.signatures import new_seed, secret_text, signed_headers

SCRIPT = Path(__file__).parents[2] / "docs" / "receiver.py"


@pytest.fixture
def account(transactional_db, settings):
    settings.WEBHOOK_LOCAL_HOSTS = ["localhost"]
    return Account.objects.create(username="kz", participant_id="KZ")


@pytest.fixture
def actor(account):
    return Actor.of(Account.objects.with_standing().get(pk=account.pk))


@contextmanager
def running(base_url: str, *, account: Account, secret: str, after: int = 0) -> Iterator[tuple]:
    """Run the script without anything that is installed; give its address and its lines of output."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), base_url, "--port", "0", "--after", str(after)]
    token = Token.objects.create(user=account, read_only=True)[1]
    environment = os.environ | {"CICA_SECRET": secret, "CICA_TOKEN": token}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as script:
        said = []
        while not (line := script.stdout.readline().strip()).startswith("listening on port "):
            said.append(line)
        try:
            yield f"http://localhost:{line.rsplit(' ', 1)[1]}/", said, script.stdout
        finally:
            script.kill()


def numbers(lines: list[str]) -> list[int]:
    return [int(line.split()[0]) for line in lines]


def test_it_hears_of_acts_and_catches_up_with_what_it_missed(live_server, account, actor):
    webhook, secret = webhook_of(actor, "http://localhost:1/")
    before = enter_act().number

    with running(live_server.url, account=account, secret=secret) as (address, said, output):
        assert numbers(said) == [before]
        subscriptions.change(key=webhook.pk, actor=actor, changes={"url": address})
        enter_act()
        subscriptions.send_test(key=webhook.pk, actor=actor, at=clock.now())
        let_all_be_due()
        do_a_round()
        heard = {output.readline().strip() for _ in range(2)}
        assert "test message" in heard
        (line,) = heard - {"test message"}
        assert line.split()[:3] == [str(before + 1), "participant.admit", "KZ"]

    missed = [enter_act().number for _ in range(2)]
    with running(live_server.url, account=account, secret=secret, after=before + 1) as (
        _address,
        said,
        _output,
    ):
        assert numbers(said) == missed


def test_it_takes_nothing_without_a_good_signature(live_server, account, actor):
    _webhook, secret = webhook_of(actor)
    seed = new_seed()
    forged = signed_headers(message_id="m", at=clock.now(), body=b"{}", seeds=[seed])

    with running(live_server.url, account=account, secret=secret) as (address, _said, _output):
        for headers in ({}, forged, forged | {"webhook-timestamp": "soon"}):
            with pytest.raises(HTTPError) as refused:
                urlopen(Request(address, data=b"{}", headers=headers))  # noqa: S310  our own http address
            assert refused.value.code == 400
            refused.value.close()


def test_it_checks_signatures_as_the_public_library_does(transactional_db):
    is_genuine = runpy.run_path(str(SCRIPT))["is_genuine"]
    old, new, at = new_seed(), new_seed(), clock.now()
    headers = signed_headers(message_id="m", at=at, body=b"{}", seeds=[new, old])

    for seed in (old, new):
        assert is_genuine(headers, b"{}", secret_text(seed), now=at.timestamp())
        assert not is_genuine(headers, b"[]", secret_text(seed), now=at.timestamp())
        late = at + timedelta(minutes=6)
        assert not is_genuine(headers, b"{}", secret_text(seed), now=late.timestamp())
    assert not is_genuine(headers, b"{}", secret_text(new_seed()), now=at.timestamp())


def test_it_goes_on_where_a_restored_register_says(live_server, account, actor):
    _webhook, secret = webhook_of(actor, "http://localhost:1/")
    kept = enter_act().number
    loss = Loss(taken_at=clock.now(), known=None, issued=kept + 4)
    restoration = enter_restoration(loss)

    with running(live_server.url, account=account, secret=secret, after=kept + 3) as (
        _address,
        said,
        _output,
    ):
        assert said[0].startswith("The record was restored from a backup")
        assert numbers(said[1:]) == [restoration.number]
