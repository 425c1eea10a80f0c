"""Leads an address that was typed in small letters to the one that it means."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.encoding import escape_uri_path

OFFICIAL = frozenset({"code", "reference", "number"})
"""Parts of addresses that are official names, which are written in capitals (`KZ`, `ECO-2`, `P-2026-001`)."""


class CapitalsMiddleware:
    """Redirect `/members/kz/` to `/members/KZ/`, whether there is such a thing or not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look at the parts of the address that are official names."""
        small = {
            name: part
            for name, part in kwargs.items()
            if name in OFFICIAL and isinstance(part, str) and part != part.upper()
        }
        if not small or request.method not in ("GET", "HEAD"):
            return None
        path, query = request.path, request.META.get("QUERY_STRING", "")
        for part in small.values():
            path = path.replace(f"/{part}/", f"/{part.upper()}/").replace(f"/{part}.", f"/{part.upper()}.")
        return HttpResponseRedirect(escape_uri_path(path) + (f"?{query}" if query else ""))
