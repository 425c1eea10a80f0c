"""What the style sheets promise: contrast in both themes, one home for colours, no left or right, small."""

import re
from itertools import product

import pytest
from django.conf import settings

SHEETS = sorted((settings.BASE_DIR / "static" / "css").glob("*.css"))
COLOURS = ["grey", "blue", "teal", "violet", "sand", "green", "red"]
TEXT, GRAPHIC = 4.5, 3.0  # WCAG 2.2, success criteria 1.4.3 and 1.4.11
PAIRS = [
    *product(["ink", "soft", "accent"], ["ground", "sheet", "sunken"], [TEXT]),
    *product(["ink", "soft", "accent"], ["accent-wash"], [TEXT]),
    ("accent-ink", "accent", TEXT),
    ("sheet", "red-ink", TEXT),  # the button of an act that cannot be undone
    ("sheet", "ink", TEXT),  # a button under the pointer
    ("red-ink", "sheet", TEXT),  # the errors of a field
    ("red-ink", "ground", TEXT),
    *((f"{colour}-ink", f"{colour}-wash", TEXT) for colour in COLOURS),
    *product(["edge", "focus", "accent"], ["ground", "sheet", "sunken"], [GRAPHIC]),
]


def themes() -> dict[str, dict[str, str]]:
    """The colours of each theme by name; dark is light with its own values on top."""
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    screen = tokens.partition("@media print")[0]
    light, _, dark = screen.partition("@media (prefers-color-scheme: dark)")
    values = {
        name: dict(re.findall(r"--([\w-]+): (#\w{6})", part))
        for name, part in (("light", light), ("dark", dark))
    }
    return {"light": values["light"], "dark": values["light"] | values["dark"]}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(theme):
    values = themes()[theme]

    too_weak = {
        f"{front} on {back}": round(contrast(values[front], values[back]), 2)
        for front, back, least in PAIRS
        if contrast(values[front], values[back]) < least
    }

    assert too_weak == {}


def test_the_dark_theme_gives_every_colour_of_its_own():
    tokens = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
    light, _, dark = tokens.partition("@media print")[0].partition("@media (prefers-color-scheme: dark)")

    assert re.findall(r"--([\w-]+): #", dark) == re.findall(r"--([\w-]+): #", light)


@pytest.mark.parametrize(
    "sheet", [sheet for sheet in SHEETS if sheet.name not in {"tokens.css", "print.css"}]
)
def test_only_the_tokens_name_raw_colours(sheet):
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb\(|hsl\(", sheet.read_text()) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_style_knows_left_from_right(sheet):
    physical = r"-(?:left|right)\b|\b(?:left|right)\s*:|(?:text-align|float): (?:left|right)"

    assert re.findall(physical, sheet.read_text()) == []


def test_the_style_sheets_of_every_page_together_stay_under_25_kilobytes():
    base = (settings.BASE_DIR / "templates" / "base.html").read_text()

    assert sum(sheet.stat().st_size for sheet in SHEETS if f"css/{sheet.name}" in base) < 25_000


def test_a_style_sheet_of_some_pages_stays_under_10_kilobytes():
    base = (settings.BASE_DIR / "templates" / "base.html").read_text()

    assert [
        sheet for sheet in SHEETS if f"css/{sheet.name}" not in base and sheet.stat().st_size >= 10_000
    ] == []
