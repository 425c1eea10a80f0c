"""Rooms above add to a page without being imported by it."""

from datetime import date

from members.actor import Actor
from members.sections import Section, Sections

ON = date(2026, 11, 24)


def section(name, data):
    return Section(name=name, title=name, template=f"{name}.html", read=lambda **asked: data and data | asked)


def test_sections_are_shown_in_the_order_of_their_registration():
    sections = Sections()
    for name in ("interest", "decisions"):
        sections.register(section(name, {"rows": [1]}))

    shown = sections.shown(subject="KZ", actor=Actor.nobody(), on=ON)

    assert [(part.name, part.template) for part in shown] == [
        ("interest", "interest.html"),
        ("decisions", "decisions.html"),
    ]
    assert shown[0].data == {"rows": [1], "subject": "KZ", "actor": Actor.nobody(), "on": ON}


def test_a_section_with_nothing_to_show_is_left_out():
    sections = Sections()
    sections.register(section("interest", None))
    assert sections.shown(subject="KZ", actor=Actor.nobody(), on=ON) == []


def test_a_section_registered_again_replaces_the_first():
    sections = Sections()
    sections.register(section("interest", {"rows": [1]}))
    sections.register(section("interest", {"rows": [2]}))
    [shown] = sections.shown(subject="KZ", actor=Actor.nobody(), on=ON)
    assert shown.data["rows"] == [2]
