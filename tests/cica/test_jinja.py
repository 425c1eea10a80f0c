"""What the environment of the pages adds to Jinja2."""

import pytest
from django.template import engines
from django.utils import translation
from jinja2 import UndefinedError

from cica.jinja import capacities
from members.actor import Actor
from members.enums import Capacity


def rendered(source: str, **context: object) -> str:
    return engines["jinja2"].env.from_string(source).render(context)


def test_capacities_are_said_in_words_in_the_order_of_their_enum():
    actor = Actor(capacities=frozenset({Capacity.CHAIR, Capacity.PUBLIC, Capacity.MEMBER}), may_write=True)

    assert capacities(actor) == ["Member state", "Chair"]


def test_who_only_reads_is_told_so():
    actor = Actor(capacities=frozenset({Capacity.PUBLIC, Capacity.OBSERVER}), may_write=False)

    assert capacities(actor) == ["Observer", "reads only"]


def test_the_address_of_a_page_is_found_by_its_name():
    assert rendered("{{ url('home') }}") == "/"


def test_what_a_person_wrote_is_escaped():
    assert rendered("{{ text }}", text="<script>") == "&lt;script&gt;"


def test_a_misspelt_name_is_an_error():
    with pytest.raises(UndefinedError):
        rendered("{{ misspelt }}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ _('This field is required.') }}", "Ce champ est obligatoire."),
        ("{{ _('100%% of %(what)s', what=text) }}", "100% of &lt;b&gt;"),
        ("{{ _('100%%') }}", "100%"),
        ("{% trans what=text %}Of {{ what }}{% endtrans %}", "Of &lt;b&gt;"),
        ("{% trans %}Now & then{% endtrans %}", "Now & then"),
    ],
)
def test_texts_are_translated_and_what_fills_them_is_escaped(source, expected):
    with translation.override("fr"):
        assert rendered(source, text="<b>") == expected


def test_a_text_that_was_kept_in_one_language_is_not_given_in_another():
    said = []
    for language in ("en", "fr", "en"):
        with translation.override(language):
            said.append(rendered("{{ _('This field is required.') }}"))

    assert said == ["This field is required.", "Ce champ est obligatoire.", "This field is required."]


def test_a_name_that_a_row_has_is_read_before_one_that_every_dict_has():
    assert rendered("{{ row.items }} {{ row.keys()|join }}", row={"items": 3}) == "3 items"


def test_a_name_that_a_row_lacks_is_an_error():
    with pytest.raises(UndefinedError):
        rendered("{{ row.misspelt }}", row={"items": 3})
