"""The rooms of the house, as the import contracts know them: what is asked of each is asked of all."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[1]
TOOLS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
"""What the tools are told in pyproject.toml."""
CONTRACTS: list[dict[str, Any]] = TOOLS["importlinter"]["contracts"]

ROOMS: tuple[str, ...] = tuple(TOOLS["importlinter"]["root_packages"])
"""All of them, from the ground up to the project itself."""
OFFICIAL = tuple(room for room in ROOMS if room != "cica")
"""Those that keep and show what states do."""


@dataclass(frozen=True)
class Layers:
    """The layers of a contract, the uppermost first, each as the names in it."""

    layers: list[list[str]]

    @classmethod
    def of(cls, contract: str) -> Self:
        """Return those of the contract that is called so."""
        (found,) = [one for one in CONTRACTS if one["name"] == contract]
        return cls([re.findall(r"\w+", layer) for layer in found["layers"]])

    @property
    def names(self) -> list[str]:
        """All names in them."""
        return [name for layer in self.layers for name in layer]
