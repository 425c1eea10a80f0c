"""`check --deploy --database default` names each thing that an installation lacks; it asks only then."""

from types import SimpleNamespace

import pytest
from celery import Celery
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache

from cica import checks, health


def found(databases=("default",)):
    return [error.id for error in checks.check_installation_is_complete(None, databases)]


@pytest.fixture
def complete(db, monkeypatch, settings, tmp_path):
    """An installation that lacks nothing, to be spoilt in one place."""
    collected = SimpleNamespace(hashed_files={"page.css": "page.1.css"})
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(checks, "staticfiles_storage", collected)
    monkeypatch.setattr(checks, "uncompiled", list)
    return monkeypatch


def test_a_complete_installation_lacks_nothing(complete):
    assert found() == []


def test_nothing_is_asked_unless_the_database_is_named(complete):
    complete.setattr(checks, "NEEDS", {"cica.E004": (lambda: pytest.fail("asked"), "")})

    assert found(databases=None) == []


def test_a_migration_that_is_not_applied_is_counted(complete):
    known = health.known_migrations()
    complete.setattr(health, "known_migrations", lambda: known | {("records", "9999_to_come")})

    (error,) = checks.check_installation_is_complete(None, ["default"])

    assert (error.id, error.msg) == ("cica.E004", "1 migrations are not applied.")


def test_a_broker_that_does_not_answer_is_named(complete):
    nobody = Celery(broker="redis://127.0.0.1:1/0")
    complete.setattr(checks, "celery", nobody)

    assert found() == ["cica.E005"]


def test_a_cache_that_keeps_nothing_is_named(complete):
    complete.setattr(caches._connections, "default", DummyCache("", {}), raising=False)

    assert found() == ["cica.E006"]


def test_static_files_that_are_not_collected_are_named(complete):
    complete.setattr(checks, "staticfiles_storage", SimpleNamespace(hashed_files={}))

    assert found() == ["cica.E007"]


def test_a_translation_that_is_not_compiled_is_named(complete, settings):
    source = settings.BASE_DIR / "locale" / "ru" / "LC_MESSAGES" / "django.po"
    complete.setattr(checks, "uncompiled", lambda: [source])

    (error,) = checks.check_installation_is_complete(None, ["default"])

    assert (error.id, error.msg) == ("cica.E008", "These translations are not compiled: ru.")


def test_a_folder_that_cannot_be_written_to_is_named(complete, settings, tmp_path):
    settings.DATA_DIR = tmp_path / "nowhere"

    assert found() == ["cica.E009"]
