"""Every refusal of the API as a problem document (RFC 9457, `application/problem+json`).

    {"type": "urn:problem-type:cica:not-now", "title": "Conflict", "status": 409,
     "detail": "The comment period is open until …", "rule": "CA (a)3"}

`rule` is there when the refusal cites one, `errors` (`{field: [sentence]}`, nested as the body is) when
fields are at fault. `type` is stable and for programs; `detail` is for people, in the caller's language.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import DatabaseError, DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from records import security
from records.refusals import (
    Invalid,
    Refusal,
)
from web import races
from web.api.renderers import json_bytes
from web.requests import actor_of
from web.statuses import status_of

PROBLEM_MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:problem-type:cica:"

KINDS: dict[HTTPStatus, str] = {
    HTTPStatus.BAD_REQUEST: "invalid",
    HTTPStatus.UNAUTHORIZED: "not-authenticated",
    HTTPStatus.FORBIDDEN: "not-yours",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not-acceptable",
    HTTPStatus.CONFLICT: "not-now",
    HTTPStatus.PRECONDITION_FAILED: "stale",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported-media-type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "key-reused",
    HTTPStatus.PRECONDITION_REQUIRED: "precondition-required",
    HTTPStatus.TOO_MANY_REQUESTS: "too-many-requests",
    HTTPStatus.INTERNAL_SERVER_ERROR: "failure",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
    HTTPStatus.INSUFFICIENT_STORAGE: "no-room",
}
"""The last part of `type` for each status: one kind of problem, one status."""

STATUS_OF_DJANGO: dict[type[Exception], HTTPStatus] = {
    Http404: HTTPStatus.NOT_FOUND,
    PermissionDenied: HTTPStatus.FORBIDDEN,
    RequestDataTooBig: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
}

OF_CSRF = "CSRF Failed"
"""How the REST framework begins when a session's request lacks the token that only our pages know."""


class TooLarge(exceptions.APIException):
    """The body has more than `limit` bytes."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    def __init__(self, limit: int) -> None:
        super().__init__(_("The body may have at most %(limit)d bytes.") % {"limit": limit})


class KeyReused(exceptions.APIException):
    """An `Idempotency-Key` was sent again with another request."""

    status_code = HTTPStatus.UNPROCESSABLE_ENTITY


def problem(
    status: HTTPStatus,
    *,
    detail: str = "",
    rule: str = "",
    errors: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a problem document's members; those that would be empty are left out."""
    document: dict[str, Any] = {
        "type": f"{TYPE_PREFIX}{KINDS[status]}" if status in KINDS else "about:blank",
        "title": status.phrase,
        "status": status.value,
    }
    parts = (("detail", detail), ("rule", rule), ("errors", first_errors(errors)))
    return document | {name: value for name, value in parts if value}


def problem_answer(status: HTTPStatus, *, detail: str = "") -> HttpResponse:
    """Return a problem document where no view could answer (an unknown address, a failure)."""
    return HttpResponse(
        json_bytes(problem(status, detail=detail)), status=status, content_type=PROBLEM_MEDIA_TYPE
    )


def problem_response(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what a view raised into its answer; None is a failure of ours, a 500 that is logged."""
    if isinstance(exc, Refusal):
        return _refused(exc, context)
    if isinstance(exc, DatabaseError):
        return _database_refused(exc, context)
    if isinstance(exc, exceptions.APIException):
        return _framework_refused(exc)
    status = next((status for kind, status in STATUS_OF_DJANGO.items() if isinstance(exc, kind)), None)
    return _response(problem(status, detail=str(exc))) if status else None


def _refused(refusal: Refusal, context: Mapping[str, Any]) -> Response:
    status = status_of(refusal)
    errors = refusal.errors if isinstance(refusal, Invalid) else None
    if status == HTTPStatus.FORBIDDEN and _is_nobody(context["request"]):
        document = problem(HTTPStatus.UNAUTHORIZED, detail=refusal.sentence, rule=refusal.rule)
        header = context["view"].get_authenticate_header(context["request"])
        return _response(document, {"WWW-Authenticate": header})
    headers = {"Retry-After": str(refusal.retry_after)} if refusal.retry_after else None
    document = problem(status, detail=refusal.sentence, rule=refusal.rule, errors=errors)
    document |= {"existing": refusal.url} if refusal.url else {}
    return _response({**document, **refusal.members}, headers)


def _is_nobody(request: HttpRequest) -> bool:
    return not actor_of(request).account


def _database_refused(error: DatabaseError, context: Mapping[str, Any]) -> Response | None:
    """Answer what the database refused because another request came first, or because of the value itself,
    which no column can hold: a text with a NUL does not even reach it.
    """
    if races.is_lost(error):
        return _refused(races.lost(), context)
    if isinstance(error, DataError):
        return _response(problem(HTTPStatus.BAD_REQUEST, detail=races.not_stored()))
    return None


def _framework_refused(exc: exceptions.APIException) -> Response:
    headers = {}
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(int(wait))
    status = HTTPStatus(exc.status_code)
    if isinstance(exc, exceptions.PermissionDenied) and str(exc.detail).startswith(OF_CSRF):
        security.say(security.LineKind.FORM_REFUSED, reason="csrf")
    if isinstance(exc, exceptions.ValidationError):
        return _response(
            problem(status, detail=_("What was sent is not valid."), errors=_by_field(exc.detail)), headers
        )
    return _response(problem(status, detail=str(exc.detail)), headers)


MOST_ERRORS = 50
"""Sentences in one answer; who sends more mistakes than that has not sent what is asked for."""


def first_errors(errors: Any) -> Any:
    """Return `errors`, nested as the body is, with their first fifty sentences."""
    return _first(errors, count(1))


def _first(errors: Any, told: Iterator[int]) -> Any:
    if isinstance(errors, Mapping):
        kept = ((name, _first(value, told)) for name, value in errors.items())
        return {name: value for name, value in kept if value}
    if isinstance(errors, list | tuple):
        return [value for error in errors if (value := _first(error, told)) or value == {}]
    return errors if next(told) <= MOST_ERRORS else None


def _by_field(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}


def _response(document: dict[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    return Response(document, status=document["status"], headers=headers, content_type=PROBLEM_MEDIA_TYPE)
