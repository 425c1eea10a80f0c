"""What the environment of the pages adds to Jinja2."""

import pytest
from django.template import engines
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
