"""The integrator's script for the rest of the Cooperative Approach does what it says, against a running
server.
"""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from cbms.models import Edition
from members.models import Account, Token
from proposals.enums import Route, Stage
from proposals.models import Proposal
from records import register

SCRIPT = Path(__file__).parents[2] / "docs" / "other_routes.py"


@pytest.fixture
def tokens(transactional_db):
    accounts = [
        Account.objects.create(username=code.lower(), participant_id=code)
        for code in ("AZ", "KG", "TJ", "UZ", "JP")
    ]
    accounts.append(Account.objects.create(username="chair", participant_id="AZ", is_chairs_office=True))
    accounts.append(Account.objects.create(username="secretariat", post="secretariat"))
    return [f"{account.username}={Token.objects.create(user=account)[1]}" for account in accounts]


@pytest.fixture
def tokens_of_the_demonstration(transactional_db, settings):
    settings.DEMO = True
    call_command("load_demonstration", stdout=StringIO())
    players = {code: f"delegate.{code}" for code in ("az", "kg", "tj", "uz")}
    players |= {"jp": "observer.jp", "chair": "chair", "secretariat": "secretariat"}
    return [
        f"{part}={Token.objects.create(user=Account.objects.get(username=username))[1]}"
        for part, username in players.items()
    ]


def run(url: str, tokens: list[str]) -> str:
    command = [sys.executable, "-S", str(SCRIPT), url, "--tokens", *tokens]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_takes_the_other_routes_and_the_exchange_to_their_end(live_server, tokens):
    run(live_server.url, tokens)

    routes = dict(Proposal.objects.values_list("route", "stage"))
    assert routes == {Route.B: Stage.APPROVED, Route.C: Stage.APPROVED, Route.D: Stage.APPROVED}
    assert register.verify().broken_at is None


def test_it_does_so_beside_the_demonstration_that_make_run_loads(live_server, tokens_of_the_demonstration):
    assert "All of it is as documented." in run(live_server.url, tokens_of_the_demonstration)

    # The demonstration's own amendment waits for its day, so this one continues it.
    first, second = Proposal.objects.filter(route=Route.C, stage=Stage.APPROVED).order_by("pk")
    assert first.edition_id == "2007"
    assert second.edition == Edition.objects.get(decision=first.decisions.get().number)
