"""What a paragraph is made of: one declaration, of which form, rows, pages and JSON are made."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A part of a paragraph: its name in bodies and JSON, its column, and its value where none is given."""

    name: str
    column: str
    blank: Any = ""

    @property
    def is_flag(self) -> bool:
        """Whether it is said by ticking a box."""
        return isinstance(self.blank, bool)


LANGUAGES = (("en", "English"), ("ru", "Русский"), ("fr", "Français"))
"""The languages of a text, each by its own name; English first, which counts."""
TEXTS = tuple(f"text_{code}" for code, _name in LANGUAGES)
"""The columns of a paragraph's text."""
TRANSLATIONS = TEXTS[1:]
"""The columns of the texts that do not count."""

IDENTITY = Part("id", "identity")
"""What keeps a paragraph the same through versions; a new one is given its own."""
SAID = (
    Part("heading", "is_heading", blank=False),
    *(Part(code, f"text_{code}") for code, _name in LANGUAGES),
)
"""What its author says of a paragraph."""
PARTS = (IDENTITY, *SAID)
