"""What became of each paragraph between two versions, and of its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from papers.comparing import Effort, Kept, runs, words
from papers.models import Paragraph
from records.certain import certain

Change = Literal["same", "changed", "added", "removed", "moved"]


@dataclass(frozen=True)
class ParagraphDifference:
    """What became of one paragraph between two versions; `words` are runs of what was kept and its text."""

    identity: UUID
    change: Change
    is_heading: bool
    before: str
    after: str
    words: tuple[tuple[Kept, str], ...]


def differences(before: Iterable[Paragraph], after: Iterable[Paragraph]) -> list[ParagraphDifference]:
    """Compare two versions' English texts by paragraph, then by word, in the order of the later version.

    A removed paragraph stands where it stood: after the paragraph that preceded it. Texts that would take too
    much to compare are removed and added whole.
    """
    effort = Effort()
    old = {paragraph.identity: paragraph for paragraph in before}
    new = {paragraph.identity: paragraph for paragraph in after}
    kept_old = [identity for identity in old if identity in new]
    kept_new = [identity for identity in new if identity in old]
    in_order = runs(kept_old, kept_new, effort=Effort())
    in_place = {identity for op, found in in_order if op == "same" for identity in found}
    found = []
    followers = _removed_after(old, new)
    found += [_difference(old[gone], None, effort=effort) for gone in followers.get(None, ())]
    for identity, paragraph in new.items():
        moved = identity in old and identity not in in_place
        found.append(_difference(old.get(identity), paragraph, effort=effort, moved=moved))
        found += [_difference(old[gone], None, effort=effort) for gone in followers.get(identity, ())]
    return found


def _removed_after(
    old: Mapping[UUID, Paragraph], new: Mapping[UUID, Paragraph]
) -> dict[UUID | None, list[UUID]]:
    followers: dict[UUID | None, list[UUID]] = {}
    last_kept = None
    for identity in old:
        if identity in new:
            last_kept = identity
        else:
            followers.setdefault(last_kept, []).append(identity)
    return followers


def _difference(
    before: Paragraph | None, after: Paragraph | None, *, effort: Effort, moved: bool = False
) -> ParagraphDifference:
    old, new = (before.text_en if before else ""), (after.text_en if after else "")
    change: Change
    if before is None:
        change = "added"
    elif after is None:
        change = "removed"
    elif before.digest != after.digest:
        change = "changed"
    else:
        change = "moved" if moved else "same"
    either = certain(after or before)
    # What differs only in what nobody sees, such as soft hyphens, is the same paragraph and shows no change.
    is_same = change in ("same", "moved")
    found = tuple(words(new if is_same else old, new, effort=effort))
    return ParagraphDifference(either.identity, change, either.is_heading, old, new, found)
