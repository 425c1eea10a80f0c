"""The annex of 2007 row for row, and the official list as far as it was found."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from cbms.enums import OfferRole
from cbms.models import Area, Coordinator, Measure, Offer
from members.synchronisation import (
    DOCUMENT_OF_2007,
    BadReference,
    checked,
    known,
    once,
    sources_of,
    the_day_of,
    value_of,
)
from records.certain import certain

ANNEX = "coordinators_2007.json"
OFFICIAL_LIST = "coordinators_latest.json"
BEFORE, UPDATED = "2004", "2021"
"""The editions of the Catalogue."""
UNDIVIDED = "coordinator_or_co_coordinator"


def offers_of(annex: Mapping[str, Any], edition: Mapping[str, Any], states: set[str]) -> list[Offer]:
    areas = {area["number"]: area["code"] for area in edition["areas"]}
    keys = {
        "area": dict(Area.objects.filter(edition="2007").values_list("code", "pk")),
        "measure": dict(Measure.objects.filter(edition="2007").values_list("code", "pk")),
    }
    on = the_day_of(annex["meta"], "date", where=ANNEX)
    offers = [_offer(record, areas, keys, states, on) for record in annex["rows"]]
    once((offer.row for offer in offers), where=ANNEX)
    return offers


def _offer(
    record: Mapping[str, Any],
    areas: Mapping[int, str],
    keys: Mapping[str, Mapping[str, int]],
    states: set[str],
    on: date,
) -> Offer:
    where = f"{ANNEX}, row {record['order']}"
    if record.get("role") != UNDIVIDED:
        raise BadReference(f"{where}: unknown role {record.get('role')}")
    measures = record["priority_areas"] or [None]
    if len(measures) > 1:
        raise BadReference(f"{where}: an offer is for one measure")
    measure = keys["measure"][known(measures[0], among=keys["measure"], where=where)] if measures[0] else None
    area = keys["area"][areas[known(record["area"], among=areas, where=where)]] if "area" in record else None
    row = Offer(
        state_id=known(record["state"], among=states, where=where),
        edition_id="2007",
        measure_id=measure,
        area_id=area,
        role=OfferRole.UNDIVIDED,
        offered_on=on,
        row=record["order"],
        item=record["item"],
        state_as_written=value_of(record, "state_fr", where=where),
        words=value_of(record, "measure_fr", where=where),
        scope=value_of(record, "scope", where=where),
        match=record["match"] or "",
        source=f"{sources_of(record, where=where)[0]}, annex III, annex",
        confidence=value_of(record, "confidence", where=where),
        note=record.get("note", ""),
    )
    return checked(row, where=where)


def coordinators_of(
    official_list: Mapping[str, Any], names: Mapping[str, Any], states: set[str], *, updated_on: date
) -> list[Coordinator]:
    """Return the entries of each state named, with its own date; areas of which nobody was found have none.

    What is attested before the Catalogue was updated (`updated_on`) stands under that of 2004 until then, and
    under the updated one after.
    """
    codes = {also: area["code"] for area in names.values() for also in (area["name"], *area.get("also", []))}
    areas = Area.objects.filter(edition__in=(BEFORE, UPDATED)).values_list("edition", "code", "pk")
    keys = {(edition, code): pk for edition, code, pk in areas}
    entries = []
    for record in official_list["rows"]:
        name = value_of(record, "priority_area", where=OFFICIAL_LIST)
        where = f"{OFFICIAL_LIST}, {name}"
        code = codes[known(name, among=codes, where=where)]
        for found in record["entries"]:
            entry = _coordinator({**record, **found}, states, code=code, where=where)
            entry.area_id = keys[UPDATED, code]
            if certain(entry.valid_from, f"first day of {where}") < updated_on:
                if (BEFORE, code) not in keys:
                    raise BadReference(f"{where}: the Catalogue of {BEFORE} has no area {code}")
                entries.append(_until(entry, updated_on, area=keys[BEFORE, code]))
                entry.valid_from = updated_on
            entries.append(entry)
    once((entry.reference_key for entry in entries), where=OFFICIAL_LIST)
    return entries


def _until(entry: Coordinator, day: date, *, area: int) -> Coordinator:
    """Return the part of an entry before `day`, under the area of the edition of that time."""
    part = copy(entry)
    part.area_id, part.valid_to = area, day
    part.reference_key = f"{BEFORE}:{entry.reference_key}"
    return part


def _coordinator(record: Mapping[str, Any], states: set[str], *, code: str, where: str) -> Coordinator:
    state = known(value_of(record, "state", where=where), among=states, where=where)
    attested = value_of(record, "attested_on", where=where)
    if DOCUMENT_OF_2007 in sources_of(record, where=where):
        raise BadReference(f"{where}: the annex of 2007 holds offers of {state}, no designation")
    starts, ends = _span(attested, record.get("term", ""), where=where)
    conflict = f"Conflict of sources: {record['conflict']}" if "conflict" in record else ""
    row = Coordinator(
        state_id=state,
        role=value_of(record, "role", where=where),
        valid_from=starts,
        valid_to=ends,
        attested_on=attested,
        term=record.get("term", ""),
        sources=sources_of(record, where=where),
        confidence=value_of(record, "confidence", where=where),
        note=" ".join(part for part in (record.get("note"), conflict) if part),
        reference_key=f"{code}:{state}",
    )
    return checked(row, where=where)


def _span(attested: str, term: str, *, where: str) -> tuple[date, date | None]:
    """Return from when to when an entry counts: its term, or from the day by which it is surely attested.

    "2021" is sure only at the end of the year, "2016-04" at the end of the month, "after 2021-10" after that
    month; an entry never claims more than its source.
    """
    try:
        if term:
            first, last = (int(year) for year in term.split("-"))
            return date(first, 1, 1), date(last + 1, 1, 1)
        numbers = [int(number) for number in attested.removeprefix("after ").split(" ")[0].split("-")]
        year, month, day = [*numbers, 0, 0][:3]
        if day:
            return date(year, month, day), None
        return (date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)), None  # noqa: PLR2004
    except (ValueError, TypeError) as error:
        raise BadReference(f"{where}: “{attested}” {term} is no time") from error
