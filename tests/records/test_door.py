"""The one door: how a subject is found, settled and held, what is stale, and what a row asks for besides."""

import ast
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from members.enums import Post
from members.models import Participant
from records import clock
from records.door import Held, New, Rows, Taken, Unsettled, rehearsed, take
from records.models import Act
from records.refusals import Invalid, NotNow, NotVisible, NotYours, Stale
from tests.factories.members import AccountFactory, actor_of, delegate, secretariat, viewer
from tests.rooms import ROOMS
from tests.web.example import MEMBER, SECRETARIAT, WRITE_NOTE

pytestmark = pytest.mark.django_db

NOTES = Rows(model=Participant, key="code", acts={WRITE_NOTE.name: WRITE_NOTE})
HELLO = {"text": "Hello"}


def write(subject=None, *, actor=None, data=HELLO, **options) -> Taken:
    on = NOTES.at("TR") if subject is None else subject
    return take(WRITE_NOTE.name, on, actor=actor or delegate("KZ"), data=data, **options)


def asking(**cells):
    """Return a participant on which the act asks for something besides."""
    return New((replace(WRITE_NOTE, **cells),), Participant.objects.get(code="TR"))


def test_an_act_leaves_its_subject_and_itself():
    taken = write()

    assert (taken.subject.code, taken.act.action, taken.act.object_key) == ("TR", "write-note", "TR")


def test_what_is_not_there_and_an_act_that_there_is_not_are_not_found():
    with pytest.raises(NotVisible):
        write(NOTES.at("ZZ"))
    with pytest.raises(NotVisible):
        take("fly", NOTES.at("TR"), actor=delegate("KZ"), data={})


def test_an_act_on_an_earlier_revision_is_refused_before_its_right_is_asked():
    first = write(expected_revision=0).act

    with pytest.raises(Stale):
        write(actor=viewer("KZ"), expected_revision=0)
    assert write(expected_revision=first.number).act.number > first.number


def test_the_instant_of_an_act_is_read_when_its_subject_is_held():
    before = clock.now()

    assert before < write().act.at < clock.now()


@dataclass(frozen=True)
class Falling(New):
    """A subject on which something falls due, as often as `log` says, between settling and holding."""

    log: tuple[list[str], ...] = ()

    def settle(self, key, act_type):
        self.log[0].append("settled")

    def hold(self, key, actor, data) -> Held:
        if len(self.log[0]) == 1:
            raise Unsettled
        return super().hold(key, actor, data)


def test_what_falls_due_before_the_lock_is_settled_before_the_act():
    log: list[str] = []

    write(Falling((WRITE_NOTE,), Participant.objects.get(code="TR"), log=(log,)))

    assert (log, Act.objects.count()) == (["settled", "settled"], 1)


def test_a_rehearsal_says_what_would_happen_and_leaves_nothing():
    with rehearsed() as rehearsal:
        write()

    foreseen = rehearsal.foreseen
    assert (foreseen.act_type.name, foreseen.before, foreseen.after) == ("write-note", None, None)
    assert [str(group) for group in foreseen.told] == ["concerned"]
    assert not Act.objects.exists()


def test_a_rehearsal_is_refused_as_the_act_is():
    for refusal, attempt in (
        (NotYours, lambda: write(actor=delegate("JP"))),
        (Invalid, lambda: write(data={})),
        (NotNow, lambda: write(data={"text": "taken"})),
        (NotVisible, lambda: write(NOTES.at("ZZ"))),
    ):
        with pytest.raises(refusal) as refused:
            attempt()
        with pytest.raises(refusal) as tried, rehearsed():
            attempt()
        assert tried.value.sentence == refused.value.sentence


def test_a_row_that_asks_for_a_second_factor_is_for_one_who_has_just_proved_it():
    row, actor = asking(assurance=timedelta(minutes=5)), delegate("KZ")
    stale = replace(actor, assured_at=clock.now() - timedelta(minutes=6))
    ahead = replace(actor, assured_at=clock.now() + timedelta(minutes=6))

    for unsure in (actor, stale, ahead):
        with pytest.raises(NotYours, match=r"^“Write a note” asks for your second factor anew\.$") as refused:
            write(row, actor=unsure)
        assert refused.value.rule == "CA (a)1"
    assert not Act.objects.exists()

    sure = replace(actor, assured_at=clock.now() - timedelta(minutes=1))
    assert write(row, actor=sure).act.action == "write-note"


def test_who_has_no_right_is_not_asked_for_a_second_factor():
    with pytest.raises(NotYours, match="is for the secretariat or a member state"):
        write(asking(assurance=timedelta(minutes=5)), actor=delegate("JP"))


def test_a_row_that_asks_for_four_eyes_is_released_by_a_second_person_who_may():
    row, author = asking(released_by=(SECRETARIAT,)), secretariat()
    others = {"nobody": None, "the author": author, "one who may not": delegate("TR")}

    for second in others.values():
        with pytest.raises(NotNow, match="has to be released by a second person: the secretariat") as refused:
            write(row, actor=author, released_by=second)
        assert refused.value.rule == "CA (a)1"
    assert not Act.objects.exists()

    another = actor_of(AccountFactory(username="second", post=Post.SECRETARIAT))
    act = write(row, actor=author, released_by=another).act
    assert '"released_in":"secretariat"' in act.payload


def test_what_is_wrong_with_an_act_is_said_before_its_release_is_asked_for():
    with pytest.raises(NotNow, match="This word is taken"):
        write(asking(released_by=(MEMBER,)), data={"text": "taken"})


def test_a_release_that_no_row_asks_for_changes_nothing():
    assert "released" not in write(released_by=secretariat()).act.payload


def test_nothing_but_the_door_performs_an_act():
    """`perform` is one function among the records'; whoever else called it would go around the locks."""
    found = []
    for path in sorted(path for room in ROOMS for path in Path(settings.BASE_DIR, room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_import = isinstance(node, ast.ImportFrom) and node.module == "records.acts"
            names = {alias.name for alias in node.names} if is_import else set()
            is_attribute = isinstance(node, ast.Attribute) and node.attr == "perform"
            is_module = isinstance(node, ast.ImportFrom) and node.module == "records" and "acts" in {
                alias.name for alias in node.names
            }  # fmt: skip
            if names & {"perform", "*"} or is_attribute or is_module:
                found.append(str(path.relative_to(settings.BASE_DIR)))

    assert found == ["records/door.py"]
