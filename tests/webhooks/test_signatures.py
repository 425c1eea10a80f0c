"""Signatures as Standard Webhooks 1.0 has them, read by its library and reckoned by hand."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from records import clock
from webhooks.signatures import PREFIX, new_seed, secret_text, signed_headers

BODY = b'{"type":"test"}'
pytestmark = pytest.mark.django_db


def headers_by(*seeds: str, **changes: object) -> dict[str, str]:
    given = {"message_id": "msg", "at": clock.now(), "body": BODY} | changes
    return signed_headers(seeds=seeds, **given)


def test_the_public_library_verifies_what_was_signed():
    seed = new_seed()

    assert Webhook(secret_text(seed)).verify(BODY, headers_by(seed)) == {"type": "test"}


def test_the_signature_is_what_the_standard_says():
    seed, at, body = new_seed(), datetime(2026, 12, 1, tzinfo=UTC), '{"state":"Қазақстан"}'.encode()
    secret = base64.b64decode(secret_text(seed).removeprefix(PREFIX))
    signed = b"msg.%d.%s" % (at.timestamp(), body)
    by_hand = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()

    astana = timezone(timedelta(hours=5))
    for same in (at, at.astimezone(astana), at + timedelta(microseconds=999_999)):
        assert headers_by(seed, at=same, body=body) == {
            "webhook-id": "msg",
            "webhook-timestamp": "1796083200",
            "webhook-signature": f"v1,{by_hand}",
        }


def test_the_secrets_that_receivers_hold_stay_good(settings):
    settings.SECRET_KEY = seed = "5eed" * 16

    assert secret_text(seed) == "whsec_3785ArumRGHYQy9e6084pxKATYSyJuSv48iRDHifKn4="


def test_a_secret_is_a_prefix_and_between_24_and_64_bytes():
    secret = secret_text(new_seed())

    assert secret.startswith(PREFIX)
    assert 24 <= len(base64.b64decode(secret.removeprefix(PREFIX))) <= 64
    assert secret != secret_text(new_seed())


@pytest.mark.parametrize("changed", [{"body": b"{}"}, {"message_id": "other"}])
def test_another_body_or_id_does_not_verify(changed):
    seed = new_seed()
    headers = headers_by(seed, **changed) | {"webhook-id": "msg"}

    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(seed)).verify(BODY, headers)


def test_what_was_signed_long_ago_does_not_verify():
    seed = new_seed()

    with pytest.raises(WebhookVerificationError, match="old"):
        Webhook(secret_text(seed)).verify(BODY, headers_by(seed, at=clock.now() - timedelta(minutes=6)))


def test_during_a_rotation_both_secrets_verify_and_a_third_does_not():
    old, new, other = new_seed(), new_seed(), new_seed()
    headers = headers_by(new, old)

    assert len(headers["webhook-signature"].split(" ")) == 2
    for seed in (old, new):
        Webhook(secret_text(seed)).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret_text(other)).verify(BODY, headers)


def test_a_new_secret_key_goes_on_signing_with_the_one_before(settings):
    seed = new_seed()
    old_key, known_to_receiver = settings.SECRET_KEY, secret_text(seed)

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [old_key]
    Webhook(known_to_receiver).verify(BODY, headers_by(seed))
    Webhook(secret_text(seed)).verify(BODY, headers_by(seed))

    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(WebhookVerificationError):
        Webhook(known_to_receiver).verify(BODY, headers_by(seed))


def test_a_secret_depends_on_the_installation_not_on_the_seed_alone(settings):
    seed = new_seed()
    here = secret_text(seed)

    settings.SECRET_KEY = here.upper()
    assert secret_text(seed) != here
