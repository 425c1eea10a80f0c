"""The integrator's script does what it says, against a running server."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from members.models import Account, Token
from proposals.enums import Stage
from proposals.models import Decision, Proposal
from proposals.tasks import close_due_silences
from records import register

SCRIPT = Path(__file__).parents[2] / "docs" / "route_a.py"
PATIENCE = 90  # seconds for the script, which waits for two silences


@pytest.fixture
def tokens(transactional_db):
    accounts = [
        Account.objects.create(username="az", participant_id="AZ"),
        Account.objects.create(username="kg", participant_id="KG"),
        Account.objects.create(username="chair", participant_id="AZ", is_chairs_office=True),
        Account.objects.create(username="secretariat", post="secretariat"),
        Account.objects.create(username="jp", participant_id="JP"),
    ]
    return [f"{account.username}={Token.objects.create(user=account)[1]}" for account in accounts]


def run_with_a_worker(*arguments):
    """Run the script without anything that is installed, closing silences beside it as the worker does."""
    command = [sys.executable, "-I", "-S", str(SCRIPT), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as script:
        until = time.monotonic() + PATIENCE
        while script.poll() is None and time.monotonic() < until:
            close_due_silences()
            time.sleep(0.2)
        script.kill()
        return script.wait(), script.stdout.read()


def test_it_takes_a_measure_to_approval_both_ways(live_server, tokens):
    status, said = run_with_a_worker(live_server.url, "--tokens", *tokens)

    assert status == 0, said
    stages = Proposal.objects.filter(measure__code="ECO-2").order_by("pk").values_list("stage", flat=True)
    assert list(stages) == [Stage.COMPLETED, Stage.APPROVED]
    assert list(Decision.objects.order_by("number").values_list("mode", flat=True)) == ["meeting", "silence"]
    assert register.verify().broken_at is None


def test_it_stops_at_what_is_not_documented(live_server, tokens):
    without_rights = tokens[0].replace("az=", "chair=")

    status, said = run_with_a_worker(live_server.url, "--tokens", *tokens, without_rights)

    assert status == 1
    assert "Not as documented" in said


def test_it_names_the_tokens_it_lacks(monkeypatch):
    monkeypatch.delenv("CICA_TOKEN_KG", raising=False)

    status, said = run_with_a_worker("http://localhost:1", "--tokens", "az=1", "chair=1", "secretariat=1")

    assert status == 1
    assert "No token for kg" in said
