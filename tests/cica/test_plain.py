"""The API over plain HTTP, where the installation has TLS."""

import pytest
from django.test import Client


@pytest.fixture(autouse=True)
def tls(settings):
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("method", ["get", "post", "put", "options"])
@pytest.mark.parametrize("path", ["/api/v1/proposals/", "/api/schema/", "/api/"])
def test_a_program_is_not_led_on_with_its_token(method, path):
    answer = getattr(Client(), method)(path, headers={"Authorization": "Token secret"})

    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert "https" in answer.json()["detail"]
    assert "Location" not in answer


def test_a_reader_of_pages_is():
    answer = Client().get("/proposals/")

    assert (answer.status_code, answer["Location"]) == (301, "https://testserver/proposals/")
