"""Upgrades the database of DATABASE_URL as an operator does, goes on with it, and prints what came of it.

A process of its own, since what a process has read of one database it must not believe of another.
"""

import json
import re
import sys
from collections import deque
from http import HTTPStatus
from io import StringIO

import django
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

LINK = re.compile(r'href="(/[^"#?]*)')
LEADING_OUT = ("/accounts/logout/", "/static/", "/api/", "/i18n/")


def upgraded(head: str, proposal: str) -> dict:
    """Migrate, load the reference record, prove what stands below `head`, read, and act on `proposal`.

    Return what was found, as JSON has it.
    """
    from cica.backup import rows_of_tables  # noqa: PLC0415  Django must be set up first

    call_command("migrate", verbosity=0)
    rows = rows_of_tables()
    call_command("load_reference_data", verbosity=0)
    proved = said("verify_record", head=[head])
    secretariat, delegate = logged_in("secretariat"), logged_in("delegate.kg")
    address = f"/api/v1/proposals/{proposal}/"
    before = delegate.get(address).json()
    body = {"statement": "Said with the release after."}
    act = delegate.post(f"{address}actions/withdraw-interest/", body, content_type="application/json")
    return {
        "rows": rows,
        "proved": proved,
        "pages": {
            name: read(client) for name, client in [("secretariat", secretariat), ("delegate.kg", delegate)]
        },
        "interested": [before["interested"], delegate.get(address).json()["interested"]],
        "act": [act.status_code, act.json()],
        "proved_again": said("verify_record", head=[head]),
    }


def said(command: str, **options: object) -> str:
    output = StringIO()
    call_command(command, stdout=output, **options)
    return output.getvalue()


def logged_in(username: str) -> Client:
    from members.demonstration import PASSWORD  # noqa: PLC0415  as above

    client = Client(SERVER_NAME="localhost")
    assert client.login(username=username, password=PASSWORD)
    return client


def read(client: Client) -> dict[str, list]:
    """Follow the links from the first page, to one page of each kind; return `{kind: [address, status]}`."""
    found: dict[str, list] = {}
    waiting = deque(["/"])
    while waiting:
        address = waiting.popleft()
        if address.startswith(LEADING_OUT) or (kind := resolve(address).route) in found:
            continue
        answer = client.get(address)
        found[kind] = [address, answer.status_code]
        if answer.status_code == HTTPStatus.OK and "html" in answer["Content-Type"]:
            waiting += LINK.findall(answer.content.decode())
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(upgraded(*sys.argv[1:])))  # noqa: T201  what the test reads
