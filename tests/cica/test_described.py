"""What the OpenAPI document says of a feed is what the feed answers."""

import pytest

from tests.described import operation_at, operations

pytestmark = pytest.mark.django_db


def test_a_place_in_the_register_that_is_not_known_is_refused_as_described(client):
    feeds = {
        one.address for one in operations() if "epoch" in {said["name"] for said in one.said["parameters"]}
    }

    for address in feeds:
        response = client.get(address, {"epoch": "7"})

        assert (response.status_code, operation_at("get", address).faults_of(response)) == (409, [])
    assert len(feeds) > 1
