"""Fills the database of the settings and prints the requests to measure, as JSON. Needs `django.setup()`."""

import json
import sys

from django.core.management import call_command
from django.db import transaction
from django.test import Client

from bench.record import fill
from bench.wsgi import BARE_PATH
from members.demonstration import make_demonstration_accounts
from members.models import Account
from members.tokens import issue_token
from proposals.demonstration import annex, others
from proposals.demonstration.cast import Cast
from proposals.demonstration.loading import tell
from proposals.models import Proposal
from records import clock

DELEGATE = "delegate.az"


def main(size: int) -> None:
    """Migrate, load the reference record, fill, and carry the demonstration on top by its acts."""
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", verbosity=0)
    make_demonstration_accounts(on=clock.now().date())
    fill(size)
    with transaction.atomic():
        cast = Cast()
        tell([story(cast) for story in (*annex.STORIES, *others.STORIES)])
    json.dump(requests(), sys.stdout)


def requests() -> dict[str, dict]:
    """Return the requests by name: a logged-in delegate's for pages, a token's for the API."""
    account = Account.objects.get(username=DELEGATE)
    browser = Client()
    browser.force_login(account)
    session = {"Cookie": f"sessionid={browser.cookies['sessionid'].value}"}
    _token, key = issue_token(account=account, read_only=False, label="bench")
    token = {"Authorization": f"Token {key}"}
    approved, circulated = (
        Proposal.objects.get(is_demonstration=True, measure__code=code).reference
        for code in ("ECO-2", "ECO-9")
    )
    comment = {"text": "The delegation thanks the coordinator and has one question on the timeline."}
    return {
        "bare view": request(BARE_PATH, {}),
        "list page": request("/proposals/", session),
        "proposal page": request(f"/proposals/{approved}/", session),
        "API list": request("/api/v1/proposals/", token),
        "API detail": request(f"/api/v1/proposals/{approved}/", token),
        "API act": request(
            f"/api/v1/proposals/{circulated}/actions/comment/",
            token | {"Content-Type": "application/json"},
            method="POST",
            body=json.dumps(comment),
        ),
    }


def request(path: str, headers: dict[str, str], *, method: str = "GET", body: str | None = None) -> dict:
    """Return a request as `bench.served` sends it, which must be answered with 200."""
    return {"method": method, "path": path, "headers": headers, "body": body, "status": 200}
