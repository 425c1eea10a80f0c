"""The integrator's script for the rest of the Cooperative Approach does what it says, against a running
server.
"""

import subprocess
import sys
from pathlib import Path

import pytest

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


def test_it_takes_the_other_routes_and_the_exchange_to_their_end(live_server, tokens):
    command = [sys.executable, "-S", str(SCRIPT), live_server.url, "--tokens", *tokens]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    routes = dict(Proposal.objects.values_list("route", "stage"))
    assert routes == {Route.B: Stage.APPROVED, Route.C: Stage.APPROVED, Route.D: Stage.APPROVED}
    assert register.verify().broken_at is None
