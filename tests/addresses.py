"""What is served: every pattern of an address, for the tests that no view may escape."""

from collections.abc import Iterable, Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def addresses_served() -> Iterator[URLPattern]:
    """Return the pattern of every page and every address of the API."""
    return _flat(get_resolver().url_patterns)


def _flat(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        yield from _flat(pattern.url_patterns) if isinstance(pattern, URLResolver) else [pattern]
