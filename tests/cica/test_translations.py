"""The catalogues compile, and a broken one is found before it is read."""

import os

import pytest

from cica import checks, translations

GOOD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Member"\nmsgstr "Membre"\n'


@pytest.fixture
def catalogue(tmp_path, settings):
    """The source of an empty French catalogue, the only one of the project."""
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(GOOD)
    return source


def test_only_a_changed_catalogue_is_compiled(catalogue):
    assert translations.compile_changed() == [catalogue.with_suffix(".mo")]
    assert translations.compile_changed() == []

    compiled_at = catalogue.with_suffix(".mo").stat().st_mtime
    os.utime(catalogue, (compiled_at + 1, compiled_at + 1))

    assert translations.compile_changed() == [catalogue.with_suffix(".mo")]


def test_a_good_catalogue_passes_the_check(catalogue):
    assert checks.check_translations_compile(None) == []


def test_a_translation_with_a_placeholder_unknown_to_its_original_fails_the_check(catalogue):
    catalogue.write_text(GOOD + '\n#, python-format\nmsgid "until %(day)s"\nmsgstr "jusqu’au %(jour)s"\n')

    assert [error.id for error in checks.check_translations_compile(None)] == ["cica.E002"]


def test_a_catalogue_that_is_no_catalogue_fails_the_check(catalogue):
    catalogue.write_text("a page of prose\n")

    assert [error.id for error in checks.check_translations_compile(None)] == ["cica.E003"]


def test_a_page_that_does_not_compile_fails_the_check(tmp_path, settings):
    (tmp_path / "broken.html").write_text("{% if %}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}, settings.TEMPLATES[1]]

    assert [error.id for error in checks.check_pages_compile(None)] == ["cica.E001"]
