"""Compares an answer of the API with what the OpenAPI document says: status, type, headers, every key."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from records.fields import RFC_3339
from web.api.schema import operations_of

PARAMETER = re.compile(r"\{(\w+)\}")
SEGMENT = "[^/]+"
formats = FormatChecker()
formats.checks("date-time")(lambda text: not isinstance(text, str) or bool(RFC_3339.fullmatch(text)))
formats.checks("uri")(lambda text: not isinstance(text, str) or bool(re.match(r"[a-z]+:\S+$", text)))


@cache
def document() -> dict[str, Any]:
    """Return the document, read back from JSON as a client has it."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(made, default=str))


@dataclass(frozen=True)
class Operation:
    """A method at an address, and what the document says of it."""

    method: str
    address: str
    said: dict[str, Any]

    def faults_of(self, response: HttpResponse) -> list[str]:
        """Return what in an answer is not as the document says."""
        status = str(response.status_code)
        if status not in self.said["responses"]:
            return [f"status {status} is not described"]
        answer = resolved(self.said["responses"][status])
        content = answer.get("content", {})
        if not content:
            return ["a body where none is described"] if response.content else []
        media_type = response.get("Content-Type", "").partition(";")[0]
        described = content.get(media_type) or content.get("*/*")
        if described is None:
            return [f"type {media_type} is not described"]
        missing = [name for name in ("ETag", "Location") if name in response and not has(answer, name)]
        found = [f"header {name} is not described" for name in missing if status in {"200", "201"}]
        if media_type.endswith("json"):
            found += faults(described["schema"], json.loads(response.content))
        return found


def has(answer: dict[str, Any], header: str) -> bool:
    return header in answer.get("headers", {})


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference leads to, or the node itself."""
    if "$ref" not in node:
        return node
    found = document()
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def operations() -> list[Operation]:
    """Return every operation of the document."""
    return [Operation(method, address, said) for method, address, said in operations_of(document())]


@cache
def _by_pattern() -> list[tuple[re.Pattern[str], str]]:
    # What is written out goes before what is named by a key: `experts/gaps/` is no expert.
    addresses = sorted(document()["paths"], key=lambda text: (text.count("{"), text))
    return [(re.compile(PARAMETER.sub(SEGMENT, text)), text) for text in addresses]


def operation_at(method: str, path: str) -> Operation | None:
    """Return the operation that a request was of, None where the document has none."""
    for pattern, address in _by_pattern():
        if pattern.fullmatch(path):
            said = document()["paths"][address].get(method.lower())
            return Operation(method.lower(), address, said) if said else None
    return None


@cache
def _closed() -> Registry:
    """Return the document with every object closed: a key that is not described is a fault."""
    whole = json.loads(json.dumps(document()))
    for node in _nodes(whole["components"]["schemas"]):
        if "properties" in node and "additionalProperties" not in node:
            node["additionalProperties"] = False
    return Registry().with_resource("urn:api", Resource(whole, DRAFT202012))


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _nodes(inner)


def faults(schema: dict[str, Any], value: Any) -> list[str]:
    """Return what in a value is not as `schema` says, keys that it does not name among it."""
    text = json.dumps(schema).replace('"#/components/', '"urn:api#/components/')
    return [f"{error.json_path}: {error.message[:300]}" for error in _validator(text).iter_errors(value)]


@cache
def _validator(text: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(text), registry=_closed(), format_checker=formats)
