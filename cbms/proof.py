"""The proof of the catalogue and of experts.

An edition is what the release's reference record says, or what the changes that a decision approved make of
the one before. An expert is designated for what, and from when until when, the acts say.

Names, posts and contact details stand in no act, since a person's data is erased on request: nothing proves
them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q

from cbms.amendments import Change, measures_of, texts_of
from cbms.enums import ChangeKind, ConcordanceRelation
from cbms.models import Area, Concordance, Edition, Expert, Measure, Provision
from cbms.reference import load_catalogue, read_catalogue
from members.synchronisation import differences_from
from records.proof import Difference, Entered, acts_about, compared, in_batches, objects_without_rows

AT_ONCE = 200
"""Experts whose acts and rows are in memory at a time."""
DAY = timedelta(days=1)


def catalogue_differs() -> Iterator[Difference]:
    """Compare catalogue, approach, annex and official list with the reference record, and find rows of its
    editions that claim to be an act's.
    """
    yield from differences_from(lambda: load_catalogue(read_catalogue()))
    for model in (Area, Measure, Provision):
        of_the_record = Q(edition=None) | Q(edition__decision="")
        for row in model.objects.filter(of_the_record, changed_by_act=True).order_by("pk"):
            yield Difference(f"{model._meta.verbose_name} {row}", "changed_by_act", False, True)


@dataclass(frozen=True)
class Amendment:
    """A decision on a new edition: what `amendments.enact` was called with. `base` is the edition's code."""

    decision: str
    base: str
    title: str
    changes: Sequence[Change]
    adopted_on: date
    in_force_on: date

    @property
    def begins(self) -> date:
        """When the edition comes into force."""
        return max(self.in_force_on, self.adopted_on)


def editions_differ(amendments: Iterable[Amendment]) -> Iterator[Difference]:
    """Compare the editions that decisions made, given in their order, with what the changes say."""
    amendments = list(amendments)
    expected = {
        amended.decision: {
            "text_en": amended.title,
            "adopted_on": amended.adopted_on,
            "in_force_from": amended.begins,
        }
        for amended in amendments
    }
    made = {edition.decision: edition for edition in Edition.objects.exclude(decision="")}
    yield from compared("edition of", expected, {decision: vars(row) for decision, row in made.items()})
    ends = {amended.base: {"in_force_to": amended.begins} for amended in amendments}
    ended = Edition.objects.filter(changed_by_act=True, in_force_to__isnull=False).values()
    yield from compared("edition", ends, {row["code"]: row for row in ended})
    for place, amended in enumerate(amendments):
        if edition := made.get(amended.decision):
            later = [made[other.decision].code for other in amendments[place:] if other.decision in made]
            found = _rows_of(edition.code)
            for kind, rows in _Amended(amended, edition.code, later).rows.items():
                yield from compared(f"edition {edition.code}, {kind}", rows, found[kind])


TEXTS = ("text_en", "text_ru", "text_fr")
Rows = dict[Any, dict[str, Any]]


def _rows_of(edition: str) -> dict[str, Rows]:
    """Return areas, measures, paragraphs and threads of an edition, each by its key."""
    areas = Area.objects.filter(edition=edition, parent=None).values("code", *TEXTS)
    measures = Measure.objects.filter(edition=edition).values("code", "number", *TEXTS, of=F("area__code"))
    provisions = Provision.objects.filter(edition=edition).values("citation", *TEXTS)
    threads = Concordance.objects.filter(edition=edition).values_list(
        "before__code", "after__code", "relation"
    )
    return {
        "area": {row.pop("code"): row for row in areas},
        "measure": {row.pop("code"): row for row in measures.order_by("position", "pk")},
        "paragraph": {row.pop("citation"): row for row in provisions},
        "thread": {thread: {} for thread in threads},
    }


class _Amended:
    """The rows that an amendment makes of those of its base, as `amendments.enact` makes them."""

    def __init__(self, amended: Amendment, edition: str, later: Iterable[str]) -> None:
        self.base = _rows_of(amended.base)
        self.later = list(later)
        self.rows: dict[str, Rows] = {
            "area": dict(self.base["area"]),
            "measure": {},
            "paragraph": {},
            "thread": {},
        }
        for change in amended.changes:
            self._take_in(change)
        touched = {code for change in amended.changes for code in measures_of(change)}
        for code, row in self.base["measure"].items():
            if code not in touched:
                self.rows["measure"][code] = row
                self._link(code, code, ConcordanceRelation.SAME)
        reworded = {
            change["citation"]: _texts(change)
            for change in amended.changes
            if change["kind"] == ChangeKind.PROVISION
        }
        for citation, row in self.base["paragraph"].items():
            paragraph = citation.removeprefix("CA ").removeprefix(f"{amended.base} ")
            self.rows["paragraph"][f"CA {edition} {paragraph}"] = row | reworded.get(citation, {})

    def _take_in(self, change: Change) -> None:
        kind, before = ChangeKind(change["kind"]), measures_of(change)
        if kind == ChangeKind.ADD_AREA:
            self.rows["area"][change["area"]] = _texts(change)
        if kind == ChangeKind.ADD:
            self._link(None, self._new(change["area"], _texts(change)), ConcordanceRelation.ADDED)
        if kind == ChangeKind.REWORD:
            self.rows["measure"][before[0]] = self.base["measure"][before[0]] | _texts(change)
            self._link(before[0], before[0], ConcordanceRelation.REWORDED)
        if kind == ChangeKind.MERGE:
            after = self._new(self.base["measure"][before[0]]["of"], _texts(change))
            for code in before:
                self._link(code, after, ConcordanceRelation.MERGED)
        if kind == ChangeKind.SPLIT:
            for text in change["into"]:
                after = self._new(self.base["measure"][before[0]]["of"], _texts({"en": text}))
                self._link(before[0], after, ConcordanceRelation.SPLIT)
        if kind == ChangeKind.RETIRE:
            self._link(before[0], None, ConcordanceRelation.RETIRED)

    def _link(self, before: str | None, after: str | None, relation: ConcordanceRelation) -> None:
        self.rows["thread"][before, after, relation.value] = {}

    def _new(self, area: str, texts: Mapping[str, str]) -> str:
        """Enter a new measure under the number above those that the area ever had; return its code."""
        held = Measure.objects.filter(area__code=area, code__startswith=f"{area}-")
        codes = {*held.exclude(edition__in=self.later).values_list("code", flat=True), *self.rows["measure"]}
        numbers = [code.rpartition("-")[2] for code in codes if code.startswith(f"{area}-")]
        number = max((int(number) for number in numbers if number.isdecimal()), default=0) + 1
        code = f"{area}-{number}"
        self.rows["measure"][code] = {"number": str(number), "of": area, **texts}
        return code


def _texts(change: Change) -> dict[str, str]:
    return {name: texts_of(change)[name] for name in TEXTS}


def experts_differ() -> Iterator[Difference]:
    """Compare every expert with the acts on it."""
    for batch in in_batches(Expert.objects.prefetch_related("measures"), size=AT_ONCE):
        found = {str(row.public_id): _read(row) for row in batch}
        expected: dict[str, dict[str, Any]] = {}
        for act in acts_about("expert", keys=found):
            _take_in(act, expected.setdefault(act.key, {}))
        yield from compared("expert", expected, found)
    yield from objects_without_rows("expert", Expert.objects.all(), key="public_id")


def _read(row: Expert) -> dict[str, Any]:
    return {
        "state": row.state_id,
        "measures": sorted(measure.code for measure in row.measures.all()),
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "agreed_on": row.agreed_on,
        "designated_at": row.designated_at,
    }


def _take_in(act: Entered, row: dict[str, Any]) -> None:
    """Change the row as the act did (`cbms.effects`)."""
    on = date.fromisoformat(act.at[:10])
    if act.action == "designate-expert":
        row |= {
            "state": act.facts["state"],
            "measures": sorted(act.facts["measures"]),
            "valid_from": date.fromisoformat(act.facts["from"]),
            "agreed_on": act.facts["agreed_on"],
            "designated_at": act.at,
        }
    if "to" in act.facts:
        row["valid_to"] = date.fromisoformat(act.facts["to"]) + DAY
    elif act.action == "end-expert":
        row["valid_to"] = max(on + DAY, row["valid_from"])
    elif act.action == "erase-expert":
        row["valid_to"] = max(min(row["valid_to"], on), row["valid_from"])
