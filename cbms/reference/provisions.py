"""The citable paragraphs of the approach, and the rules that acts rest on."""

from collections.abc import Mapping
from typing import Any

from cbms.models import Provision
from cbms.reference.catalogue import CATALOGUE
from cbms.reference.texts import LANGUAGES, texts_of
from members.synchronisation import DOCUMENT_OF_2007, BadReference, checked, once, sources_of, value_of

PROVISIONS = "provisions.json"


def provisions_of(ours: Mapping[str, Any], modalities: Mapping[str, Any]) -> list[Provision]:
    """Return the citable paragraphs in the order of the document, then the rules that acts rest on, then what
    was found of the Catalogue.
    """
    clause = "voluntary_information_clause"
    texts = [
        *((record["citation"], record, record.get("note", "")) for record in ours["introduction"]),
        (
            "CA intro 5",
            modalities[clause],
            "The last paragraph of the introduction: see the note on introduction 2.",
        ),
        ("CA modalities", modalities["intro"], ""),
        *((f"CA (a){n}", sentence, "") for n, sentence in enumerate(_sentences(modalities["a"]), start=1)),
        *((f"CA (b){n}", step, "") for n, step in enumerate(modalities["b"]["steps"], start=1)),
        ("CA review", modalities["review_clause"], ""),
    ]
    approach = [
        _provision(citation, _marked(record), edition="2007", position=position, note=note)
        for position, (citation, record, note) in enumerate(texts, start=1)
    ]
    rules = [
        _rule(record, position=len(texts) + number) for number, record in enumerate(ours["rules"], start=1)
    ]
    catalogue = ours["catalogue"]
    before = len(approach) + len(rules)
    held = [
        _provision(
            value_of(record, "citation", where=PROVISIONS), record, edition=catalogue["edition"],
            position=before + number, note=record["note"],
        )
        for number, record in enumerate(catalogue["provisions"], start=1)
    ]  # fmt: skip
    once((provision.citation for provision in approach + rules + held), where=PROVISIONS)
    return approach + rules + held


def _sentences(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return modality (a) as its three sentences in each language, so that each can be cited."""
    split = {}
    for language in LANGUAGES:
        text = record[language] if isinstance(record[language], str) else record[language]["text"]
        split[language] = text.replace(". ", ".\n").split("\n")
    if {len(sentences) for sentences in split.values()} != {3}:
        raise BadReference(f"{CATALOGUE}, modality a: it has not three sentences in each language")
    return [{language: split[language][number] for language in LANGUAGES} for number in range(3)]


def _marked(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with French as its source's wording, the others marked as they are or as ours."""
    return {
        "fr": record["fr"],
        **{
            language: record[language]
            if isinstance(record[language], dict)
            else {"text": record[language], "translation": True}
            for language in ("en", "ru")
        },
    }


def _provision(
    citation: str, record: Mapping[str, Any], *, edition: str, position: int, note: str
) -> Provision:
    where = f"{CATALOGUE}, {citation}"
    row = Provision(
        citation=citation,
        edition_id=edition,
        position=position,
        note=note,
        **texts_of(record, source=DOCUMENT_OF_2007, where=where),
    )
    return checked(row, where=where)


def _rule(record: Mapping[str, Any], *, position: int) -> Provision:
    where = f"{PROVISIONS}, {value_of(record, 'citation', where=PROVISIONS)}"
    row = Provision(
        citation=record["citation"],
        position=position,
        is_paraphrase=True,
        note=value_of(record, "note", where=where),
        sources={"paraphrase": ", ".join(sources_of(record, where=where))},
        **{f"text_{language}": value_of(record, language, where=where) for language in LANGUAGES},
    )
    return checked(row, where=where)
