"""What rooms supply to those below them: one declaration an app fills every slot, and nothing else does."""

import ast
import importlib
import pkgutil
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
from django.utils.module_loading import import_string

from records import supplying
from records.supplying import Slot, Supplies, by_name, gathered, in_order, only_one
from tests.rooms import ROOMS, ROOT

WORDS = Slot("words", by_name(str.lower))
PLACES = Slot("places", in_order)


@pytest.fixture
def unread(monkeypatch):
    """Let declarations be made, as while the apps are loaded."""
    monkeypatch.setattr(supplying, "read", supplying.cache(supplying.read.__wrapped__))


def test_what_two_apps_supply_stands_in_one_slot_in_their_order(unread):
    known = gathered([Supplies(WORDS.of("One"), PLACES.of("here")), Supplies(WORDS.of("Two"))])

    assert (dict(known[WORDS]), known[PLACES]) == ({"one": "One", "two": "Two"}, ("here",))


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        (WORDS, "words: supplied twice: same"),
        (PLACES, "places: supplied twice: Same"),
        (Slot("reader", only_one), "reader: one room supplies it, and 2 do"),
    ],
)
def test_two_apps_that_supply_the_same_are_refused(unread, slot, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        gathered([Supplies(slot.of("Same")), Supplies(slot.of("Same"))])


def test_an_app_fills_a_slot_at_one_place(unread):
    with pytest.raises(ImproperlyConfigured, match="at two places: words"):
        gathered([Supplies(WORDS.of("One"), WORDS.of("Two"))])


def test_what_is_declared_late_is_refused():
    supplying.read()

    with pytest.raises(ImproperlyConfigured, match="after all declarations had been read"):
        Supplies(WORDS.of("Late"))


def test_nothing_is_read_before_the_apps_are_loaded(unread, monkeypatch):
    monkeypatch.setattr(apps, "models_ready", False)

    with pytest.raises(AppRegistryNotReady):
        WORDS.supplied()


def test_a_slot_into_which_nobody_puts_anything_is_empty():
    assert (dict(WORDS.supplied()), PLACES.supplied(), Slot("reader", only_one).supplied()) == ({}, (), None)


def modules():
    """Return every module of every room, loaded."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if ".migrations" not in found.name and not found.name.startswith("cica.settings"):
                yield importlib.import_module(found.name)


def slots():
    """Return every slot of every room, by the module that owns it and its name there."""
    return {
        (module.__name__, name): value
        for module in modules()
        for name, value in vars(module).items()
        if isinstance(value, Slot)
    }


def test_every_slot_is_filled_and_by_declarations_alone():
    owned = set(slots().values())
    declared = [import_string(app.supplies) for app in apps.get_app_configs() if hasattr(app, "supplies")]
    filled = {supply.slot for supplies in declared for supply in supplies.all}

    assert len(owned) > 25
    assert {slot.label for slot in owned ^ filled} == set()
    assert len({slot.label for slot in owned}) == len(owned)
    assert supplying.read() == gathered(declared)


def test_what_stands_in_a_slot_can_not_be_changed():
    known = supplying.read()

    for slot, together in known.items():
        assert not isinstance(together, list | dict | set), slot.label
        with pytest.raises(TypeError):
            known[slot] = together
        with pytest.raises(FrozenInstanceError):
            slot.label = "another"


def test_no_module_keeps_a_registry_that_others_fill():
    """A list or mapping of a module that begins empty, and that a function of it fills, is a slot."""
    found = []
    for room in ROOMS:
        for path in Path(ROOT, room).rglob("*.py"):
            if "settings" in path.parts:
                continue
            tree = ast.parse(path.read_text())
            empty = {
                ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])
                for node in tree.body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                and isinstance(node.value, ast.List | ast.Dict)
                and not ast.unparse(node.value).strip("[]{}")
            }
            found += [f"{path.relative_to(ROOT)}: {name}" for name in empty]

    assert set(found) <= {
        "cbms/provisions.py: _by_citation",  # what was read of the database
        "web/api/described.py: _bodies",  # what was made once of an act's fields
    }


@pytest.mark.parametrize("_time", ["first", "second"])
def test_what_a_test_supplies_stands_for_that_test_alone(supplied, _time):
    slot = next(slot for (_module, name), slot in slots().items() if name == "GOALS")
    assert "Of a test" not in slot.supplied()

    supplied(slot.of("Of a test"))

    assert slot.supplied() == ("Of a test",)
