"""Production starts on real services only, and says what it misses."""

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tests.factories.members import AccountFactory
from tests.run import PRODUCTION

NEEDED = ["SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL"]
MODULE = settings.BASE_DIR / "cica" / "settings" / "production.py"


@pytest.fixture
def environment(monkeypatch):
    """The environment of a complete production, to be spoilt by one variable."""
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_complete_environment_starts_without_debug_and_over_https_only(environment):
    production = runpy.run_path(str(MODULE))

    assert production["DEBUG"] is False
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECRET_KEY"] == PRODUCTION["SECRET_KEY"]
    assert production["EMAIL_HOST"] == "mail.example"


@pytest.mark.django_db
def test_the_cookies_that_count_are_of_this_host_alone(environment, client):
    production = runpy.run_path(str(MODULE))
    with override_settings(**{name: value for name, value in production.items() if "COOKIE" in name}):
        client.force_login(AccountFactory(participant_id="KZ"))
        client.get("/accounts/profile/", secure=True)

    kept = {name: cookie for name, cookie in client.cookies.items() if "session" in name or "csrf" in name}
    assert set(kept) == {"__Host-sessionid", "__Host-csrftoken"}
    for cookie in kept.values():  # without one of these a browser does not take such a name
        assert (cookie["secure"], cookie["path"]) == (True, "/")
        assert not cookie["domain"]


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(environment, name):
    environment.delenv(name)

    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(MODULE))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "1"),
        ("DEBUG", "1"),
        ("SECRET_KEY", "short"),
        ("BASE_URL", "http://cbm.example"),
        ("ALLOWED_HOSTS", "other.example"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "sqlite:///cica.sqlite3"),
        ("BROKER_URL", "filesystem://"),
        ("BROKER_URL", "memory://"),
        ("CACHE_URL", "locmem://"),
        ("EMAIL_URL", "console://"),
        ("WEBHOOK_LOCAL_HOSTS", "localhost"),
    ],
)
def test_a_demonstration_setting_is_refused_by_its_name(environment, name, value):
    environment.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(MODULE))


@pytest.fixture
def secret_file(tmp_path):
    """Write a file as a secret lies in an installation: for its owner and group alone."""

    def write(content, mode=0o640):
        path = tmp_path / "secret"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return str(path)

    return write


@pytest.mark.parametrize("name", NEEDED)
def test_each_value_may_lie_in_a_file(environment, secret_file, name):
    given = runpy.run_path(str(MODULE))
    environment.delenv(name)
    environment.setenv(f"{name}_FILE", secret_file(f"{PRODUCTION[name]}\n"))

    from_file = runpy.run_path(str(MODULE))

    for setting in [
        "SECRET_KEY",
        "BASE_URL",
        "ALLOWED_HOSTS",
        "CELERY_BROKER_URL",
        "CACHES",
        "EMAIL_HOST_PASSWORD",
    ]:
        assert from_file[setting] == given[setting]
    assert from_file["DATABASES"]["default"]["HOST"] == "database.example"


@pytest.mark.parametrize(
    ("content", "mode", "fault"),
    [
        ("x" * 60, 0o644, r"is open to everyone on this machine \(mode 0644\); make it 0640"),
        ("x" * 60, 0o602, "is open to everyone"),
        ("", 0o640, "is empty"),
        (" \n\n", 0o640, "is empty"),
        ("one\ntwo\n", 0o640, "holds more than one line"),
        (b"\xff\xfe\x00", 0o640, "is not text"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_by_its_variable(
    environment, secret_file, content, mode, fault
):
    environment.delenv("SECRET_KEY")
    environment.setenv("SECRET_KEY_FILE", secret_file(content, mode))

    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY_FILE: .*{fault}"):
        runpy.run_path(str(MODULE))


@pytest.mark.parametrize(
    ("path", "fault"), [("/nowhere/at/all", "cannot be read: No such file"), ("/", "is not a file")]
)
def test_a_path_without_a_file_is_refused(environment, path, fault):
    environment.delenv("SECRET_KEY")
    environment.setenv("SECRET_KEY_FILE", path)

    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY_FILE: {path} {fault}"):
        runpy.run_path(str(MODULE))


def test_a_value_given_twice_is_refused(environment, secret_file):
    environment.setenv("SECRET_KEY_FILE", secret_file("x" * 60))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY and SECRET_KEY_FILE are both given"):
        runpy.run_path(str(MODULE))


def test_a_refusal_never_says_the_secret(environment, secret_file):
    environment.delenv("SECRET_KEY")
    environment.setenv("SECRET_KEY_FILE", secret_file("secret one\nsecret two"))

    with pytest.raises(ImproperlyConfigured) as refusal:
        runpy.run_path(str(MODULE))

    assert "secret one" not in str(refusal.value)


def test_what_the_key_before_has_signed_is_still_taken(environment, secret_file):
    environment.setenv("SECRET_KEY_FALLBACKS_FILE", secret_file("y" * 60 + ", " + "z" * 60))

    assert runpy.run_path(str(MODULE))["SECRET_KEY_FALLBACKS"] == ["y" * 60, "z" * 60]


def test_the_broker_waits_longer_than_any_task_may_take(environment):
    production = runpy.run_path(str(MODULE))

    longest = production["CELERY_TASK_TIME_LIMIT"]

    assert production["CELERY_TASK_ACKS_LATE"]
    assert production["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"] > longest


def test_another_broker_gets_no_options_of_redis(environment):
    environment.setenv("BROKER_URL", "amqp://cica:secret@broker.example/")

    assert "visibility_timeout" not in runpy.run_path(str(MODULE))["CELERY_BROKER_TRANSPORT_OPTIONS"]


@pytest.mark.parametrize(("query", "seconds"), [("", 10), ("?timeout=3", 3)])
def test_no_mail_server_is_waited_for_without_end(environment, query, seconds):
    environment.setenv("EMAIL_URL", f"smtp://mail.example{query}")

    assert runpy.run_path(str(MODULE))["EMAIL_TIMEOUT"] == seconds


def test_the_cache_is_asked_in_the_name_that_its_address_gives(environment):
    environment.setenv("CACHE_URL", "rediss://cica:secret@cache.example/1")

    assert (
        runpy.run_path(str(MODULE))["CACHES"]["default"]["LOCATION"] == "rediss://cica:secret@cache.example/1"
    )
