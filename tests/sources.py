"""`python -m tests.sources`: what no linter asks of our sources.

Addresses are named, in Python and in the pages: the URL table alone spells them. A line of
a page fits a screen. A page asks no question of the procedure: a property has its name.
"""

import ast
import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.urls import get_resolver
from jinja2 import nodes

SPELT = {
    "cica/lanes.py": "stands before Django, and answers where Django has no room",
    "cica/probe.py": "asks from another process, without reading the URL table",
    "cica/run.py": "asks the server that it has started, in another process",
    "cica/settings/base.py": "is read before there is a URL table",
}
"""Where an address is spelt, and why."""
DRAWING = (
    "templates/components/", "templates/web/_filters.html", "templates/account/_form.html",
    "templates/members/_sources.html",
)  # fmt: skip
"""Where it is said how a control, a mark or a link is drawn, by words that stand for nothing else."""
ASKED_OF_ACTOR = ("account", "participant", "username", "may_write", "is_administrator", "reads_restricted")
"""What a page may ask of its reader: who it is, and what its menu holds."""
NAMING = ("address_of", "secret_address", "get_absolute_url")
PAGES = Path("templates")
LONGEST_LINE = 120
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r"""["'](/[^"'\s{}]*)["']""")
BEGUN = re.compile(r"""(?:href|action|src)="/""")
PROLONGED = re.compile(
    r"""(?:\burl\([^)]*\)|get_absolute_url\(\))\s*(?:\}\}(?![?#"'{<\s&])|~\s*["'](?![?#]))"""
)


def faults() -> list[str]:
    """Return what is wrong, as `file:line: what`."""
    return [*_addresses_in_python(), *_addresses_in_pages(), *_long_lines(), *_rules_in_pages()]


def modules() -> list[Path]:
    """Return every module of the site.

    `bench`, `deploy` and `faults` stand outside, and ask as any client does.
    """
    folders = (Path(app.path) for app in apps.get_app_configs() if "site-packages" not in app.path)
    found = (path.relative_to(settings.BASE_DIR) for folder in folders for path in folder.rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def pages() -> list[Path]:
    """Return every template."""
    return sorted(path for path in PAGES.rglob("*") if path.is_file())


def rules_in_page(text: str) -> Iterator[tuple[int, str]]:
    """Yield `(line, what)` of each question that is no page's: of a code, a day, the reader's rights."""
    for node in engines["jinja2"].env.parse(text).find_all((nodes.Compare, nodes.Call, nodes.Getattr)):
        if isinstance(node, nodes.Compare):
            yield from ((node.lineno, f"compares {found}") for found in _compared(node))
        elif isinstance(node, nodes.Call):
            if _is_asked_how_it_begins(node):
                yield node.lineno, f"asks how {node.node.node} begins or ends"
        elif _is_actor(node.node) and node.attr not in ASKED_OF_ACTOR:
            yield node.lineno, f"asks the reader for {node.attr}"


def long_lines(text: str) -> list[int]:
    """Return the numbers of the lines that no screen holds."""
    return [number for number, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_LINE]


def spelt_in_python(text: str) -> Iterator[tuple[int, str]]:
    """Yield `(line, address)` of each address that is spelt, or prolonged by hand; docstrings may."""
    tree = ast.parse(text)
    prose = set(_sentences(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if node not in prose and is_address(node.value):
                yield node.lineno, ast.unparse(node)
        elif _is_prolonged(_parts_of(node)):
            yield node.lineno, ast.unparse(node)


def spelt_in_page(text: str) -> Iterator[tuple[int, str]]:
    """Yield `(line, address)` of each address that is spelt, or prolonged by hand."""
    for found in (*BEGUN.finditer(text), *PROLONGED.finditer(text)):
        yield _line_of(text, found.start()), found[0]
    for code in CODE.finditer(text):
        for found in QUOTED.finditer(code[0]):
            if is_address(found[1]):
                yield _line_of(text, code.start() + found.start()), found[1]


def is_address(value: object) -> bool:
    """Whether a text begins as an address of the URL table does: `/proposals`, `/api/v1/`, `/healthz`."""
    if not isinstance(value, str) or not value.startswith("/"):
        return False
    return re.split(r"[/?#]", value[1:])[0] in _beginnings()


@cache
def _beginnings() -> set[str]:
    """Return the first word of every address."""
    patterns = (way[0] for entry in get_resolver().reverse_dict.values() for way in entry[0])
    return {pattern.partition("/")[0] for pattern in patterns} - {""}


def _addresses_in_python() -> Iterator[str]:
    for path in modules():
        if str(path) not in SPELT:
            for line, address in spelt_in_python(path.read_text()):
                yield f"{path}:{line}: {address} is spelt; ask records.addresses for it by name"


def _addresses_in_pages() -> Iterator[str]:
    for path in pages():
        for line, address in spelt_in_page(path.read_text()):
            yield f"{path}:{line}: {address} is spelt; ask url() for it by name"


def _long_lines() -> Iterator[str]:
    for path in pages():
        for line in long_lines(path.read_text()):
            yield f"{path}:{line}: the line has more than {LONGEST_LINE} characters"


def _rules_in_pages() -> Iterator[str]:
    for path in pages():
        if not str(path).startswith(DRAWING):
            for line, what in rules_in_page(path.read_text()):
                yield f"{path}:{line}: the page {what}; ask for a named property of what it shows"


def _compared(node: nodes.Compare) -> Iterator[str]:
    """Yield the words that a comparison has, and the sign of one of size that has no number."""
    operands = [node.expr, *(operand.expr for operand in node.ops)]
    listed = [item for operand in operands for item in getattr(operand, "items", [operand])]
    values = [item.value for item in listed if isinstance(item, nodes.Const)]
    yield from (repr(value) for value in values if isinstance(value, str) and value)
    if not any(isinstance(value, int) for value in values):
        yield from (operand.op for operand in node.ops if operand.op in ("lt", "lteq", "gt", "gteq"))


def _is_asked_how_it_begins(node: nodes.Call) -> bool:
    is_asked = isinstance(node.node, nodes.Getattr) and node.node.attr in ("startswith", "endswith")
    return is_asked and any(isinstance(argument, nodes.Const) for argument in node.args)


def _is_actor(node: nodes.Node) -> bool:
    return "actor" in (getattr(node, "name", ""), getattr(node, "attr", ""))


def _sentences(tree: ast.Module) -> Iterable[ast.Constant]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _parts_of(node: ast.AST) -> list[ast.expr]:
    """Return what a text is put together of."""
    if isinstance(node, ast.JoinedStr):
        return node.values
    return [node.left, node.right] if isinstance(node, ast.BinOp) else []


def _is_prolonged(parts: list[ast.expr]) -> bool:
    """Whether an address that was asked for by name has more of a path put behind it."""
    return any(_is_named(first) and _goes_on(then) for first, then in pairwise(parts))


def _is_named(part: ast.expr) -> bool:
    call = part.value if isinstance(part, ast.FormattedValue) else part
    if not isinstance(call, ast.Call):
        return False
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in NAMING


def _goes_on(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and re.match(r"[\w/.-]", str(part.value)) is not None


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def main() -> int:
    """Print what is wrong; return 1 where anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.test")
    django.setup()
    found = faults()
    sys.stdout.write("".join(f"{fault}\n" for fault in found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
