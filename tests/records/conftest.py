"""Who asks, in the tests of the records; the reference data of 2007 and since is there."""

import pytest
from django.test import Client

from members.enums import Post
from members.models import Account, Token


@pytest.fixture
def example_urls(settings):
    """Serve `tests.web.example` besides the project."""
    settings.ROOT_URLCONF = "tests.web.example"


@pytest.fixture
def officer(db):
    return Account.objects.create_user("officer", post=Post.SECRETARIAT, time_zone="Asia/Almaty")


@pytest.fixture
def delegate(db):
    return Account.objects.create_user("delegate", post=Post.DELEGATION, participant_id="KZ")


@pytest.fixture
def officer_client(officer):
    return logged_in(officer)


@pytest.fixture
def delegate_client(delegate):
    return logged_in(delegate)


@pytest.fixture
def token_of():
    """Return the header that authenticates an account by a new token."""

    def header(account: Account, **kind: bool) -> dict[str, str]:
        _instance, token = Token.objects.create(user=account, **kind)
        return {"Authorization": f"Token {token}"}

    return header


def logged_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client
