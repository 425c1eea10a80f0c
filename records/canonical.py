"""Canonical JSON: one byte string for one set of facts, whoever writes it down.

Keys sorted, no white space, UTF-8, and only text, whole numbers, booleans, null, lists and
objects, so that any language's JSON library can reproduce the bytes (a subset of RFC 8785).
"""

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import orjson

AS_THEY_ARE = frozenset({str, int, bool, type(None)})


def instant_text(at: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with microseconds, always the same length."""
    if at.tzinfo is None:
        raise TypeError("an instant without a zone is none")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_bytes(facts: Any) -> bytes:
    """Return the canonical JSON of `facts`; raise TypeError for what it may not hold, such as floats."""
    return orjson.dumps(_plain(facts), option=orjson.OPT_SORT_KEYS)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    # Most values by far, and verifying a register asks for each of them: one look at the exact type.
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, str | int):
        return str(value) if isinstance(value, str) else int(value)
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
