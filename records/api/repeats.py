"""`Idempotency-Key` on the API's POSTs: every `post` carries `@answered_once`, which a test checks."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework.request import Request

from records.api.errors import KeyReused
from records.idempotency import (
    LONGEST_KEY,
    Answer,
    KeyReusedForAnother,
    answer_once,
    fingerprint,
    is_acceptable,
)
from records.refusals import Invalid

KEY_HEADER = "Idempotency-Key"
REPLAY_HEADER = "Idempotency-Replayed"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

Post = Callable[..., HttpResponseBase]


def answered_once(post: Post) -> Post:
    """Let a `post` method of `records.api.views.APIView` act once for each key of the caller's account.

    A repeated request is answered with the stored bytes and `Idempotency-Replayed: true`. The same key with
    another request raises KeyReused (422), a key that cannot be kept Invalid (400). The public has no account
    and no acts, so its keys mean nothing.
    """

    @wraps(post)
    def post_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.headers.get(KEY_HEADER)
        account = request.actor.account
        if key is None or not account:
            return post(view, request, *args, **kwargs)
        if not is_acceptable(key):
            message = _("A key has 1 to %(limit)d visible ASCII characters.") % {"limit": LONGEST_KEY}
            raise Invalid({KEY_HEADER: [message]})
        try:
            answer, is_replay = answer_once(
                account=account,
                key=key,
                fingerprint=fingerprint(
                    method=request.method, address=request.get_full_path(), body=request.data
                ),
                at=view.received_at,
                act=lambda: _kept(view, request, partial(post, view, request, *args, **kwargs)),
            )
        except KeyReusedForAnother as error:
            raise KeyReused(_("This Idempotency-Key was first sent with another request.")) from error
        return _response(answer, is_replay=is_replay)

    post_once.is_answered_once = True
    return post_once


def _kept(view: Any, request: Request, act: Callable[[], HttpResponseBase]) -> Answer:
    """Render the answer now, while the transaction is open, so that what is kept is what is sent."""
    response = act()
    if hasattr(response, "render"):
        response = view.finalize_response(request, response).render()
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return Answer(
        status=response.status_code,
        body=response.content,
        headers=headers,
        kept=getattr(response, "kept_content", None),
    )


def _response(answer: Answer, *, is_replay: bool) -> HttpResponse:
    headers = dict(answer.headers) | ({REPLAY_HEADER: "true"} if is_replay else {})
    return HttpResponse(answer.body, status=answer.status, headers=headers)
