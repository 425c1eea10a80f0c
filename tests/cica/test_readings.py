"""What the API answers is described by the very classes that it is made of."""

from collections.abc import Iterator
from typing import Any

from drf_spectacular.drainage import get_override
from rest_framework import serializers

from tests.described import document, operations
from web.api.shapes import Shape

SCHEMAS = "#/components/schemas/"
PAGE = {"next", "previous", "results"}


def test_every_answer_is_described_by_a_reading():
    by_hand = described_in_answers() - {name_of(shape) for shape in all_below(Shape)}
    rooms = {name_of(one): one.__module__.partition(".")[0] for one in all_below(serializers.Serializer)}
    rest = by_hand - BY_HAND.keys()

    assert {name: rooms[name] for name in rest if rooms[name] not in STILL_BY_HAND} == {}
    assert by_hand >= BY_HAND.keys()


def test_no_answer_is_described_in_place():
    """An object is a component of its own, but for the page of a list around its rows."""
    schemas = document()["components"]["schemas"]
    found = {
        f"{operation.method} {operation.address}"
        for operation in operations()
        for schema in answers_of(operation.said)
        if "properties" in schema
    }

    assert found == set()
    assert all(schemas[name]["properties"].keys() == PAGE for name in schemas if is_page(name))


def all_below(base: type) -> set[type]:
    return {one for below in base.__subclasses__() for one in (below, *all_below(below))}


def name_of(serializer: type) -> str:
    return get_override(serializer, "component_name") or serializer.__name__


def described_in_answers() -> set[str]:
    """Return the names of all objects that answers are made of, pages of lists and words apart."""
    schemas, found = document()["components"]["schemas"], set()
    waiting = [name for one in operations() for schema in answers_of(one.said) for name in names_in(schema)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += names_in(schemas[name])
    return {name for name in found if "properties" in schemas[name] and not is_page(name)}


def is_page(name: str) -> bool:
    return name.startswith("Paginated")


def answers_of(said: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for status, answer in said["responses"].items():
        if status < "300":
            yield from (content["schema"] for content in answer.get("content", {}).values())


def names_in(node: Any) -> list[str]:
    """Return the components that a schema refers to."""
    if isinstance(node, dict):
        own = [node["$ref"].removeprefix(SCHEMAS)] if node.get("$ref", "").startswith(SCHEMAS) else []
        return own + [name for inner in node.values() for name in names_in(inner)]
    return [name for inner in node for name in names_in(inner)] if isinstance(node, list) else []


ACTS = "Acts are described by their own fields, which are serializers (docs/decisions)."
NO_OBJECT = "It answers about a request, and reads no object."
BY_HAND = {
    "ActField": ACTS,
    "AvailableAction": ACTS,
    "ChangeFields": ACTS,
    "Rehearsal": NO_OBJECT,
    "ToldInAdvance": NO_OBJECT,
}
"""Why an answer is described by a serializer of its own."""
STILL_BY_HAND = {
    "web", "members", "papers", "deadlines", "notices", "webhooks", "cbms", "implementation",
    "meetings",
}  # fmt: skip
"""Rooms some of whose answers are described by a second class yet."""
