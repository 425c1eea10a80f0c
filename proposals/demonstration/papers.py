"""The papers of the demonstration, read from `papers/*.txt`.

A file holds the title, then blocks divided by blank lines. A block is one paragraph: its English text, then
`ru:` and `fr:` lines where it is translated; `== Name` is a heading of the template. A revision
(`*.rev.1.txt`) holds changes: a first line `~ beginning` (replace that paragraph), `+ beginning` (insert
after it) or `- beginning` (remove it), then the new text. A paragraph is named by the words it begins with.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "papers"

HEADINGS = {
    "Introduction": ("Введение", "Introduction"),
    "Objectives": ("Цели", "Objectifs"),
    "Areas and forms of cooperation": ("Области и формы сотрудничества", "Domaines et formes de coopération"),
    "Activities": ("Мероприятия", "Activités"),
    "Mechanism and timeline": ("Механизм и сроки", "Mécanisme et calendrier"),
    "Resources": ("Ресурсы", "Ressources"),
    "Review": ("Пересмотр", "Réexamen"),
}
"""The headings of the template of concept papers, in Russian and French."""


@dataclass(frozen=True)
class Line:
    """One paragraph or heading. `identity` is known once a version with it was submitted."""

    en: str
    ru: str = ""
    fr: str = ""
    heading: bool = False
    identity: str | None = None

    def as_field(self) -> dict[str, Any]:
        """Return the line as `submit-paper` takes it."""
        return {"id": self.identity, "heading": self.heading, "en": self.en, "ru": self.ru, "fr": self.fr}


@dataclass(frozen=True)
class Text:
    """A paper's title and lines."""

    title: str
    lines: tuple[Line, ...] = field(default_factory=tuple)

    def identified(self, identities: list[str]) -> "Text":
        """Return the text with the identities that its paragraphs were given on submission, in order."""
        pairs = zip(self.lines, identities, strict=True)
        return replace(self, lines=tuple(replace(line, identity=identity) for line, identity in pairs))

    def revised(self, name: str) -> "Text":
        """Return the text with the changes of `name.txt`."""
        text = self
        for block in _blocks(name):
            instruction, *rest = block.split("\n")
            text = text._changed(instruction[0], instruction[2:], rest)
        return text

    def _changed(self, change: str, beginning: str, rest: list[str]) -> "Text":
        index = self.position(beginning)
        before, line, after = self.lines[:index], self.lines[index], self.lines[index + 1 :]
        ways: dict[str, Callable[[], tuple[Line, ...]]] = {
            "~": lambda: (replace(_line(rest), identity=line.identity),),
            "+": lambda: (line, _line(rest)),
            "-": tuple,
        }
        return replace(self, lines=before + ways[change]() + after)

    def position(self, beginning: str) -> int:
        """Return the index of the one paragraph that begins so."""
        (index,) = [index for index, line in enumerate(self.lines) if line.en.startswith(beginning)]
        return index


def read(name: str) -> Text:
    """Return the text in `name.txt`."""
    title, *blocks = _blocks(name)
    return Text(title, tuple(_line(block.split("\n")) for block in blocks))


def _blocks(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").strip().split("\n\n")


def _line(rows: list[str]) -> Line:
    english, *translations = rows
    if english.startswith("== "):
        heading = english.removeprefix("== ")
        ru, fr = HEADINGS[heading]
        return Line(heading, ru, fr, heading=True)
    given = {row[:2]: row[4:] for row in translations}
    return Line(english, given.get("ru", ""), given.get("fr", ""))
