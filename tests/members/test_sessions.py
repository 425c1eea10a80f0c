"""Sessions are found by their key while they run."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.sessions import SessionStore


@pytest.fixture
def kept(db):
    session = SessionStore()
    session["zone"] = "Asia/Almaty"
    session.save()
    return session


def test_what_a_session_holds_is_read_in_one_query(kept, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = SessionStore(kept.session_key)["zone"]

    assert found == "Asia/Almaty"


def test_a_session_that_has_ended_is_forgotten(kept):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    session = SessionStore(kept.session_key)

    assert session.is_empty() is False  # until it is read
    assert dict(session.items()) == {}
    assert session.session_key is None


@pytest.mark.parametrize("key", ["neverissuedneverissuedneverissue", "x"])
def test_a_key_that_was_never_given_out_is_forgotten(db, key):
    session = SessionStore(key)

    assert session.get("zone") is None
    assert session.session_key is None
