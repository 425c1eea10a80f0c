"""An act is seen by those who may see what it was done on."""

import pytest

from members.actor import Actor
from members.models import Participant
from records.kinds import KINDS, ObjectKind, ObjectLink, kind_of, known_kinds, link_to
from records.models import Act
from tests.factories.records import enter_act

pytestmark = pytest.mark.django_db

PEOPLE = dict.fromkeys(("account", "expert"), "00000000-0000-4000-8000-000000000000")
"""Keys of those kinds of which a key says nothing."""


@pytest.fixture
def three_kinds(supplied):
    """A kind that everybody may see, one that nobody may, one of which only TR is seen."""
    some = Participant.objects.filter(code="TR").values("code")
    supplied(
        KINDS.of(
            ObjectKind("open", "Open", lambda actor: True, lambda key: f"/open/{key}/"),
            ObjectKind("closed", "Closed", lambda actor: False, lambda key: f"/closed/{key}/"),
            ObjectKind("some", "Some", lambda actor: some, lambda key: f"/some/{key}/"),
        )
    )


def test_acts_are_visible_as_their_objects_are(three_kinds):
    for kind in ("open", "closed", "some", "unknown"):
        for key in ("KZ", "TR"):
            enter_act(object_kind=kind, object_key=key)

    seen = Act.objects.visible_to(Actor.nobody()).order_by("number")

    assert list(seen.values_list("object_kind", "object_key")) == [
        ("open", "KZ"), ("open", "TR"), ("some", "TR"),
    ]  # fmt: skip


def test_where_nothing_is_open_no_act_is(supplied):
    supplied(KINDS.of())
    enter_act()

    assert not Act.objects.visible_to(Actor.nobody()).exists()


def test_acts_about_one_object_are_its_history(three_kinds):
    enter_act(object_kind="open", object_key="KZ")
    about = enter_act(object_kind="open", object_key="TR")

    assert list(Act.objects.about(kind="open", key="TR")) == [about]


@pytest.mark.parametrize("kind", ["open", "closed", "some"])
@pytest.mark.parametrize("key", ["KZ", "TR"])
def test_an_object_s_history_is_what_is_visible_about_it(three_kinds, kind, key):
    for of_kind in ("open", "closed", "some"):
        for about in ("KZ", "TR", "TR"):
            enter_act(object_kind=of_kind, object_key=about)
    nobody = Actor.nobody()

    history = Act.objects.history_for(nobody, kind, key=key)

    assert list(history) == list(Act.objects.visible_to(nobody).about(kind=kind, key=key).order_by("-number"))


def test_the_acts_after_a_number_come_oldest_first(db):
    for _ in range(4):
        enter_act()

    assert list(Act.objects.after(2).values_list("number", flat=True)) == [3, 4]


def test_an_object_is_shown_by_its_kind_with_its_page(three_kinds):
    assert link_to("some", "TR") == ObjectLink("Some", "TR", "/some/TR/")
    assert link_to("gone", "TR") == ObjectLink("gone", "TR", "")
    assert known_kinds() == [("open", "Open"), ("closed", "Closed"), ("some", "Some")]
    assert kind_of("open").label == "Open"


def test_every_kind_of_the_project_has_pages_and_an_answer_for_nobody(db):
    for name, _label in known_kinds():
        kind = kind_of(name)
        assert kind.url(PEOPLE.get(name, "KZ")).startswith("/")
        assert kind.visible_keys(Actor.nobody()) is not None
