"""Editions, areas and measures of `catalogue.json`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cbms.enums import Completeness
from cbms.models import Area, Edition, Measure
from cbms.reference.texts import texts_of
from members.synchronisation import (
    DOCUMENT_OF_2007,
    BadReference,
    Tally,
    checked,
    day_of,
    known,
    once,
    sources_of,
    synchronise,
    the_day_of,
    value_of,
)

CATALOGUE = "catalogue.json"
COMPLETENESS = {"complete": Completeness.COMPLETE, "partial": Completeness.INCOMPLETE}
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class DraftMeasure:
    """A measure whose area has no key yet: the row, and the code of its area."""

    row: Measure
    area: str


def edition_and_code(row: Area | Measure) -> tuple[str, str]:
    """Return what an area or a measure is known by."""
    return row.edition_id, row.code


def edition_of(record: Mapping[str, Any]) -> Edition:
    where = f"{CATALOGUE}, edition {record['id']}"
    status = known(value_of(record, "status", where=where), among=COMPLETENESS, where=where)
    adopted_on = the_day_of(record, "adopted_on", where=where)
    source = sources_of(record, where=where)[0]
    edition = Edition(
        code=record["id"],
        lineage=value_of(record, "lineage", where=where),
        **texts_of(value_of(record, "title", where=where), source=source, where=where),
        adopted_on=adopted_on,
        adopted_at=value_of(record, "adopted_at", where=where),
        adopted_by=value_of(record, "adopted_by", where=where),
        completeness=COMPLETENESS[status],
        in_force_from=adopted_on if status == "complete" else day_of(record, "in_force_from", where=where),
        in_force_to=day_of(record, "in_force_to", where=where),
        warning=record.get("warning", ""),
    )
    return checked(edition, where=where)


def synchronise_areas(upper: list[Area], areas: list[tuple[Area, str | None]]) -> Tally:
    """Write the dimensions first, then the priority areas below them."""
    above = [area for area, parent in areas if parent is None]
    tally = synchronise([*upper, *above], present=Area.objects.filter(parent=None), key=edition_and_code)
    tops = Area.objects.filter(parent=None).values_list("edition", "code", "pk")
    keys = {(edition, code): pk for edition, code, pk in tops}
    below = []
    for area, parent in areas:
        if parent is not None:
            area.parent_id = keys[area.edition_id, parent]
            below.append(area)
    lower = synchronise(below, present=Area.objects.exclude(parent=None), key=edition_and_code)
    return Tally(
        added=tally.added + lower.added, changed=tally.changed + lower.changed, left=tally.left + lower.left
    )


def areas_2007(edition: Mapping[str, Any]) -> list[Area]:
    return [_area_2007(record) for record in edition["areas"]]


def _area_2007(record: Mapping[str, Any]) -> Area:
    where = f"{CATALOGUE}, area {record.get('code')}"
    texts = {
        "fr": value_of(record, "fr", where=where),
        **{
            language: {
                "text": value_of(record, language, where=where),
                "translation": record[f"{language}_translation"],
                "source": record[f"{language}_source"],
                "official": record.get("official", True),
            }
            for language in ("en", "ru")
        },
    }
    rubric = value_of(record, "fr_rubric", where=where)
    variant = {"language": "fr", "name": rubric, "where": "introduction, list of headings"}
    return checked(
        Area(
            edition_id="2007",
            code=value_of(record, "code", where=where),
            **texts_of(texts, source=DOCUMENT_OF_2007, where=where),
            number=record["number"],
            position=record["number"],
            variants=[variant] if rubric != record["fr"] else [],
            note=record["note"] or "",
        ),
        where=where,
    )


def areas_of(edition: Mapping[str, Any], names: Mapping[str, Any]) -> list[tuple[Area, str | None]]:
    """Return each area of an edition of the Catalogue with the code of the dimension above it (None for a
    dimension), in printed order.
    """
    areas: list[tuple[Area, str | None]] = []
    for dimension in value_of(edition, "dimensions", where=CATALOGUE):
        lower = [area for area in dimension["priority_areas"] if area["en"] != dimension["en"]]
        above = sources_of(edition, where=CATALOGUE)[0]
        area = _area(dimension, names, edition=edition["id"], source=above, position=len(areas) + 1)
        areas.append((area, None))
        areas += [
            (
                _area(area, names, edition=edition["id"], source=None, position=len(areas) + number),
                dimension["code"],
            )
            for number, area in enumerate(lower, start=1)
        ]
    return areas


def _area(
    record: Mapping[str, Any], names: Mapping[str, Any], *, edition: str, source: str | None, position: int
) -> Area:
    name = value_of(record, "en", where=CATALOGUE)
    where = f"{CATALOGUE}, {edition}, {name}"
    ours = names[known(name, among=names, where=where)]
    origin = record.get("source") or source or _first_source(record, where=where)
    texts = {
        "en": {
            "text": name,
            "translation": False,
            "source": origin,
            "official": record.get("official", True),
        },
        **{language: {"text": ours[language], "translation": True} for language in ("ru", "fr")},
    }
    return checked(
        Area(
            edition_id=edition,
            code=ours["code"],
            **texts_of(texts, source=origin, where=where),
            position=position,
            variants=[
                {"language": "en", "name": also, "where": "list of coordinators"}
                for also in ours.get("also", [])
            ],
            note=record.get("note") or "",
        ),
        where=where,
    )


def _first_source(record: Mapping[str, Any], *, where: str) -> str:
    """Return the source of an area whose record gives it with its measures only."""
    measures = value_of(record, "measures", where=where)
    return sources_of(measures[0], where=where)[0]


def measures_2007(edition: Mapping[str, Any]) -> list[DraftMeasure]:
    areas = {area["number"]: area["code"] for area in edition["areas"]}
    return [_measure_2007(record, areas) for record in edition["priority_areas"]]


def _measure_2007(record: Mapping[str, Any], areas: Mapping[int, str]) -> DraftMeasure:
    code = value_of(record, "code", where=CATALOGUE)
    where = f"{CATALOGUE}, {code}"
    source = sources_of({"source": record.get("fr_source")}, where=where)[0]
    area = areas[known(record["area"], among=areas, where=where)]
    if code != f"{area}-{record['number']}":
        raise BadReference(
            f"{where}: the code does not follow from area {area} and number {record['number']}"
        )
    row = Measure(
        edition_id="2007",
        code=code,
        **texts_of(record, source=source, where=where),
        number=str(record["number"]),
        position=record["number"],
        note=record.get("note", ""),
    )
    return DraftMeasure(checked(row, where=where), area)


def measures_2021(edition: Mapping[str, Any], names: Mapping[str, Any]) -> list[DraftMeasure]:
    return [
        _measure_2021(
            record, area=names[known(area["en"], among=names, where=CATALOGUE)]["code"], position=position
        )
        for dimension in edition["dimensions"]
        for area in dimension["priority_areas"]
        for position, record in enumerate(area["measures"], start=1)
    ]


def _measure_2021(record: Mapping[str, Any], *, area: str, position: int) -> DraftMeasure:
    """Build a measure of the incomplete edition; a measure without a printed number gets a letter of ours."""
    printed = record.get("ref") or ""
    code = f"{area}-{printed or LETTERS[position - 1]}"
    where = f"{CATALOGUE}, 2021, {code}"
    text = "\n".join([value_of(record, "en", where=where), *record.get("sub", [])])
    row = Measure(
        edition_id="2021",
        code=code,
        **texts_of({"en": text}, source=sources_of(record, where=where)[0], where=where),
        number=printed,
        position=position,
        note="" if printed else "The source prints no number.",
    )
    return DraftMeasure(checked(row, where=where), area)


def synchronise_measures(drafts: Iterable[DraftMeasure]) -> Tally:
    areas = {(edition, code): pk for pk, edition, code in Area.objects.values_list("pk", "edition", "code")}
    rows = []
    for draft in drafts:
        draft.row.area_id = areas[draft.row.edition_id, draft.area]
        rows.append(draft.row)
    once((str(row) for row in rows), where=CATALOGUE)
    return synchronise(
        rows, present=Measure.objects.filter(edition__in=("2007", "2021")), key=edition_and_code
    )
