"""Texts in three languages, each marked as official or as our translation."""

from collections.abc import Mapping
from typing import Any

from members.synchronisation import BadReference, sources_of

LANGUAGES = ("en", "ru", "fr")


def texts_of(record: Mapping[str, Any], *, source: str | None, where: str) -> dict[str, Any]:
    """Return the text fields of a row.

    A language is plain text (then from `source`) or `{text, translation, source}`; with `official` false it
    is a wording that the source gives of another text than this one.
    """
    texts = {language: record.get(language) for language in LANGUAGES}
    given = {
        language: {"text": text, "translation": False, "source": source}
        if isinstance(text, str)
        else text or {}
        for language, text in texts.items()
    }
    if not any(text.get("text") for text in given.values()):
        raise BadReference(f"{where}: it has no text")
    worded = [name for name, text in given.items() if text.get("text") and not text["translation"]]
    return {
        **{f"text_{language}": text.get("text") or "" for language, text in given.items()},
        "official": [name for name in worded if given[name].get("official", True)],
        "sources": {name: sources_of(given[name], where=f"{where}, {name}")[0] for name in worded},
    }
