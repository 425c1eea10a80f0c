"""The rooms as the documents draw them are those that there are, in the order in which they may import."""

import re
from itertools import pairwise, product

import grimp

from tests.rooms import CONTRACTS, ROOMS, ROOT, TOOLS, Layers

BESIDE = {"bench", "deploy", "faults", "tests"}
"""Packages beside the system: nothing in it imports them, so no contract of its rooms has them."""
HOUSE = Layers.of("Rooms import downwards, and none imports the project")
INSIDE = Layers.of("Inside a room, a layer imports those below it")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def arrows_of(picture: str) -> set[tuple[str, str]]:
    """Return the arrows of a picture, `(from, to)`: a line is `a & b --> c --> d`."""
    lines = [
        [part.split("&") for part in line.split("-->")] for line in picture.splitlines() if "-->" in line
    ]
    return {
        (upper.strip(), lower.strip())
        for line in lines
        for above, below in pairwise(line)
        for upper, lower in product(above, below)
    }


def drawn() -> set[tuple[str, str]]:
    """Return the arrows of the picture of the rooms."""
    (picture,) = re.findall(r"```mermaid\n(.*?)```", ARCHITECTURE, re.DOTALL)
    return arrows_of(picture)


def imported() -> dict[str, set[str]]:
    """Return which rooms the modules of each room import when they run."""
    graph = grimp.build_graph(*ROOMS, exclude_type_checking_imports=True, cache_dir=None)
    for room in ROOMS:
        graph.squash_module(room)
    return {room: graph.find_modules_directly_imported_by(room) for room in ROOMS}


def below(room: str, arrows: set[tuple[str, str]]) -> set[str]:
    """Return the rooms to which arrows lead from one, over others too."""
    steps = {lower for upper, lower in arrows if upper == room}
    return steps.union(*(below(step, arrows) for step in steps))


def test_every_package_of_the_system_is_a_room():
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}

    assert set(ROOMS) == packages - BESIDE
    assert set(HOUSE.names) == set(ROOMS)
    assert len(HOUSE.names) == len(ROOMS)


def test_the_rooms_stand_in_the_contract_from_the_ground_up():
    places = {room: place for place, layer in enumerate(reversed(HOUSE.layers)) for room in layer}

    assert [places[room] for room in ROOMS] == sorted(places.values())


def test_every_arrow_of_the_picture_is_an_import_and_leads_down():
    imports, arrows = imported(), drawn()
    places = {room: place for place, layer in enumerate(HOUSE.layers) for room in layer}

    assert {room for arrow in arrows for room in arrow} == set(ROOMS)
    assert [(upper, lower) for upper, lower in sorted(arrows) if lower not in imports[upper]] == []
    assert [(upper, lower) for upper, lower in sorted(arrows) if places[upper] >= places[lower]] == []


def test_the_picture_draws_every_import_and_none_that_follows_from_others():
    imports, arrows = imported(), drawn()

    assert {room: below(room, arrows) >= imports[room] for room in ROOMS} == dict.fromkeys(ROOMS, True)
    assert [arrow for arrow in sorted(arrows) if arrow[1] in below(arrow[0], arrows - {arrow})] == []


def test_the_page_says_the_order_of_layers_inside_a_room():
    (sentence,) = re.findall(r"^Inside a room: (.*?)\.$", ARCHITECTURE, re.DOTALL | re.MULTILINE)

    assert [re.findall(r"`(\w+)`", step) for step in sentence.split("→")] == INSIDE.layers[::-1]


def test_the_readme_lays_the_rooms_out_from_the_roof_down():
    named = re.findall(r"^    (\w+)/ +\S", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    places = {room: place for place, layer in enumerate(HOUSE.layers) for room in layer}

    assert set(named) == set(ROOMS)
    assert [places[room] for room in named] == sorted(places.values())


def test_every_module_of_every_room_is_in_a_layer():
    exhaustive = [one for one in CONTRACTS if one.get("exhaustive")]

    assert sorted(room for one in exhaustive for room in one["containers"]) == sorted(ROOMS)
    assert not any("exhaustive_ignores" in one for one in exhaustive)


def test_every_import_that_a_contract_passes_over_has_its_reason():
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    passed_over = [line for line in lines if re.search(r'"[\w.*]+ -> [\w.*]+"', line)]
    ignored = [one for contract in CONTRACTS for one in contract.get("ignore_imports", ())]

    assert len(passed_over) == len(ignored)
    assert [line for line in passed_over if not re.search(r'",\s+# \w+', line)] == []


def test_every_room_is_told_to_the_tools_and_reaches_the_image():
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    for told in (TOOLS["ruff"]["lint"]["isort"]["known-first-party"], TOOLS["mypy"]["files"]):
        assert set(ROOMS) <= set(told)
    assert {f"!{room}" for room in ROOMS} <= set(ignored)
