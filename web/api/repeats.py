"""`Idempotency-Key` on the API's POSTs: every `post` carries `@answered_once`, which a test checks."""

from collections.abc import Callable, Mapping
from copy import copy
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import resolve
from django.utils.translation import gettext as _
from rest_framework.request import Request

from records.refusals import Invalid
from web.api.errors import KeyReused, problem_answer
from web.api.renderers import json_bytes
from web.idempotency import (
    LONGEST_KEY,
    KeptAnswer,
    KeyReusedForAnother,
    answer_once,
    fingerprint,
    is_acceptable,
)
from web.requests import actor_of

DRY_RUN = "dry_run"
KEY_HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotency-Replayed"
ADDRESS_HEADER = "Content-Location"
REPEATED_HEADERS = ("Content-Type", "ETag")
OF_THE_POST = ("HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "CONTENT_TYPE", "CONTENT_LENGTH")
"""What a POST says that would be said of the reading as well."""

Post = Callable[..., HttpResponse]


def is_rehearsal(request: Request) -> bool:
    """Whether `?dry_run=true` asks for nothing to be recorded; raise Invalid for another word."""
    asked = request.query_params.get(DRY_RUN, "false")
    if asked not in {"true", "false"}:
        raise Invalid({DRY_RUN: [_("Say true or false.")]})
    return asked == "true"


def answered_once(post: Post) -> Post:
    """Let a `post` method of `web.api.views.APIView` act once for each key of the caller's account.

    A repeated request is answered with the first status and the object as it is now, as far as the caller may
    read it now, and `Idempotency-Replayed: true`. The same key with another request raises KeyReused (422), a
    key that cannot be kept Invalid (400). The public has no account and no acts, so its keys mean nothing.
    """

    @wraps(post)
    def post_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(KEY_HEADER)
        account = actor_of(request).account
        if is_rehearsal(request) or key is None or not account:
            return post(view, request, *args, **kwargs)
        if not is_acceptable(key):
            message = _("A key has 1 to %(limit)d visible ASCII characters.") % {"limit": LONGEST_KEY}
            raise Invalid({KEY_HEADER: [message]})
        try:
            answer, is_replay = answer_once(
                account=account,
                key=key,
                fingerprint=fingerprint(
                    method=request.method or "",
                    address=request.get_full_path(),
                    body=cast("Mapping[str, Any]", request.data),
                ),
                at=view.received_at,
                act=lambda: _answer(partial(post, view, request, *args, **kwargs)),
            )
        except KeyReusedForAnother as error:
            raise KeyReused(_("This Idempotency-Key was first sent with another request.")) from error
        return _replayed(answer, request) if is_replay else answer.response

    post_once.is_answered_once = True  # type: ignore[attr-defined]  # for the schema
    return post_once


def _answer(act: Callable[[], HttpResponseBase]) -> KeptAnswer:
    response = act()
    return KeptAnswer(
        status=response.status_code,
        address=response.get(ADDRESS_HEADER, ""),
        counts=getattr(response, "counts", {}),
        response=response,
    )


def _replayed(answer: KeptAnswer, request: Request) -> HttpResponse:
    """Answer a repeated request by what its caller may read today."""
    headers = {REPLAY_HEADER: "true"}
    content = json_bytes(answer.counts)
    if answer.address:
        found = read_anew(request, answer.address)
        if found.status_code != HTTPStatus.OK:
            return _no_longer_read(HTTPStatus(found.status_code), headers)
        headers[ADDRESS_HEADER] = answer.address
        if answer.status == HTTPStatus.CREATED:
            headers["Location"] = answer.address
        if not answer.counts:
            content = cast("HttpResponse", found).content
            headers |= {name: found[name] for name in REPEATED_HEADERS if name in found}
    headers.setdefault("Content-Type", "application/json")
    return HttpResponse(content, status=answer.status, headers=headers)


def _no_longer_read(status: HTTPStatus, headers: dict[str, str]) -> HttpResponse:
    """Say that the act was done, and nothing of what it was done to."""
    response = problem_answer(
        status, detail=_("This request was carried out before; what it led to is not open to you now.")
    )
    for name, value in headers.items():
        response[name] = value
    return response


def read_anew(request: Request, address: str) -> HttpResponseBase:
    """Return what GET `address` answers the caller of `request`, by the view that serves it."""
    asked: HttpRequest = copy(request._request)  # noqa: SLF001 (DRF's own handle)
    asked.__dict__.pop("headers", None)  # which Django keeps once they were asked for
    asked.META = {name: value for name, value in asked.META.items() if name not in OF_THE_POST} | {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": "",
    }
    asked.method, asked.path, asked.path_info, asked.GET = "GET", address, address, QueryDict()
    view, args, kwargs = resolve(address)
    response = view(asked, *args, **kwargs)
    return response.render() if hasattr(response, "render") else response
