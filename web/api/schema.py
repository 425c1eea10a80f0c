"""What OpenAPI has once for the whole document: tokens, the problems by status, headers, tags, examples.

What each operation says is in `web.api.described`. The hook is named in `SPECTACULAR_SETTINGS`; loading
this module makes the token scheme known.
"""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema, extend_schema_view

from records.act_types import ActType
from web.api.described import body_of, name_of
from web.api.errors import KINDS, PROBLEM_MEDIA_TYPE, TYPE_PREFIX, problem
from web.api.examples import add_examples
from web.api.repeats import ADDRESS_HEADER, REPLAY_HEADER
from web.api.shapes import is_reading, shape_of
from web.api.views import ActEndpoint

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEM = {
    "type": "object",
    "description": "Why not (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Stable name of the kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence, in the caller's language."},
        "rule": {"type": "string", "description": "The rule that the refusal rests on, such as `CA (a)3`."},
        "existing": {"type": "string", "description": "The page of what stands already and may be the same."},
        "epoch": {"type": "string", "description": "Of a feed: the register's present epoch."},
        "epoch_begins_with": {"type": "integer", "description": "The act that the present epoch began with."},
        "continue_after": {"type": "integer", "description": "The act after which a feed is to be read on."},
        "errors": {
            "type": "object",
            "additionalProperties": True,
            "description": "Sentences by field, nested as the body is.",
        },
    },
}

WHEN = {
    HTTPStatus.BAD_REQUEST: "What was sent is not valid, or a parameter or field is unknown: see `errors`.",
    HTTPStatus.UNAUTHORIZED: "The token is not valid, or the act is not open to the public.",
    HTTPStatus.FORBIDDEN: "It is not the caller's to do or to read, or the token reads only.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address, or the caller may not know of it.",
    HTTPStatus.NOT_ACCEPTABLE: "It is not made in the form that `Accept` asks for.",
    HTTPStatus.CONFLICT: "Not in this stage, or something is missing, or the same stands already.",
    HTTPStatus.PRECONDITION_FAILED: "It has changed since the caller read it.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The body is too large.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "The body is of a type that is not taken.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "The `Idempotency-Key` was first sent with another request.",
    HTTPStatus.PRECONDITION_REQUIRED: "Say what you read: `If-Match`, or the version's `digest`.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many searches in a short time; try again after `Retry-After`.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The system is busy or interrupted; try again after `Retry-After`.",
    HTTPStatus.INSUFFICIENT_STORAGE: "The disk did not take the file; try again after `Retry-After`.",
}
"""When each problem that an operation may have is answered."""
WAITS = frozenset({
    HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE
})  # fmt: skip

HEADERS = {
    "ETag": ("Names what is shown; to send as `If-None-Match` or `If-Match`.", {"type": "string"}),
    "Location": ("Where what was made is read.", {"type": "string", "format": "uri-reference"}),
    ADDRESS_HEADER: ("Where what is shown is read.", {"type": "string", "format": "uri-reference"}),
    REPLAY_HEADER: ("`true` where the request had been carried out before.", {"type": "string"}),
    "Retry-After": ("Seconds after which to try again.", {"type": "integer", "minimum": 0}),
}


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token …`."""

    target_class = "members.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Describe the header."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token` and a blank, then the token; read-only or read-write, and expiring.",
        }


def describe_common_parts(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add the components that operations refer to, close their bodies, and give each an example."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {name_of(status): _problem_response(status) for status in WHEN}
    components["headers"] = {
        name: {"description": description, "schema": schema}
        for name, (description, schema) in HEADERS.items()
    }
    operations = [operation for _method, _address, operation in operations_of(result)]
    for operation in operations:
        _close_body(operation, components["schemas"])
    tags = sorted({tag for operation in operations for tag in operation["tags"]})
    result["tags"] = [{"name": tag, "description": _about(tag, operations)} for tag in tags]
    result["servers"] = [{"url": settings.BASE_URL, "description": "This installation."}]
    add_examples(result, operations)
    return result


def operations_of(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Return `(method, address, operation)` of every operation of a document."""
    for address, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield method, address, operation


def _problem_response(status: HTTPStatus) -> dict[str, Any]:
    # One schema for all: what differs, `type` and `status`, is a word of the description and of the example.
    # Consts in an `allOf` are more than generators of clients can read.
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {"schema": schema, "example": problem(status, detail=WHEN[status])}
    answer = {
        "description": f"`{TYPE_PREFIX}{KINDS[status]}`: {WHEN[status]}",
        "content": {PROBLEM_MEDIA_TYPE: content},
    }
    if status in WAITS:
        answer["headers"] = {"Retry-After": {"$ref": "#/components/headers/Retry-After"}}
    return answer


def _close_body(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Say of a body that it has no other fields: what is unknown is refused."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if reference := content["schema"].get("$ref"):
            schemas[reference.rpartition("/")[2]]["additionalProperties"] = False


def _about(tag: str, operations: list[dict[str, Any]]) -> str:
    return next(operation["summary"] for operation in operations if tag in operation["tags"])


def act_endpoint(
    base: type[ActEndpoint],
    act_type: ActType,
    *,
    operation_id: str,
    answers: type,
    **attributes: Any,
) -> type[ActEndpoint]:
    """Return the endpoint of one act, described to OpenAPI by the act's own fields.

    `attributes` are what `base` leaves to the address besides `act_type`; `answers` is the reading, or the
    serializer, of what the act was done on.
    """
    attributes |= {"__module__": base.__module__, "act_type": act_type}
    described = extend_schema(
        operation_id=operation_id.replace("-", "_"),
        request=body_of(act_type.fields, act_type, name=operation_id),
        responses={200: shape_of(answers) if is_reading(answers) else answers},
    )
    return extend_schema_view(post=described)(type(base.__name__, (base,), attributes))
