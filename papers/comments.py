"""Comments on a paper, as its pages group them."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from members.actor import Actor
from papers.models import Comment

Names = Mapping[str, str]


def comments_on(versions: Iterable[int], actor: Actor, names: Names) -> list[dict[str, Any]]:
    """Return comments by version, the latest first, and within it by paragraph, the whole paper first.

    In one query: `[{number, symbol, groups: [{position, opening, comments}]}]`.
    """
    rows = (
        Comment.objects.visible_to(actor)
        .filter(version__in=list(versions))
        .order_by("made_at", "pk")
        .values(
            "version__number",
            "version__symbol",
            "paragraph__position",
            "paragraph__text_en",
            "state",
            "text",
            "proposed_wording",
            "made_at",
        )
    )
    ordered = sorted(rows, key=lambda row: (-row["version__number"], row["paragraph__position"] or 0))
    return [
        {"number": number, "symbol": symbol, "groups": _by_paragraph(of_version, names)}
        for (number, symbol), of_version in groupby(
            ordered, key=lambda row: (row["version__number"], row["version__symbol"])
        )
    ]


def _by_paragraph(rows: Iterable[Any], names: Names) -> list[dict[str, Any]]:
    return [
        {
            "position": position,
            "opening": opening,
            "comments": [row | {"name": names[row["state"]]} for row in group],
        }
        for (position, opening), group in groupby(
            rows, key=lambda row: (row["paragraph__position"], row["paragraph__text_en"])
        )
    ]
