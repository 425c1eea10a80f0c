"""One name, one thing: no class of the system is called as another is."""

import ast
from collections import defaultdict
from pathlib import Path

from tests.rooms import ROOMS, ROOT

TWICE = {
    "tables keep their names, and each is the field's own word in its room": {
        "Delivery", "Document", "Version",
    },
    "Django finds a command by the name of its module, and its class by this one": {"Command"},
}  # fmt: skip
"""Names that stand more than once, with the reason."""
SHAPES = ("schemas", "serializers", "shapes")


def classes() -> dict[str, list[Path]]:
    """Return where each public class of a module's own is written, by its name."""
    found = defaultdict(list)
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in tree.body:
                is_class = isinstance(node, ast.ClassDef) and not node.name.startswith("_")
                if is_class and "migrations" not in path.parts:
                    found[node.name].append(path.relative_to(ROOT))
    return found


def surface_of(path: Path) -> str:
    """Return where a class is met: a `shape` of the API, an `endpoint`, a `page`, or `within` the room."""
    if "api" in path.parts or path.stem in {"api", "described"}:
        return "shape" if path.stem in {*SHAPES, "described"} else "endpoint"
    return "page" if "views" in path.parts or path.stem.endswith("views") else "within"


def is_one_thing(paths: list[Path]) -> bool:
    """Whether the classes are one thing on two surfaces: page and endpoint of one address, or a thing and the
    shape in which the API's schema describes it, which may be of a room above.
    """
    surfaces = sorted(map(surface_of, paths))
    is_of_one_room = len({path.parts[0] for path in paths}) == 1
    return surfaces == ["shape", "within"] or (is_of_one_room and surfaces == ["endpoint", "page"])


def test_no_name_stands_for_two_things():
    allowed = set().union(*TWICE.values())

    twice = {name: paths for name, paths in classes().items() if len(paths) > 1 and not is_one_thing(paths)}

    assert {name: [str(path) for path in paths] for name, paths in twice.items() if name not in allowed} == {}
    assert allowed <= set(twice)  # no exception outlives what it is for
