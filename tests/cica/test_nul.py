"""An address with a NUL is not found, on pages and in the API; it must never be an error of ours."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    [
        "/members/%00/",
        "/catalogue/%00/",
        "/decisions/%00/",
        "/api/v1/participants/%00/",
        "/api/v1/decisions/%00/",
    ],
)
def test_an_address_with_a_nul_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address", ["/members/?search=%00", "/search/?q=%00", "/api/v1/decisions/?measure=%00"]
)
def test_a_question_with_a_nul_is_refused(client, address):
    assert client.get(address).status_code == 400
