"""A new edition as a set of changes to the one in force, and what it does when it is approved (last
sentence of the CA).

A change is `{"kind", …}` (`ChangeKind`): `add_area` has `area` (its new code) and texts; `add` has `area`
and texts; `reword` has `measure` and texts; `merge` has `measures` and texts; `split` has `measure` and
`into` (English texts); `retire` has `measure`; `provision` has `citation` and texts. Texts are `en` (which
counts), `ru`, `fr`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cbms.enums import ChangeKind, Completeness, ConcordanceRelation
from cbms.models import Area, Concordance, Edition, Measure, Provision
from cbms.querysets import MeasureQuerySet

Change = Mapping[str, Any]

NEEDED = {
    ChangeKind.ADD_AREA: ("area", "en"),
    ChangeKind.ADD: ("area", "en"),
    ChangeKind.REWORD: ("measure", "en"),
    ChangeKind.MERGE: ("measures", "en"),
    ChangeKind.SPLIT: ("measure", "into"),
    ChangeKind.RETIRE: ("measure",),
    ChangeKind.PROVISION: ("citation", "en"),
}
"""What each kind of change must say."""
FEWEST = 2
"""A merger takes at least two measures, a split gives at least two."""


def faults(changes: Sequence[Change], *, base: Edition) -> list[str]:
    """Return a sentence for each thing that is wrong with a set of changes to `base`, naming the change."""
    areas = set(Area.objects.filter(edition=base, parent=None).values_list("code", flat=True))
    measures = set(Measure.objects.filter(edition=base).values_list("code", flat=True))
    citations = set(Provision.objects.filter(edition=base).values_list("citation", flat=True))
    touched: set[str] = set()
    found = []
    for number, change in enumerate(changes, start=1):
        if sentence := _fault(change, areas=areas, measures=measures, citations=citations, touched=touched):
            found.append(_("Change %(number)d: %(fault)s") % {"number": number, "fault": sentence})
        touched |= set(measures_of(change))
        if change["kind"] == ChangeKind.ADD_AREA:
            areas.add(change["area"])
    return found


def _fault(
    change: Change, *, areas: set[str], measures: set[str], citations: set[str], touched: set[str]
) -> str | None:
    kind = ChangeKind(change["kind"])
    if lacking := [name for name in NEEDED[kind] if not change.get(name)]:
        return _("“%(kind)s” needs %(names)s.") % {"kind": kind.label, "names": ", ".join(lacking)}
    code, citation = change.get("area"), change.get("citation")
    questions = [
        (
            kind == ChangeKind.ADD_AREA and code in areas,
            _("the area %(code)s exists already.") % {"code": code},
        ),
        (kind == ChangeKind.ADD and code not in areas, _("there is no area %(code)s.") % {"code": code}),
        (
            kind == ChangeKind.PROVISION and citation not in citations,
            _("there is no paragraph %(citation)s.") % {"citation": citation},
        ),
        (
            kind == ChangeKind.MERGE and len(set(change["measures"])) < FEWEST,
            _("a merger takes at least two measures."),
        ),
        (
            kind == ChangeKind.SPLIT and len(change["into"]) < FEWEST,
            _("a split gives at least two measures."),
        ),
    ]
    named = measures_of(change)
    for measure in named:
        is_twice = measure in touched or named.count(measure) > 1
        questions += [
            (measure not in measures, _("there is no measure %(code)s.") % {"code": measure}),
            (is_twice, _("the measure %(code)s is changed twice.") % {"code": measure}),
        ]
    return next((sentence for is_wrong, sentence in questions if is_wrong), None)


def measures_of(change: Change) -> list[str]:
    """Return the codes of the measures in force that a change touches."""
    if change["kind"] == ChangeKind.MERGE:
        return list(change.get("measures") or ())
    touches_one = change["kind"] in (ChangeKind.REWORD, ChangeKind.SPLIT, ChangeKind.RETIRE)
    return [change["measure"]] if touches_one and change.get("measure") else []


def enact(
    changes: Sequence[Change],
    *,
    base: Edition,
    title: str,
    decision: str,
    adopted_on: date,
    in_force_on: date,
) -> Edition:
    """Make the new edition that a decision approves, with its concordance; `base` ends on the day it comes
    into force.

    What no change touches continues under its code; new measures take numbers above those the area ever
    had, so that a code never changes its meaning. `in_force_on` before the adoption means the day of
    adoption. Call in the act's transaction.
    """
    in_force_on = max(in_force_on, adopted_on)
    edition = Edition.objects.create(
        code=_free_code(in_force_on.year),
        text_en=title,
        official=["en"],
        adopted_on=adopted_on,
        adopted_at="",
        adopted_by="Senior Officials Committee",
        lineage=base.lineage,
        completeness=Completeness.COMPLETE,
        in_force_from=in_force_on,
        decision=decision,
        changed_by_act=True,
    )
    Edition.objects.filter(pk=base.pk).update(in_force_to=in_force_on, changed_by_act=True)
    _Amending(base, edition, decision).apply(changes)
    return edition


def _free_code(year: int) -> str:
    taken = set(Edition.objects.filter(code__startswith=str(year)).values_list("code", flat=True))
    codes = (str(year) if number == 1 else f"{year}-{number}" for number in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


CARRIED = "edition "
"""How the source of a text that was carried over begins: with the edition that it is of."""


class _Amending:
    """The making of one edition from another."""

    def __init__(self, base: Edition, edition: Edition, decision: str) -> None:
        self.base, self.edition, self.decision = base, edition, decision
        self.before = {measure.code: measure for measure in Measure.objects.filter(edition=base)}
        self.areas = {
            area.code: self._continued(area, edition=edition)
            for area in Area.objects.filter(edition=base, parent=None)
        }

    def apply(self, changes: Sequence[Change]) -> None:
        for change in changes:
            getattr(self, f"_{change['kind']}")(change)
        touched = {code for change in changes for code in measures_of(change)}
        for code, measure in self.before.items():
            if code not in touched:
                self._link(measure, self._copy(measure), ConcordanceRelation.SAME)
        reworded = {
            change["citation"]: change for change in changes if change["kind"] == ChangeKind.PROVISION
        }
        for provision in Provision.objects.filter(edition=self.base):
            self._provision_of(provision, reworded.get(provision.citation))

    def _continued(self, row: Any, **changes: Any) -> Any:
        """Return a saved copy of a row of the base edition for the new one."""
        row.pk, row._state.adding, row.changed_by_act = None, True, True  # noqa: SLF001 (Django's way to copy)
        self._carry_over(row)
        for name, value in changes.items():
            setattr(row, name, value)
        row.save()
        return row

    def _carry_over(self, row: Any) -> None:
        """Mark a text of the base edition as that, with its source: it is official of the base alone."""
        row.official = []
        row.sources = {
            language: source if source.startswith(CARRIED) else f"{CARRIED}{self.base.code}: {source}"
            for language, source in row.sources.items()
        }

    def _adopted(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the columns of a text that the decision words, whose number may be for fewer readers."""
        return texts_of(given) | {"sources": {"en": f"{CARRIED}{self.edition.code}"}}

    def _copy(self, measure: Measure, **texts: Any) -> Measure:
        area = self.areas[Area.objects.get(pk=measure.area_id).code]
        copy = Measure.objects.get(pk=measure.pk)
        return self._continued(copy, edition=self.edition, area=area, **texts)

    def _link(self, before: Measure | None, after: Measure | None, relation: ConcordanceRelation) -> None:
        Concordance.objects.create(
            edition=self.edition, before=before, after=after, relation=relation, decision=self.decision
        )

    def _new_measure(self, area: str, texts: Mapping[str, Any]) -> Measure:
        held = Measure.objects.filter(area__code=area, code__startswith=f"{area}-")
        number = max((int(code.rpartition("-")[2]) for code in _numbered(held)), default=0) + 1
        return Measure.objects.create(
            edition=self.edition,
            area=self.areas[area],
            code=f"{area}-{number}",
            number=str(number),
            position=number,
            changed_by_act=True,
            **self._adopted(texts),
        )

    def _add_area(self, change: Change) -> None:
        self.areas[change["area"]] = Area.objects.create(
            edition=self.edition,
            code=change["area"],
            number=len(self.areas) + 1,
            position=len(self.areas) + 1,
            changed_by_act=True,
            **self._adopted(change),
        )

    def _add(self, change: Change) -> None:
        self._link(None, self._new_measure(change["area"], change), ConcordanceRelation.ADDED)

    def _reword(self, change: Change) -> None:
        before = self.before[change["measure"]]
        self._link(before, self._copy(before, **self._adopted(change)), ConcordanceRelation.REWORDED)

    def _merge(self, change: Change) -> None:
        merged = [self.before[code] for code in change["measures"]]
        after = self._new_measure(_area_code(merged[0]), change)
        for before in merged:
            self._link(before, after, ConcordanceRelation.MERGED)

    def _split(self, change: Change) -> None:
        before = self.before[change["measure"]]
        for text in change["into"]:
            self._link(before, self._new_measure(_area_code(before), {"en": text}), ConcordanceRelation.SPLIT)

    def _retire(self, change: Change) -> None:
        self._link(self.before[change["measure"]], None, ConcordanceRelation.RETIRED)

    def _provision(self, change: Change) -> None:
        """Nothing here: paragraphs are continued together, after the measures."""

    def _provision_of(self, provision: Provision, change: Change | None) -> None:
        # Editions made by an amendment are in their citations, so the base's gives way to the new one's.
        paragraph = provision.citation.removeprefix("CA ").removeprefix(f"{self.base.code} ")
        citation = f"CA {self.edition.code} {paragraph}"
        copy = Provision.objects.get(pk=provision.pk)
        copy.citation, copy.edition, copy.changed_by_act = citation, self.edition, True
        self._carry_over(copy)
        for name, value in self._adopted(change).items() if change else ():
            setattr(copy, name, value)
        copy.save(force_insert=True)


def texts_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a text that an edition adopts: English is official, the others are
    translations.
    """
    return {
        "text_en": given["en"],
        "text_ru": given.get("ru") or "",
        "text_fr": given.get("fr") or "",
        "official": ["en"],
        "sources": {},
    }


def _numbered(measures: MeasureQuerySet) -> Iterator[str]:
    return (code for code in measures.values_list("code", flat=True) if code.rpartition("-")[2].isdecimal())


def _area_code(measure: Measure) -> str:
    return Area.objects.values_list("code", flat=True).get(pk=measure.area_id)
