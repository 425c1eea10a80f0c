"""What every answer carries against a hostile page or network, and that nobody signs up by himself."""

import pytest

from tests.factories.members import AccountFactory


@pytest.mark.django_db
def test_every_page_forbids_foreign_script_frames_and_guessing(client):
    headers = client.get("/accounts/login/").headers

    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert "style-src" not in policy
    assert policy["frame-ancestors"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/api/v1/"])
def test_a_request_for_another_host_is_refused_under_the_same_policy(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})

    assert answer.status_code == 400
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/confirm-email/key/",
        "/accounts/login/code/confirm/",
    ],
)
@pytest.mark.django_db
def test_of_the_pages_that_come_with_allauth_only_ours_answer(client, path):
    client.force_login(AccountFactory(participant_id="KZ"))

    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_sign_up_says_who_gives_accounts(client):
    answer = client.get("/accounts/signup/")

    assert answer.status_code == 200
    assert b"The Secretariat gives accounts" in answer.content


@pytest.mark.django_db
def test_signing_up_by_hand_makes_no_account(client, django_user_model):
    before = django_user_model.objects.count()

    client.post("/accounts/signup/", {"username": "guest", "password1": "a long enough password"})

    assert django_user_model.objects.count() == before
