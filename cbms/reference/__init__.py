"""The reference record of the catalogue, the approach, the annex and the official list; how it is loaded."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cbms.models import Coordinator, Edition, Offer, Provision
from cbms.reference.catalogue import (
    CATALOGUE,
    areas_2007,
    areas_of,
    edition_of,
    measures_2007,
    measures_2021,
    synchronise_areas,
    synchronise_measures,
)
from cbms.reference.coordination import ANNEX, OFFICIAL_LIST, coordinators_of, offers_of
from cbms.reference.provisions import PROVISIONS, provisions_of
from members.models import Participant
from members.reference import synchronise_terms
from members.synchronisation import Tally, synchronise, the_day_of

DATA = Path(__file__).parent.parent / "data"
AREAS_2021 = "areas_2021.json"


def read_catalogue() -> dict[str, Any]:
    """Return the records of this room by file name."""
    names = (CATALOGUE, AREAS_2021, PROVISIONS, ANNEX, OFFICIAL_LIST)
    return {name: json.loads((DATA / name).read_text()) for name in names}


def load_catalogue(data: Mapping[str, Any]) -> dict[str, Tally]:
    """Bring editions, provisions, offers and the official list in line with `data`; call in a transaction.

    Participants are loaded before. Raises BadReference. Returns what became of each kind of record.
    """
    editions = {record["id"]: record for record in data[CATALOGUE]["editions"]}
    whole, partial, before = editions["2007"], editions["2021"], editions["2004"]
    names = {area["name"]: area for area in data[AREAS_2021]["areas"]}
    tallies = {
        "editions": synchronise(
            [edition_of(record) for record in editions.values()], present=Edition.objects.all(), key=_code
        ),
        "areas": synchronise_areas(areas_2007(whole), [*areas_of(before, names), *areas_of(partial, names)]),
        "measures": synchronise_measures([*measures_2007(whole), *measures_2021(partial, names)]),
        "provisions": synchronise(
            provisions_of(data[PROVISIONS], whole["modalities"]),
            present=Provision.objects.all(),
            key=_citation,
        ),
    }
    states = set(Participant.objects.values_list("code", flat=True))
    annex = Offer.objects.filter(edition="2007")
    tallies["offers"] = synchronise(offers_of(data[ANNEX], whole, states), present=annex, key=_row)
    updated_on = the_day_of(partial, "adopted_on", where=CATALOGUE)
    entries = coordinators_of(data[OFFICIAL_LIST], names, states, updated_on=updated_on)
    tallies["coordinators"] = synchronise_terms(entries, model=Coordinator, series=_seat)
    return tallies


def _code(edition: Edition) -> str:
    return edition.code


def _citation(provision: Provision) -> str:
    return provision.citation


def _row(offer: Offer) -> int:
    return offer.row


def _seat(entry: Coordinator) -> tuple[str, int, int | None]:
    return entry.state_id, entry.area_id, entry.measure_id
