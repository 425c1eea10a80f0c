"""The reference record of participants, chairmanships and heads of the secretariat, and how it is loaded."""

import json
from collections.abc import Collection, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from members.enums import Precision
from members.models import Alias, Chairmanship, FormerName, HeadOfSecretariat, Participant, Period
from members.synchronisation import (
    BadReference,
    Tally,
    checked,
    day_of,
    known,
    not_overtaken,
    once,
    sources_of,
    synchronise,
    value_of,
    without_overlap,
)

DATA = Path(__file__).parent / "data"
PARTICIPANTS = "participants.json"
CHAIRMANSHIPS = "chairmanships.json"
LANGUAGES = ("en", "ru", "fr")


def read_members() -> dict[str, Any]:
    """Return the records of this room by file name."""
    return {name: json.loads((DATA / name).read_text()) for name in (PARTICIPANTS, CHAIRMANSHIPS)}


def load_members(data: Mapping[str, Any]) -> dict[str, Tally]:
    """Bring participants and terms in line with `data`; call in a transaction. Raises BadReference.

    Returns what became of each kind of record, in the order of loading.
    """
    records = data[PARTICIPANTS]["participants"]
    codes = [
        value_of(record, "key", where=f"{PARTICIPANTS}, record {number}")
        for number, record in enumerate(records, start=1)
    ]
    once(codes, where=PARTICIPANTS)
    chairs = data[CHAIRMANSHIPS]
    participants = [_participant(record) for record in records]
    aliases = [alias for record in records for alias in _aliases(record)]
    former = [name for record in records for name in _former_names(record)]
    periods = [period for record in records for period in _periods(record)]
    terms = [
        _chairmanship(record, codes) for record in value_of(chairs, "chairmanships", where=CHAIRMANSHIPS)
    ]
    heads = [_head(record, codes) for record in value_of(chairs, "heads_of_secretariat", where=CHAIRMANSHIPS)]
    deputies = [_head(record, codes, is_deputy=True) for record in chairs.get("deputies", [])]
    without_overlap(terms, name=_key, where=CHAIRMANSHIPS)
    without_overlap([head for head in heads if head.valid_from], name=_key, where=CHAIRMANSHIPS)
    once((head.reference_key for head in [*heads, *deputies]), where=CHAIRMANSHIPS)
    return {
        "participants": synchronise(participants, present=Participant.objects.all(), key=_code),
        "aliases": synchronise(aliases, present=Alias.objects.all(), key=_alias_key, removes=True),
        "former names": synchronise_terms(former, model=FormerName, series=_whose_name),
        "periods": synchronise_terms(periods, model=Period, series=_participant_of),
        "chairmanships": synchronise_terms(terms, model=Chairmanship, series=type),
        "heads of the secretariat": synchronise_terms(
            [*heads, *deputies], model=HeadOfSecretariat, series=_is_deputy
        ),
    }


def synchronise_terms(wanted: list, *, model: type[Any], series: Any) -> Tally:
    """Synchronise dated rows, leaving out records that an act has overtaken (within one `series`)."""
    made_by_acts = model.objects.filter(changed_by_act=True)
    have_a_row = {row.reference_key for row in made_by_acts}
    changed = [record for record in wanted if record.reference_key in have_a_row]
    others = [record for record in wanted if record.reference_key not in have_a_row]
    free, overtaken = not_overtaken(others, made_by_acts=made_by_acts, series=series)
    present = model.objects.exclude(reference_key=None)
    tally = synchronise([*changed, *free], present=present, key=_key, removes=True)
    tally.kept += overtaken
    return tally


def _code(participant: Participant) -> str:
    return participant.code


def _key(row: Period | Chairmanship | HeadOfSecretariat) -> str:
    return row.reference_key or ""


def _alias_key(alias: Alias) -> tuple[str, str, str]:
    return alias.participant_id, alias.language, alias.name


def _is_deputy(head: HeadOfSecretariat) -> bool:
    return head.is_deputy


def _whose_name(name: FormerName) -> tuple[str, date]:
    return name.participant_id, name.valid_to


def _participant_of(period: Period) -> str:
    return period.participant_id


def _participant(record: Mapping[str, Any]) -> Participant:
    where = f"{PARTICIPANTS}, {record['key']}"
    names = value_of(record, "names", where=where)
    origins = value_of(record, "names_source", where=where)
    short = record.get("abbreviations") or {}
    texts = {f"name_{language}": value_of(names, language, where=where) for language in LANGUAGES}
    return checked(
        Participant(
            code=record["key"],
            kind=value_of(record, "kind", where=where),
            iso_alpha3=record.get("iso_alpha3") or "",
            **texts,
            **{f"abbreviation_{language}": short.get(language, "") for language in LANGUAGES},
            name_sources={
                language: sources_of({"source": origins.get(language)}, where=where)[0]
                for language in LANGUAGES
            },
            sort_name=Participant.sort_key(texts["name_en"]),
        ),
        where=where,
    )


def _aliases(record: Mapping[str, Any]) -> list[Alias]:
    where = f"{PARTICIPANTS}, {record['key']}"
    return [
        checked(_alias(record["key"], alias, where=where), where=where)
        for alias in record.get("alt_names", [])
    ]


def _alias(code: str, record: Mapping[str, Any], *, where: str) -> Alias:
    name = value_of(record, "name", where=where)
    return Alias(
        participant_id=code,
        language=value_of(record, "lang", where=where),
        name=name,
        until=record.get("until", ""),
        is_shown=record.get("shown", True),
        source=", ".join(sources_of(record, where=f"{where}, alias “{name}”")),
    )


def _former_names(record: Mapping[str, Any]) -> list[FormerName]:
    return [
        _former_name(record["key"], name, where=f"{PARTICIPANTS}, {record['key']}, former name {number}")
        for number, name in enumerate(record.get("former_names", []), start=1)
    ]


def _former_name(code: str, record: Mapping[str, Any], *, where: str) -> FormerName:
    until = value_of(record, "until", where=where)
    name = FormerName(
        participant_id=code,
        **{f"name_{language}": value_of(record, language, where=where) for language in LANGUAGES},
        valid_to=day_of(record, "until", where=where),  # type: ignore[misc]  # `checked` misses one
        ends_precision=value_of(record, "until_precision", where=where),
        sources=sources_of(record, where=where),
        confidence=value_of(record, "confidence", where=where),
        reference_key=f"{code}:name:{record.get('keyed_on') or until}",
    )
    return checked(name, where=where)


def _periods(record: Mapping[str, Any]) -> list[Period]:
    periods = [
        _period(record["key"], period, where=f"{PARTICIPANTS}, {record['key']}, period {number}")
        for number, period in enumerate(record.get("status", []), start=1)
    ]
    without_overlap(periods, name=_key, where=PARTICIPANTS)
    return periods


def _period(code: str, record: Mapping[str, Any], *, where: str) -> Period:
    day = partial(day_of, record, where=where)
    valid_from = day("asof_from")
    if valid_from is None:
        raise BadReference(f"{where}: “asof_from” is missing")
    period = Period(
        participant_id=code,
        status=value_of(record, "status", where=where),
        starts_on=day("from"),
        starts_precision=value_of(record, "from_precision", where=where),
        **_bounds(record, where=where),
        ends_on=day("to"),
        ends_precision=record.get("to_precision", ""),
        valid_from=valid_from,
        valid_to=day("asof_to"),
        sources=sources_of(record, where=where),
        confidence=value_of(record, "confidence", where=where),
        note=record.get("note") or "",
        reference_key=f"{code}:{record.get('status')}:{record.get('keyed_on') or valid_from}",
    )
    if (period.starts_on is not None) != (period.starts_precision == Precision.DAY):
        raise BadReference(f"{where}: “from” and “from_precision” disagree")
    return checked(period, where=where)


def _bounds(record: Mapping[str, Any], *, where: str) -> dict[str, date | None]:
    """Return within which days the row began and ended; raise BadReference for a first day after the last."""
    found: dict[str, date | None] = {}
    for part, name in (("starts", "from_bounds"), ("ends", "to_bounds")):
        pair = dict(zip(("earliest", "latest"), record.get(name) or (None, None), strict=True))
        days = {f"{part}_{end}": day_of(pair, end, where=f"{where}, {name}") for end in pair}
        earliest, latest = days.values()
        if earliest and latest and earliest > latest:
            raise BadReference(f"{where}: “{name}” ends before it begins")
        found |= days
    return found


def _chairmanship(record: Mapping[str, Any], codes: Collection[str]) -> Chairmanship:
    state = value_of(record, "state", where=CHAIRMANSHIPS)
    where = f"{CHAIRMANSHIPS}, {state} from {record.get('from')}"
    how = f"{record['how']} ({record['decided_on']})" if "how" in record else ""
    planned = f"Planned until: {record['planned_until']}." if "planned_until" in record else ""
    sources = sources_of(record, where=where) + [record[name] for name in ("how_source",) if name in record]
    term = Chairmanship(
        state_id=known(state, among=codes, where=where),
        starts_on=day_of(record, "from", where=where),
        valid_from=_first_sure_day(record, where=where),
        valid_to=day_of(record, "to", where=where),
        **_bounds(record, where=where),
        decision=how,
        extensions=record.get("extensions", []),
        sources=sources,
        confidence=value_of(record, "confidence", where=where),
        note=" ".join(part for part in (record.get("note"), planned) if part),
        reference_key=f"{state}:{record.get('from')}",
    )
    if term.valid_from is None:
        raise BadReference(f"{where}: neither “from” nor “asof_from” is given")
    return checked(term, where=where)


def _first_sure_day(record: Mapping[str, Any], *, where: str) -> date | None:
    """Return the first day, or where it is not known the day by which it is surely so."""
    return day_of(record, "from", where=where) or day_of(record, "asof_from", where=where)


def _head(record: Mapping[str, Any], codes: Collection[str], *, is_deputy: bool = False) -> HeadOfSecretariat:
    name = value_of(record, "name", where=CHAIRMANSHIPS)
    where = f"{CHAIRMANSHIPS}, {name} from {record.get('from')}"
    head = HeadOfSecretariat(
        name=name,
        title=value_of(record, "title", where=where),
        state_id=known(value_of(record, "state", where=where), among=codes, where=where),
        is_deputy=is_deputy,
        starts_on=day_of(record, "from", where=where),
        valid_from=_first_sure_day(record, where=where),
        valid_to=day_of(record, "to", where=where) or day_of(record, "asof_to", where=where),
        **_bounds(record, where=where),
        sources=sources_of(record, where=where),
        confidence=value_of(record, "confidence", where=where),
        note=record.get("note") or "",
        reference_key=f"{name}:{record.get('title') if is_deputy else record.get('from')}",
    )
    return checked(head, where=where)
