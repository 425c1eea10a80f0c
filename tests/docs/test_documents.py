"""What the documents name is there, and each decision is in the index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
DECISIONS = ROOT / "docs" / "decisions"
PATH = re.compile(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+\.md)`")
"""What may be a file or folder, as a document writes it."""
OTHERS = ("docs", "templates", "tests", ".ci")
"""Folders of ours beside the packages."""


def named_in(document: Path) -> set[str]:
    """Return what it names of this tree: `chairmanships/` is an address, `secrets/` is the operator's."""
    return {name for name in PATH.findall(document.read_text()) if "/" not in name or is_ours(name)}


def is_ours(name: str) -> bool:
    folder = ROOT / name.partition("/")[0]
    return folder.name in OTHERS or (folder / "__init__.py").exists()


@pytest.mark.parametrize(
    "document", [*DOCUMENTS, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name
)
def test_what_a_document_names_is_in_the_tree(document):
    missing = [name for name in sorted(named_in(document)) if not (ROOT / name).exists()]

    assert missing == []


def test_each_decision_is_in_the_index_and_has_its_day():
    indexed = re.findall(r"\]\(([\w-]+\.md)\)", (DECISIONS / "README.md").read_text())
    pages = {path.name for path in DECISIONS.glob("*.md")} - {"README.md"}

    assert sorted(indexed) == sorted(pages)
    for name in pages - {"small.md"}:
        assert re.search(r"\b20\d\d-\d\d-\d\d\b", (DECISIONS / name).read_text()), name


def test_the_readme_leads_to_how_one_works_here_and_how_a_weakness_is_reported():
    assert {"CONTRIBUTING.md", "SECURITY.md"} <= named_in(ROOT / "README.md")
