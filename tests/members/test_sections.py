"""Rooms above add to a page without being imported by it."""

from datetime import date

import pytest
from django.core.exceptions import ImproperlyConfigured

from members.actor import Actor
from members.sections import Section, sections_of, shown

ON = date(2026, 11, 24)


def section(name, data):
    return Section(name=name, title=name, template=f"{name}.html", read=lambda **asked: data and data | asked)


SECTIONS = sections_of("page of a test")


def shown_of(supplied, *sections):
    supplied(SECTIONS.of(*sections))
    return shown(SECTIONS, subject="KZ", actor=Actor.nobody(), on=ON)


def test_sections_are_shown_in_the_order_of_the_apps(supplied):
    parts = shown_of(supplied, *(section(name, {"rows": [1]}) for name in ("interest", "decisions")))

    assert [(part.name, part.template) for part in parts] == [
        ("interest", "interest.html"),
        ("decisions", "decisions.html"),
    ]
    assert parts[0].data == {"rows": [1], "subject": "KZ", "actor": Actor.nobody(), "on": ON}


def test_a_section_with_nothing_to_show_is_left_out(supplied):
    assert shown_of(supplied, section("interest", None)) == []


def test_two_sections_of_one_name_are_refused(supplied):
    with pytest.raises(ImproperlyConfigured):
        shown_of(supplied, section("interest", {"rows": [1]}), section("interest", {"rows": [2]}))
