"""Texts that go out and come back, which nobody else can read or alter: what a cursor says, for one.

A cursor names the row at the edge of a page, and its key counts rows that its reader may not see. Sealed by a
synthetic initialisation vector (as RFC 5297 has it, with HMAC for both halves): the same value gives the same
text, so that an answer without news keeps its entity tag.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
from django.utils.crypto import constant_time_compare, salted_hmac

BLOCK = 32
"""Bytes of an HMAC, to which a sealed value is filled up: its length would tell of it."""
TAG = 16


class Broken(ValueError):
    """The text was not sealed by this system, for this purpose."""


def sealed(value: Any, *, purpose: str) -> str:
    """Return `value`, which JSON can hold, as a text for an address."""
    plain = orjson.dumps(value)
    plain += b" " * (-len(plain) % BLOCK)
    tag = _tag(plain, purpose)
    return urlsafe_b64encode(tag + _veiled(plain, tag, purpose)).decode().rstrip("=")


def unsealed(text: str, *, purpose: str) -> Any:
    """Return what was sealed for this purpose; raise Broken."""
    try:
        whole = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise Broken from error
    tag, plain = whole[:TAG], _veiled(whole[TAG:], whole[:TAG], purpose)
    if not constant_time_compare(tag, _tag(plain, purpose)):
        raise Broken
    return orjson.loads(plain)


def _tag(plain: bytes, purpose: str) -> bytes:
    return salted_hmac(f"web.sealing.tag:{purpose}", plain, algorithm="sha256").digest()[:TAG]


def _veiled(text: bytes, tag: bytes, purpose: str) -> bytes:
    """Veil a text, or unveil one, by a stream that its tag begins."""
    salt = f"web.sealing.stream:{purpose}"
    blocks = (
        salted_hmac(salt, tag + start.to_bytes(4), algorithm="sha256").digest()
        for start in range(0, len(text), BLOCK)
    )
    return bytes(one ^ other for one, other in zip(text, b"".join(blocks), strict=False))
