"""No code but the tables compares stages: what is asked of a stage it answers by a property with a name."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from records.stages import Stages
from tests.rooms import ROOMS, ROOT

AT_HOME = {"enums", "transitions"}
"""Where stages stand by name: their words and what each answers, and the tables of acts."""
BESIDE = {"meetings/reference.py": "meetings of the past come from the record and not by acts"}
ENUMERATIONS = [found for found in Stages.__subclasses__() if found.__name__.endswith("Stage")]
NAMES = {value for found in ENUMERATIONS for value in found.values}


def modules() -> list[Path]:
    """Return the code of the rooms outside the places where stages are at home."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [
        path
        for path in found
        if "migrations" not in path.parts
        and not AT_HOME & {path.stem, path.parent.name}
        and str(path.relative_to(ROOT)) not in BESIDE
    ]


def enumerations(tree: ast.Module) -> dict[str, type[Stages]]:
    """Return the enumerations of stages that a module imports, by the names it gives them."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.endswith(".enums"):
            for alias in node.names:
                value = getattr(importlib.import_module(node.module), alias.name)
                if isinstance(value, type) and issubclass(value, Stages) and value.__name__.endswith("Stage"):
                    found[alias.asname or alias.name] = value
    return found


def compared(text: str) -> Iterator[int]:
    """Yield the lines where a module names a stage, other than as the key of a table by stages."""
    tree = ast.parse(text)
    stages = enumerations(tree)
    keys = {id(part) for key in keys_of_tables(tree) for part in ast.walk(key)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and id(node) not in keys:
            enumeration = stages.get(node.value.id)
            if enumeration is not None and node.attr in enumeration.__members__:
                yield node.lineno
        is_asked = isinstance(node, ast.Compare) and any(map(is_a_stage, (node.left, *node.comparators)))
        is_given = isinstance(node, ast.keyword) and re.search(r"(^|__)stage(__in)?$", node.arg or "")
        if (is_asked or is_given) and any(map(is_a_name, ast.walk(node))):
            yield getattr(node, "lineno", 0)


def keys_of_tables(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the keys of what is given for each stage: its goal, the sentence of an act that led to it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from filter(None, node.keys)
        if isinstance(node, ast.DictComp):
            yield node.key


def is_a_stage(node: ast.AST) -> bool:
    """Whether it is the stage of something."""
    return (isinstance(node, ast.Attribute) and node.attr == "stage") or (
        isinstance(node, ast.Name) and node.id == "stage"
    )


def is_a_name(node: ast.AST) -> bool:
    """Whether it is a stage's name as a bare word."""
    return isinstance(node, ast.Constant) and node.value in NAMES


@pytest.mark.parametrize(
    ("code", "is_refused"),
    [
        ("from proposals.enums import Stage\nx = stage == Stage.DRAFTING", True),
        (
            "from proposals.enums import Stage as S\nx = rows.filter(stage__in=(S.DRAFTING, S.EDITORIAL))",
            True,
        ),
        ("from meetings.enums import MeetingStage\ndropped = (MeetingStage.CANCELLED,)", True),
        ("x = found.stage in ('planned', 'held')", True),
        ("x = rows.filter(meeting__stage='planned')", True),
        ("from proposals.enums import Stage\nx = Stage(found.stage).is_open", False),
        ("from proposals.enums import Stage\nDAYS = {Stage.DRAFTING: 90}", False),
        ("x = Proposal(stage='')", False),
        ("x = rows.filter(kind='planned')", False),
    ],
)
def test_what_the_check_refuses(code, is_refused):
    assert bool(list(compared(code))) == is_refused


def test_no_code_but_the_tables_compares_stages():
    found = {f"{path.relative_to(ROOT)}:{line}" for path in modules() for line in compared(path.read_text())}

    assert sorted(found) == []


def test_no_template_compares_stages():
    names = "|".join(sorted(NAMES))
    wrong = re.compile(rf"\bstage\b[^{{}}]*(==|!=| in )[^{{}}]*[\"']({names})[\"']")
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if wrong.search(path.read_text())
    ]

    assert found == []


def test_each_enumeration_says_which_of_its_stages_are_the_end():
    assert [stages for stages in ENUMERATIONS if not stages.that("is_end")] == []
