"""The rooms of the house, as the import contracts know them: what is asked of each is asked of all."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]

ROOMS: tuple[str, ...] = tuple(CONTRACTS["root_packages"])
"""All of them, from the lowest to the project itself."""
OFFICIAL = tuple(room for room in ROOMS if room != "cica")
"""Those that keep and show what states do."""
