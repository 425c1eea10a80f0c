"""How each operation describes itself to OpenAPI: what is not said by hand is taken from acts and fields.

`Described` is the schema class of every view of the API. What the document has once for all (the problems
themselves, examples) is added by `web.api.schema`.
"""

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from records.act_fields import AGAIN, CAPACITY, again_field, note_fields
from records.act_types import ActType
from records.acts import is_of_a_state
from records.citations import in_words
from records.kinds import PROCEDURE
from records.known_acts import acts_by_room
from web.api.errors import KINDS
from web.api.repeats import ADDRESS_HEADER, KEY_HEADER, REPLAY_HEADER
from web.idempotency import LONGEST_KEY

if TYPE_CHECKING:
    from web.api.views import APIView

END_OF_SUMMARY = re.compile(r"[.;:](?:\s|$)|\n\n")
BY_KEY = "{"
"""What an address has where it names one object."""

PATH_PARAMETERS = {
    "code": "The code: of a participant `KZ`, of an edition `2007`, of a measure `ECO-2`, of an area `ECO`.",
    "delivery": "The delivery's id.",
    "document": "The file's id.",
    "form": "`csv`, `xlsx` or `docx`.",
    "id": "The object's id.",
    "key": "The object's key, as its list shows it.",
    "kind": "`bodies`, `measures`, `participants` or `meetings`.",
    "number": "The number: of an act, of a version, of a decision (`SOC-2026-001`).",
    "paper": "The paper's id.",
    "public_id": "The expert's id.",
    "reference": "The object's reference, such as `P-2026-001`.",
    "year": "The year.",
}

DRY_RUN = {
    "name": "dry_run",
    "in": "query",
    "required": False,
    "description": "`true`: check everything and record nothing; 200 where the act would be done.",
    "schema": {"type": "boolean", "default": False},
}


class ToldInAdvance(serializers.Serializer):
    """Some of those who would be told."""

    group = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a member's name, not the option


class Rehearsal(serializers.Serializer):
    """What `?dry_run=true` answers: the act would be done, and answered with this status.

    Nothing is known of an address that enters no act, such as that of a token.
    """

    dry_run = serializers.BooleanField()
    status = serializers.IntegerField()
    act = serializers.CharField(allow_null=True)
    to = serializers.CharField(allow_null=True, help_text="The stage that it would lead to.")
    outcome = serializers.CharField(
        allow_null=True, help_text="What would come of it, where its row tells outcomes apart."
    )
    told = ToldInAdvance(many=True)

    def get_fields(self) -> dict[str, serializers.Field]:
        """Add the stage before, whose name is a word of the language."""
        before = serializers.CharField(allow_null=True, help_text="The stage before.")
        return super().get_fields() | {"from": before}


class Described(AutoSchema):
    """An operation with its summary, its headers, every status it may answer, and the least a field takes."""

    view: "APIView"  # type: ignore[override]

    def get_description(self) -> str:  # type: ignore[override]  # as spectacular has it
        """Say of an act what it does and what it rests on; of any other operation what its view says."""
        if act_type := getattr(self.view, "act_type", None):
            rules = "; or on ".join(in_words(rule) for rule in act_type.all_rules)
            return f"{act_type.description or act_type.label}\n\nRests on {rules}."
        return super().get_description()

    def get_summary(self) -> str:
        """Return the label of an act, else the first clause of the description."""
        if act_type := getattr(self.view, "act_type", None):
            return str(act_type.label)
        return END_OF_SUMMARY.split(self.get_description() or "", maxsplit=1)[0].replace("\n", " ")

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Say that nobody acts without saying who; much may be read so."""
        return [one for one in super().get_auth() if one or self.method == "GET"]

    def get_operation(self, *args: Any, **options: Any) -> dict[str, Any] | None:
        """Add what is the same for all operations of a kind."""
        operation = super().get_operation(*args, **options)
        if operation is None:
            return None
        if self.method == "POST":
            self._add_rehearsal(operation["responses"])
        for status, answer in operation["responses"].items():
            self._complete(answer, HTTPStatus(int(status)))
        refusals = {str(status.value): reference_to(status) for status in self._refusals()}
        had = {"304": {"description": "The caller has it already."}} if self._is_had() else {}
        operation["responses"] = dict(sorted((operation["responses"] | had | refusals).items()))
        operation["parameters"] = [
            *(_described(parameter) for parameter in operation.get("parameters", ())),
            *self._headers(),
            *([DRY_RUN] if self.method == "POST" else []),
        ]
        return operation

    def _get_format_parameters(self) -> list[dict[str, Any]]:
        return []  # `?format=` is no parameter of ours: `Accept` says what is wanted

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        schema = super()._map_serializer_field(  # type: ignore[no-untyped-call]
            field, direction, bypass_extensions
        )
        return schema | _least(field, schema) if direction == "request" else schema

    def _add_rehearsal(self, answers: dict[str, Any]) -> None:
        rehearsal = self.resolve_serializer(Rehearsal, "response").ref
        content = answers.setdefault("200", {"content": {"application/json": {}}})["content"]
        done = content["application/json"].get("schema")
        content["application/json"]["schema"] = {"oneOf": [done, rehearsal]} if done else rehearsal

    def _complete(self, answer: dict[str, Any], status: HTTPStatus) -> None:
        answer["description"] = answer.get("description") or SUCCESS[status]
        names = [*(["ETag"] if self._has_tag() else []), *(ADDRESSES if self.method == "POST" else [])]
        if status == HTTPStatus.CREATED:
            names.append("Location")
        if names and status != HTTPStatus.NO_CONTENT:
            answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}

    def _has_tag(self) -> bool:
        return self.method != "GET" or self.view.is_tagged

    def _is_had(self) -> bool:
        return self.method == "GET" and self.view.is_tagged

    def _is_of_one(self) -> bool:
        return BY_KEY in self.path

    def _refusals(self) -> set[HTTPStatus]:
        """Return every status by which the operation may refuse."""
        statuses = {HTTPStatus.BAD_REQUEST, *ALWAYS}
        if self._is_of_one():
            statuses.add(HTTPStatus.NOT_FOUND)
        if self.method == "GET":
            is_counted = getattr(self.view, "is_searchable", False)  # by the proxy: a search is work
            return (
                statuses | set(self.view.refuses) | ({HTTPStatus.TOO_MANY_REQUESTS} if is_counted else set())
            )
        statuses |= {HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT}
        if self._is_of_one():
            statuses.add(HTTPStatus.PRECONDITION_FAILED)
        if self.method != "DELETE":
            statuses |= OF_A_BODY
        if self.method == "POST":
            statuses.add(HTTPStatus.UNPROCESSABLE_ENTITY)
        act_type = getattr(self.view, "act_type", None) or getattr(self.view, "makes", None)
        if self.method == "PATCH" or (act_type and act_type.names_version):
            statuses.add(HTTPStatus.PRECONDITION_REQUIRED)
        if len(self.view.parser_classes) > 1:
            statuses.add(HTTPStatus.INSUFFICIENT_STORAGE)
        return statuses

    def _headers(self) -> list[dict[str, Any]]:
        if self.method == "GET":
            text = "ETag of what the caller has; 304 if it is still so."
            return [_header("If-None-Match", text)] if self._is_had() else []
        found = []
        if self._is_of_one():
            match = _header("If-Match", "ETag of what the caller read; 412 if it changed.")
            found.append(match | {"required": self.method == "PATCH"})
        if self.method == "POST":
            key = _header(KEY_HEADER, "Makes repeating the request safe: it acts once.")
            key["schema"] |= {"minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"}
            found.append(key)
        return found


ALWAYS = frozenset({
    HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_ACCEPTABLE, HTTPStatus.SERVICE_UNAVAILABLE
})  # fmt: skip
OF_A_BODY = frozenset({HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE})
SUCCESS = {
    HTTPStatus.OK: "As it is now.",
    HTTPStatus.CREATED: "Made; `Location` says where it is.",
    HTTPStatus.NO_CONTENT: "Gone.",
}
ADDRESSES = (ADDRESS_HEADER, REPLAY_HEADER)


def reference_to(status: HTTPStatus) -> dict[str, str]:
    """Return the reference to the problem of a status, one of `components/responses`."""
    return {"$ref": f"#/components/responses/{name_of(status)}"}


def name_of(status: HTTPStatus) -> str:
    """Return the name of a status's problem: `NotNow` of `not-now`."""
    return camel_case(KINDS[status])


def camel_case(name: str) -> str:
    """Return `NotNow` for `not-now` or `not_now`."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", name))


def _described(parameter: dict[str, Any]) -> dict[str, Any]:
    known = PATH_PARAMETERS.get(parameter["name"]) if parameter["in"] == "path" else ""
    description = known or parameter["schema"].get("title", "")
    return {"description": description, **parameter} if description else parameter


def _header(name: str, description: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


def _least(field: Any, schema: dict[str, Any]) -> dict[str, int]:
    """Return the least that a field takes: a letter, or a row."""
    if isinstance(field, serializers.CharField) and not field.allow_blank and schema.get("type") == "string":
        return {"minLength": 1} if schema.get("minLength", 0) < 1 else {}
    takes_none = getattr(field, "allow_empty", True)
    return {"minItems": 1} if not takes_none and schema.get("type") == "array" else {}


def body_of(fields: type[serializers.Serializer], *act_types: ActType, name: str = "") -> Any:
    """Describe the body of acts that are done by one address: `fields`, and what such an act takes besides.

    JSON, or a form of the same JSON and files where the acts take files. `name` is of the operation.
    """
    whole = whole_body(fields, act_types, name or fields.__name__.removesuffix("Fields"))
    if "files" not in fields().fields:
        return whole
    parts = {
        "body": {"type": "string", "description": "The fields as a JSON object."},
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
    }
    return {
        "application/json": whole,
        "multipart/form-data": {"type": "object", "required": ["body"], "properties": parts},
    }


_bodies: dict[str, type[serializers.Serializer]] = {}


def whole_body(
    fields: type[serializers.Serializer], act_types: tuple[ActType, ...], name: str
) -> type[serializers.Serializer]:
    """Return `fields` with the note verbale, the capacity and the second entry, where the acts take them."""
    component = f"{camel_case(name)}Body"
    if component not in _bodies:

        class Body(fields):  # type: ignore[valid-type,misc]  # made for each act's own
            __doc__ = fields.__doc__

            def get_fields(self) -> dict[str, serializers.Field]:
                return super().get_fields() | added_by(act_types)

        _bodies[component] = extend_schema_serializer(component_name=component)(Body)
    return _bodies[component]


def capacities_known() -> list[str]:
    """Return every capacity in which people act: all bodies name one set, as generated clients like it."""
    roles = (role for _room, act_types in acts_by_room() for act_type in act_types for role in act_type.who)
    return sorted({str(role.capacity) for role in roles} - {PROCEDURE})


def added_by(act_types: tuple[ActType, ...]) -> dict[str, serializers.Field]:
    """Return the fields that acts of these types take besides their own, none of them needed."""
    added: dict[str, serializers.Field] = {}
    if any(is_of_a_state(act_type) for act_type in act_types):
        added |= note_fields()
    if len({role.capacity for act_type in act_types for role in act_type.who}) > 1:
        said = "In which capacity the act is done, where two of the caller's would do."
        added[CAPACITY] = serializers.ChoiceField(capacities_known(), required=False, help_text=said)
    if added.keys() - {CAPACITY} or any(act_type.twins for act_type in act_types):
        added[AGAIN] = again_field()
        added[AGAIN].help_text = "`true`: it is meant although the same stands already."
    return added
