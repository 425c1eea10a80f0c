"""Addresses of the site, asked by name: `address_of("measure", "ECO-2")` is `/catalogue/ECO-2/`.

Pages call it `url()`. Nothing else spells an address: the URL table alone says what each one looks like.
"""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse

KEPT = 8192
"""How many addresses a process keeps. Django takes 15 µs to make one, and a list page shows two hundred."""


def address_of(name: str, *values: object) -> str:
    """Return the path that is called `name` in the URL table, with these values in their order.

    Raises NoReverseMatch for a name that is not there, or for values that do not fit it.
    """
    return _kept(settings.ROOT_URLCONF, name, values)


def is_of_api(path: str) -> bool:
    """Whether a path belongs to the REST API and its documentation, and not to the pages."""
    return path.startswith(address_of("api"))


def secret_address(name: str, *values: object) -> str:
    """Return the same of values that open something to whoever has the address: it is kept nowhere."""
    return reverse(name, args=values)


@lru_cache(maxsize=KEPT)
def _kept(table: str, name: str, values: tuple[object, ...]) -> str:
    return reverse(name, urlconf=table, args=values)
