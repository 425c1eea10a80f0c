"""Who asks, in the tests of the records."""

import pytest
from django.test import Client

from members.enums import Post
from members.models import Account


@pytest.fixture
def officer(db):
    return Account.objects.create_user("officer", post=Post.SECRETARIAT, time_zone="Asia/Almaty")


@pytest.fixture
def officer_client(officer):
    client = Client()
    client.force_login(officer)
    return client
