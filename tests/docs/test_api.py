"""The walks in `docs/api.md` do what they say, typed as they stand there."""

import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from cbms.models import Concordance, Edition
from exchange.models import Call, Delivery, Submission
from members.models import Account, Token
from proposals.enums import Route, Stage
from proposals.models import Proposal
from records import register

PAGE = Path(__file__).parents[2] / "docs" / "api.md"

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="the page's commands need curl")


@pytest.fixture
def tokens(transactional_db):
    accounts = [
        Account.objects.create(username=code, participant_id=code.upper())
        for code in ("kg", "tj", "uz", "jp")
    ]
    # The Chair's state acts for itself by its delegation, and as the Chair by the Chair's office.
    accounts.append(Account.objects.create(username="az", participant_id="AZ"))
    accounts.append(Account.objects.create(username="chair", participant_id="AZ", is_chairs_office=True))
    accounts.append(Account.objects.create(username="secretariat", post="secretariat"))
    return {account.username.upper(): Token.objects.create(user=account)[1] for account in accounts}


def test_the_commands_of_the_page_are_accepted_one_by_one(live_server, tokens, tmp_path):
    blocks = re.findall(r"^```bash\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    (tmp_path / ".curlrc").write_text("fail-with-body\n")  # so that bash ends at the first refusal
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "BASE": f"{live_server.url}/api/v1",
        **tokens,
    }

    done = subprocess.run(
        [shutil.which("bash"), "-euo", "pipefail", "-c", "\n".join(blocks)],
        env=environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    assert set(Proposal.objects.values_list("route", "stage")) == {(route, Stage.APPROVED) for route in Route}
    assert register.verify().broken_at is None
    the_amendment_is_in_force_on_its_day()
    the_submission_went_to_whom_it_named()
    the_call_counts_its_answers()


def the_amendment_is_in_force_on_its_day() -> None:
    edition = Edition.objects.exclude(decision="").get()
    assert [one.code for one in Edition.objects.in_force(edition.in_force_from)] == [edition.code]
    assert [one.code for one in Edition.objects.in_force(edition.in_force_from - timedelta(1))] == ["2007"]
    split = Concordance.objects.filter(before__code="ENV-3", before__edition="2007")
    assert sorted(split.values_list("relation", "after__code")) == [("split", "ENV-6"), ("split", "ENV-7")]


def the_submission_went_to_whom_it_named() -> None:
    survey = Submission.objects.get(versions__number=2)
    served = Delivery.objects.filter(version__submission=survey)
    assert [(line.participant_id, line.acknowledged_at is None) for line in served] == [("JP", False)]
    # The correction waits for the other authors, as the submission did.
    assert survey.versions.get(number=2).released_at is None


def the_call_counts_its_answers() -> None:
    lines = Call.objects.get().addressees.all()
    reminded = {line.participant_id for line in lines if line.reminded_at}
    assert {line.participant_id for line in lines} - reminded == {"KG", "UZ"}
