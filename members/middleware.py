"""Gives every request its Actor."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from members.actor import Actor


class ActorMiddleware:
    """Set `request.actor`, worked out when first asked for, from the logged-in account.

    The API replaces it after checking a token (`members.api.authentication`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        request.actor = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: actor_of(request)
        )
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """Return the actor of the session's account, or the public."""
    return Actor.of(request.user) if request.user.is_authenticated else Actor.nobody()
