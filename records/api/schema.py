"""What OpenAPI cannot read from the views: tokens, problem documents, and the headers of every request.

The hook is named in `SPECTACULAR_SETTINGS`; loading this module makes the token scheme known.
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers

from records.acts import ActType
from records.api.errors import PROBLEM_MEDIA_TYPE
from records.api.repeats import KEY_HEADER
from records.api.views import ActEndpoint
from records.idempotency import LONGEST_KEY

METHODS = frozenset({"get", "post", "put", "patch", "delete"})
PROBLEM = {
    "type": "object",
    "description": "Why not (RFC 9457).",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string", "description": "Stable name of the kind of problem."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence, in the caller's language."},
        "rule": {"type": "string", "description": "The rule that the refusal rests on, such as `CA (a)3`."},
        "existing": {"type": "string", "description": "The page of what stands already and may be the same."},
        "errors": {
            "type": "object",
            "additionalProperties": True,
            "description": "Sentences by field, nested as the body is.",
        },
    },
}


DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "required": False,
    "description": "`true`: check everything and record nothing; 200 where the act would be done.",
    "schema": {"type": "boolean", "default": False},
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
    """Add to every operation the problem it may answer with, and the headers it heeds."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    for address in result["paths"].values():
        for method, operation in address.items():
            if method in METHODS:
                operation["responses"]["default"] = _problem_response()
                operation.setdefault("parameters", []).extend(_headers(method))
    return result


def _problem_response() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": "Refused", "content": {PROBLEM_MEDIA_TYPE: {"schema": schema}}}


def _headers(method: str) -> list[dict[str, Any]]:
    if method == "get":
        return [_header("If-None-Match", "ETag of what the caller has; 304 if it is still so.")]
    match = _header("If-Match", "ETag of what the caller read; 412 if it changed.")
    if method in {"put", "patch"}:
        return [match | {"required": True}]
    if method == "post":
        key = _header(KEY_HEADER, "Makes repeating the request safe: it acts once.")
        key["schema"]["maxLength"] = LONGEST_KEY
        return [match, key, DRY_RUN]
    return [match]


def _header(name: str, description: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def act_endpoint(
    base: type[ActEndpoint],
    act_type: ActType,
    *,
    operation_id: str,
    answers: type[serializers.Serializer],
    **attributes: Any,
) -> type[ActEndpoint]:
    """Return the endpoint of one act, described to OpenAPI by the act's own fields.

    `attributes` are what `base` leaves to the address besides `act_type`; `answers` is the shape of what the
    act was done on.
    """
    attributes |= {"__module__": base.__module__, "act_type": act_type}
    described = extend_schema(
        operation_id=operation_id.replace("-", "_"),
        summary=str(act_type.label),
        description=f"Rests on {act_type.rule}.",
        request=body_of(act_type.fields),
        responses={200: answers},
    )
    return extend_schema_view(post=described)(type(base.__name__, (base,), attributes))


def body_of(fields: type[serializers.Serializer]) -> Any:
    """Describe the body of an act: JSON, or a form of the same JSON and files where the act takes files."""
    if "files" not in fields().fields:
        return fields
    parts = {
        "body": {"type": "string", "description": "The fields as a JSON object."},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    }
    return {
        "application/json": fields,
        "multipart/form-data": {"type": "object", "required": ["body"], "properties": parts},
    }
