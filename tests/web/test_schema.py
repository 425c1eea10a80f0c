"""The OpenAPI document is valid and says what is common to all."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from records.act_fields import AGAIN, CAPACITY, ON_BEHALF
from records.acts import is_of_a_state
from tests.addresses import Route, routes_served
from tests.described import faults
from web.api.schema import operations_of

METHODS = {"get", "post", "put", "patch", "delete"}


def acts_served() -> list[Route]:
    """Return the addresses of the API that are of one act each."""
    return [route for route in routes_served() if route.is_api and hasattr(route.view, "act_type")]


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture(scope="module")
def operations(schema):
    return [
        (f"{method} {address}", operation)
        for address, described in schema["paths"].items()
        for method, operation in described.items()
        if method in METHODS
    ]


def names(operation: dict, place: str) -> set[str]:
    return {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == place}


def test_the_document_is_valid_and_nothing_was_guessed(schema):
    validate_schema(schema)

    assert not GENERATOR_STATS  # it prints what it warns of


def test_every_operation_says_what_it_does_and_by_what_it_may_refuse(schema, operations):
    problems = {f"#/components/responses/{name}" for name in schema["components"]["responses"]}

    assert len(operations) > 150
    for name, operation in operations:
        refusals = {status: said for status, said in operation["responses"].items() if status >= "400"}
        assert operation["summary"], name
        assert operation["description"], name
        assert {said["$ref"] for said in refusals.values()} <= problems, name
        assert refusals.keys() >= {"400", "401", "406", "503"}, name
        assert ("404" in refusals) >= ("{" in name), name
        assert ("428" in refusals) == bool(NEED_A_VERSION.search(name)), name
        assert not {"default", "500"} & operation["responses"].keys(), name


NEED_A_VERSION = re.compile(
    r"^patch |^post .*/compilations/$|/actions/(circulate|conclude-(swg|soc|item|en-bloc))/"
)


def test_each_problem_names_its_type_and_status(schema):
    for said in schema["components"]["responses"].values():
        [content] = said["content"].values()
        assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
        assert content["example"]["type"] in said["description"]


def test_every_post_may_carry_a_key_and_every_change_the_tag_it_was_made_from(operations):
    for name, operation in operations:
        headers = names(operation, "header")
        method, _, address = name.partition(" ")
        assert ("Idempotency-Key" in headers) == (method == "post"), name
        assert ("dry_run" in names(operation, "query")) == (method == "post"), name
        assert ("If-Match" in headers) == (method != "get" and "{" in address), name
        assert ("If-None-Match" in headers) == ("304" in operation["responses"]), name
        assert method == "get" or "304" not in operation["responses"], name


def test_every_parameter_is_described(operations):
    silent = [
        (name, one["name"])
        for name, said in operations
        for one in said["parameters"]
        if not one["description"]
    ]

    assert silent == []


def test_every_body_has_an_example_that_is_as_its_schema_says(schema):
    for name, example in schema["components"]["examples"].items():
        assert faults({"$ref": f"#/components/schemas/{name}"}, example["value"]) == [], name
    for _method, address, operation in operations_of(schema):
        for said in [*operation["responses"].values(), operation.get("requestBody", {})]:
            for media_type, content in said.get("content", {}).items():
                is_shown = {"example", "examples"} & content.keys()
                assert is_shown or "binary" in str(content), (address, media_type)


def test_nothing_may_be_null_without_a_type(schema):
    assert [node for node in nodes(schema) if "nullable" in node] == []


def test_what_may_be_null_says_what_else_it_may_be(schema):
    # Of null or anything at all, null is both, and what is one of two is not allowed to be.
    assert [node for node in nodes(schema) if {} in node.get("oneOf", ())] == []


def nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from nodes(inner)


def bodies(schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the schema of each JSON body that is taken, by its operation."""
    found = {}
    for method, address, operation in operations_of(schema):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            name = content["schema"]["$ref"].rpartition("/")[2]
            found[f"{method} {address}"] = schema["components"]["schemas"][name]
    return found


def test_what_is_not_a_field_is_said_to_be_refused(schema):
    open_ended = [
        name for name, body in bodies(schema).items() if body.get("additionalProperties") is not False
    ]

    assert open_ended == []


def test_an_acts_body_has_its_fields_and_what_the_act_takes_besides(schema):
    described, wrong = bodies(schema), {}
    for route in acts_served():
        act_type = route.view.act_type
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.text).replace("{pk}", "{id}")
        has = described.get(f"post {address}", {"properties": {}})["properties"].keys()
        expected = {
            *act_type.fields().fields,
            *(ON_BEHALF if is_of_a_state(act_type) else ()),
            *([CAPACITY] if len({role.capacity for role in act_type.who}) > 1 else []),
            *([AGAIN] if is_of_a_state(act_type) or act_type.twins else []),
        }
        if has - {"files"} != expected - {"files"}:
            wrong[address] = has ^ expected

    assert wrong == {}
    assert len(acts_served()) > 60


def test_what_a_field_takes_at_least_and_at_most_is_said(schema):
    body = bodies(schema)["post /api/v1/proposals/{reference}/actions/designate-coordinators/"]["properties"]
    paper = bodies(schema)["post /api/v1/proposals/{reference}/actions/submit-paper/"]["properties"]

    assert body["coordinators"]["minItems"] == 1
    assert (paper["title"]["minLength"], paper["title"]["maxLength"]) == (1, 300)
    assert body["draft_due"]["format"] == "date"


def test_the_document_names_its_server_and_what_its_parts_are_about(schema, operations, settings):
    tags = {tag for _name, operation in operations for tag in operation["tags"]}

    assert schema["openapi"].startswith("3.1")
    assert [server["url"] for server in schema["servers"]] == [settings.BASE_URL]
    assert {tag["name"] for tag in schema["tags"] if tag["description"]} == tags


def test_tokens_are_described(schema):
    assert schema["components"]["securitySchemes"]["token"]["name"] == "Authorization"


def test_the_registers_list_describes_its_filters_and_its_pages(schema):
    operation = schema["paths"]["/api/v1/register/"]["get"]

    assert names(operation, "query") == {
        "action", "state", "object_kind", "object_key", "since", "until", "after", "epoch", "cursor",
        "page_size",
    }  # fmt: skip
    assert operation["description"].startswith("Acts, newest first; with `after`, the change feed")
