"""What is served: every pattern of an address, for the tests that no view may escape."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from web.pages import PageMixin

ALLAUTH = ("login", "logout", "signup", "inactive", "reauthenticate", "password")
OF_OTHERS = (*(f"accounts/{name}/" for name in ALLAUTH), "i18n/")
"""How addresses begin that are allauth's and Django's."""
PARAMETER = re.compile(r"<(?:(?P<converter>\w+):)?(?P<name>\w+)>|\(\?P<(?P<group>\w+)>[^)]*\)")
SOMETHING = {
    "str": "X", "slug": "X", "path": "X", "int": "1", "uuid": "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
}  # fmt: skip
"""A value of each kind of parameter, mostly of nothing there is."""


@dataclass(frozen=True)
class Route:
    """An address as the URL conf has it (`api/v1/proposals/<str:reference>/`), and what serves it."""

    text: str
    view: Any

    @property
    def is_api(self) -> bool:
        """Whether it is of the REST API."""
        return self.text.startswith("api/v1/")

    def filled(self, values: Mapping[str, object] | None = None) -> str:
        """Return an address that it serves; `values` are by a parameter's name or its converter."""
        known = SOMETHING | dict(values or {})
        return "/" + PARAMETER.sub(
            lambda found: str(known.get(found["name"] or found["group"], known[found["converter"] or "str"])),
            self.text,
        )


def routes_served() -> list[Route]:
    """Return every address of ours: of pages, API and project, but for allauth's own."""
    found = list(_routes(get_resolver().url_patterns, ""))
    return [route for route in found if not route.text.startswith(OF_OTHERS)]


def pages_served() -> list[Route]:
    """Return every address of a page of ours, those under `accounts/` too."""
    return [
        route
        for route in _routes(get_resolver().url_patterns, "")
        if isinstance(route.view, type) and issubclass(route.view, PageMixin)
    ]


def addresses_of_others() -> list[str]:
    """Return an address of each page that is allauth's or Django's."""
    found = _routes(get_resolver().url_patterns, "")
    return [route.filled() for route in found if route.text.startswith(OF_OTHERS)]


def addresses_served() -> Iterator[URLPattern]:
    """Return the pattern of every page and every address of the API."""
    return _flat(get_resolver().url_patterns)


def _routes(patterns: Iterable[URLPattern | URLResolver], start: str) -> Iterator[Route]:
    for pattern in patterns:
        text = start + str(pattern.pattern).lstrip("^").removesuffix("$").replace(r"\.", ".")
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, text)
        else:
            view = pattern.callback
            yield Route(text, getattr(view, "view_class", getattr(view, "cls", view)))


def _flat(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        yield from _flat(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
