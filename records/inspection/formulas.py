"""Fields and formulas that do something by themselves, in whatever kind of file they stand."""

import re

FIELD_ASKS = re.compile(
    r"(?:^|[\s;{])DDE(?:AUTO)?[\s\"]|(?:^|;)\s*(?:LINK|IMPORT|DATABASE|HTMLCONTROL)\s|(?:^|;)\s*QUOTE\s+\d",
    re.IGNORECASE,
)
"""A field of a text document that starts or asks another program; `;` stands between two fields."""
FIELD_FETCHES = re.compile(r"(?:^|[\s;{])INCLUDE(?:PICTURE|TEXT)[\s\"]", re.IGNORECASE)
FORMULA_ASKS = re.compile(
    r"\b(?:_xlfn\.)?(?:DDE|RTD|CALL|REGISTER(?:\.ID)?|EXEC)\(|\w\|(?:'[^'\n]*'|\w+)!", re.IGNORECASE
)
"""A formula of a table that does so: by a function, or by the name of a program before a bar."""
FORMULA_FETCHES = re.compile(r"\b(?:_xlfn\.)?(?:WEBSERVICE|IMAGE)\(", re.IGNORECASE)
QUOTED = re.compile(r"('[^']*')|\"[^\"]*\"")


def without_strings(formula: str) -> str:
    """Return a formula without the texts in it, which are only shown; the names in single quotes stay."""
    return QUOTED.sub(lambda found: found[1] or '""', formula)
