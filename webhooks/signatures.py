"""Signatures of Standard Webhooks 1.0 (`v1`: HMAC-SHA256), and the secrets they are made with.

The standard's own library signs. No secret lies in the database: each is worked out from the installation's
`SECRET_KEY` and a random seed that the subscription keeps, so that a copy of the database signs nothing.
After a change of `SECRET_KEY` the secrets of the keys in `SECRET_KEY_FALLBACKS` go on signing until these
are taken away; by then a receiver needs a new one.
"""

import base64
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from math import floor

from django.conf import settings
from django.utils.crypto import salted_hmac
from standardwebhooks import Webhook as Signer

PREFIX = "whsec_"
SALT = "notices.signatures"
"""Where this module once lay: the secrets that receivers hold are worked out with it, so it never changes."""
SEED_BYTES = 32


def new_seed() -> str:
    """Return a fresh random seed, in hexadecimal."""
    return secrets.token_hex(SEED_BYTES)


def secret_text(seed: str) -> str:
    """Return the secret of a seed as its owner is shown it: `whsec_` and 32 bytes in base64."""
    return f"{PREFIX}{base64.b64encode(_secret(seed, settings.SECRET_KEY)).decode()}"


def signed_headers(*, message_id: str, at: datetime, body: bytes, seeds: Iterable[str]) -> dict[str, str]:
    """Return the three headers of the standard, with one signature for each secret that may be in use.

    `at` is the instant of this try: a receiver refuses what is minutes old, so each try has its own. `body`
    is text in UTF-8.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    signers = [Signer(_secret(seed, key)) for seed in seeds for key in keys]
    at = at.astimezone(UTC)  # the library takes the digits of any other zone for those of UTC
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(floor(at.timestamp())),
        "webhook-signature": " ".join(signer.sign(message_id, at, body.decode()) for signer in signers),
    }


def _secret(seed: str, key: str | bytes) -> bytes:
    return salted_hmac(SALT, seed, secret=key, algorithm="sha256").digest()
