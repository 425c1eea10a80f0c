"""The OpenAPI document is valid and says what is common to all."""

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

METHODS = {"get", "post", "put", "patch", "delete"}


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


def test_every_operation_may_answer_with_a_problem(operations):
    expected = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

    assert operations
    assert all(operation["responses"]["default"]["content"] == expected for _name, operation in operations)


def test_every_post_may_carry_a_key_and_every_change_the_tag_it_was_made_from(operations):
    for name, operation in operations:
        headers = names(operation, "header")
        assert ("Idempotency-Key" in headers) == name.startswith("post"), name
        assert ("If-Match" in headers) == (not name.startswith("get")), name
        assert ("If-None-Match" in headers) == name.startswith("get"), name


def test_tokens_are_described(schema):
    assert schema["components"]["securitySchemes"]["token"]["name"] == "Authorization"


def test_the_registers_list_describes_its_filters_and_its_pages(schema):
    operation = schema["paths"]["/api/v1/register/"]["get"]

    assert names(operation, "query") == {
        "action", "state", "object_kind", "object_key", "since", "until", "after", "cursor", "page_size",
    }  # fmt: skip
    assert operation["description"].startswith("Acts, newest first; with `after`, the change feed")
