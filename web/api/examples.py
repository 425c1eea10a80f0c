"""An example for every body of the document, made from its schema: as what stands there could look."""

import re
from typing import Any

TYPICAL: dict[str, Any] = {
    "account": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    "area": "ECO",
    "body": "SWG",
    "capacity": "member",
    "code": "ECO-2",
    "edition": "2007",
    "email": "delegate@example.org",
    "en": "The members exchange statistics of transport once a year.",
    "fr": "Les membres échangent les statistiques des transports une fois par an.",
    "label": "Timetable service",
    "language": "en",
    "measure": "ECO-2",
    "measures": ["ECO-2"],
    "message": "We look forward to the answers of the delegations.",
    "name": "timetable",
    "next": None,
    "note_number": "03-12/417",
    "participant": "KZ",
    "place": "Astana",
    "previous": None,
    "proposal": "P-2026-001",
    "reason": "The delegations asked for more time.",
    "reference": "P-2026-001",
    "ru": "Члены раз в год обмениваются статистикой перевозок.",
    "rule": "CA (a)2",
    "secret": "whsec_bXkgc2VjcmV0IG9mIHR3ZW50eS1mb3VyIGJ5dGVz",
    "state": "KZ",
    "statement": "The corridor is of use to all states on it.",
    "supports": "KZ",
    "symbol": "CICA/SWG/2026/CP.3",
    "text": "The members exchange statistics of transport once a year.",
    "time_zone": "Asia/Almaty",
    "title": "Secure and reliable transport corridors",
}
"""What stands in a field of that name, where its schema allows it."""
BY_FORMAT = {
    "date": "2027-01-31",
    "date-time": "2027-01-31T18:59:59Z",
    "email": "delegate@example.org",
    "uri": "https://example.org/hook",
    "uuid": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
}
BY_TYPE = {"boolean": True, "integer": 1, "number": 1.5, "string": "…", "null": None}
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
A_CODE = "KZ"
SECOND_THOUGHTS = frozenset({"again", "capacity", "on_behalf_of", "note_number", "note_date"})
"""What few requests say, left out of their examples."""


def add_examples(document: dict[str, Any], operations: list[dict[str, Any]]) -> None:
    """Give an example to every body that is taken or answered; of a named schema there is one for all."""
    examples = document["components"].setdefault("examples", {})
    schemas = document["components"]["schemas"]
    for operation in operations:
        for content in _bodies(operation):
            schema = content["schema"]
            first = schema.get("oneOf", [schema])[0]
            if name := first.get("$ref", "").rpartition("/")[2]:
                if name not in examples:
                    examples[name] = {"value": example_of(first, schemas)}
                content["examples"] = {name: {"$ref": f"#/components/examples/{name}"}}
            elif schema.get("format") != "binary":
                content["example"] = example_of(first, schemas)


def _bodies(operation: dict[str, Any]) -> list[dict[str, Any]]:
    answers = (answer.get("content", {}) for answer in operation["responses"].values())
    contents = (operation.get("requestBody", {}).get("content", {}), *answers)
    return [content for by_type in contents for content in by_type.values() if "schema" in content]


def example_of(schema: dict[str, Any], schemas: dict[str, Any], *, name: str = "") -> Any:
    """Return a value that `schema` allows; `name` is of the field that holds it."""
    if reference := schema.get("$ref"):
        return example_of(schemas[reference.rpartition("/")[2]], schemas, name=name)
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            return example_of(schema[choice][0], schemas, name=name)
    if "enum" in schema:
        return TYPICAL[name] if TYPICAL.get(name) in schema["enum"] else schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        return _object(schema, schemas)
    if kind == "array":
        return _array(schema, schemas, name)
    return _value(schema, kind, kinds, name)


def _object(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    properties = schema.get("properties", {})
    if not properties and isinstance(schema.get("additionalProperties"), dict):
        return {"name": example_of(schema["additionalProperties"], schemas)}
    return {
        name: example_of(property_, schemas, name=name)
        for name, property_ in properties.items()
        if name not in SECOND_THOUGHTS or name in schema.get("required", ())
    }


def _array(schema: dict[str, Any], schemas: dict[str, Any], name: str) -> list[Any]:
    if isinstance(TYPICAL.get(name), list) and "$ref" not in schema["items"]:
        return TYPICAL[name]
    row = example_of(schema["items"], schemas, name=name.removesuffix("s"))
    return [row] * max(1, schema.get("minItems", 1))


def _value(schema: dict[str, Any], kind: str, kinds: Any, name: str) -> Any:
    if name in TYPICAL and TYPICAL[name] is None and "null" in kinds:
        return None
    if kind == "string":
        return _text(schema, name)
    if kind in {"integer", "number"}:
        return schema.get("default", max(schema.get("minimum", 0), BY_TYPE[kind]))
    return BY_TYPE[kind]


def _text(schema: dict[str, Any], name: str) -> str:
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    if "digest" in name or "hash" in name or name == "sha256":
        return DIGEST
    typical = TYPICAL.get(name)
    text = typical if isinstance(typical, str) else str(BY_TYPE["string"])
    if not re.search(schema.get("pattern", ""), text):
        return A_CODE
    return text[: schema.get("maxLength", len(text))]
