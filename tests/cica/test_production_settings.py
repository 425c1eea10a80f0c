"""Production starts on real services only, and says what it misses."""

import runpy

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from tests.run import PRODUCTION

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


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "BASE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL"],
)
def test_what_is_missing_is_named(environment, name):
    environment.delenv(name)

    with pytest.raises(ImproperlyConfigured, match=name):
        runpy.run_path(str(MODULE))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEMO", "1"),
        ("DEBUG", "1"),
        ("BASE_URL", "http://cbm.example"),
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
