"""The interface is whole in each of its languages."""

import re

import pytest
from django.conf import settings

from cica import translations

OTHER_LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")


@pytest.fixture(scope="module")
def extracted():
    return {(message.context, _first(message.id)) for message in translations.extracted() if message.id}


@pytest.fixture(params=OTHER_LANGUAGES)
def path(request):
    return settings.LOCALE_PATHS[0] / request.param / "LC_MESSAGES" / "django.po"


@pytest.fixture
def catalogue(path):
    return translations.read(path)


def test_every_message_of_the_sources_and_no_other_is_in_the_catalogue(catalogue, extracted):
    assert {(message.context, _first(message.id)) for message in catalogue if message.id} == extracted


def test_every_message_is_translated_in_all_plural_forms(catalogue):
    messages = [message for message in catalogue if message.id]
    assert [message.id for message in messages if not translations.is_translated(message)] == []


def test_no_message_is_left_from_earlier_sources(catalogue):
    assert list(catalogue.obsolete) == []


def test_a_translation_has_the_placeholders_of_its_original(catalogue):
    wrong = [
        (message.id, form)
        for message in catalogue
        for form in _forms(message.string)
        if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(_last(message.id)))
    ]

    assert wrong == []


def test_there_are_as_many_plural_forms_as_the_language_has(catalogue):
    counted = {len(message.string) for message in catalogue if message.pluralizable}

    assert counted == {catalogue.num_plurals}


def test_french_high_punctuation_follows_a_narrow_space_that_does_not_break():
    french = translations.read(settings.LOCALE_PATHS[0] / "fr" / "LC_MESSAGES" / "django.po")
    breaking = re.compile(r"« | [»:;?!]")

    assert [form for message in french for form in _forms(message.string) if breaking.search(form)] == []


def _forms(string):
    return string if isinstance(string, tuple | list) else [string]


def _first(message_id):
    return _forms(message_id)[0]


def _last(message_id):
    return _forms(message_id)[-1]
