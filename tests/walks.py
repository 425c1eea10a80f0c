"""One reader's way through everything that the API lets it read, by the addresses of the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from django.test import Client

from members.models import Account
from tests.described import PARAMETER, Operation, operations

KEYS_OF_ROWS = ("reference", "code", "number", "year", "key", "id")
CALENDARS = {"measures": "ECO-2", "bodies": "soc", "participants": "KZ", "meetings": "none"}
MOST_ROWS = 4
NEVER_THE_SAME = {"/api/v1/deliveries/backlog/"}
"""It says for how many seconds something waits."""


def client_of(username: str) -> Client:
    client = Client()
    if username:
        client.force_login(Account.objects.get(username=username))
    return client


class Walk:
    """One reader's way through everything that can be read."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.client = client_of(username)
        self.read: dict[str, Any] = {}
        self.read_again: list[Operation] = []
        self.wrong: list[tuple[str, list[str]]] = []

    def get(self, operation: Operation, address: str) -> Any:
        """Read an address once, and compare its answer."""
        if address not in self.read:
            response = self.client.get(address, {"page_size": 200} if is_paged(operation) else {})
            if found := operation.faults_of(response):
                self.wrong.append((address, found))
            is_json = "json" in response.get("Content-Type", "")
            self.read[address] = response.json() if is_json and response.status_code == 200 else None
            if operation not in self.read_again:
                self.read_again.append(operation)
                self._read_again(operation, address, response.get("ETag"))
        return self.read[address]

    def _read_again(self, operation: Operation, address: str, tag: str | None) -> None:
        if tag and operation.address not in NEVER_THE_SAME:
            again = self.client.get(address, headers={"If-None-Match": tag})
            if again.status_code != 304 or "304" not in operation.said["responses"]:
                self.wrong.append((address, [f"a tag, then {again.status_code}"]))

    def filled(self, template: str) -> Iterator[str]:
        """Return the addresses of a template, by the rows of the lists that lie on the way."""
        found = PARAMETER.search(template)
        if found is None:
            yield template
            return
        for key in self._keys(template[: found.start()], found[1]):
            yield from self.filled(template.replace(found[0], str(key), 1))

    def _keys(self, start: str, name: str) -> list[Any]:
        if name == "kind":
            return list(CALENDARS)
        if name == "form":
            return ["csv", "xlsx", "docx", "txt"]
        if start.startswith("/api/v1/calendars/"):
            return [CALENDARS[start.split("/")[-2]]]
        if name == "document":
            parent = self.read.get(start.removesuffix("files/")) or {}
            return [url.split("/")[-2] for url in urls_in(parent) if start in url]
        listed = (self.read.get(start) or {}).get("results", [])
        keys = [key_of(row, name) for row in listed]
        return [key for key in keys if key is not None][:MOST_ROWS] or ["1"]


def key_of(row: dict[str, Any], name: str) -> Any:
    return next((row[key] for key in (name, *KEYS_OF_ROWS) if key in row), None)


def is_paged(operation: Operation) -> bool:
    return any(one["name"] == "page_size" for one in operation.said["parameters"])


def urls_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict) and isinstance(node.get("url"), str):
        yield node["url"]
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from urls_in(inner)


def readings() -> list[Operation]:
    """Return what can be read, lists before what is in them."""
    found = [one for one in operations() if one.method == "get"]
    needed = {
        "/api/v1/meetings/dates/": "/api/v1/meetings/dates/?days=2&earliest=2027-02-01&latest=2027-06-01",
    }
    return sorted(
        (Operation("get", needed.get(one.address, one.address), one.said) for one in found),
        key=lambda one: (one.address.count("{"), one.address),
    )
