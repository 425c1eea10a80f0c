"""Citing the approach: the sentence of a rule, and the place on its page where it stands."""

import re

from cbms.models import Provision

_by_citation: dict[str, Provision] = {}


def sentence_of(citation: str) -> str:
    """Return the sentence of `citation` (`CA (a)2`) in the reader's language, "" where there is none.

    Every act shows one, so a process keeps what it has read. The wording of a citation changes only when
    reference data is loaded, before the server starts; paragraphs of a new edition have new citations.
    """
    if citation and citation not in _by_citation:
        read_again()
    provision = _by_citation.get(citation)
    return provision.text if provision else ""


def read_again() -> None:
    """Forget the sentences and read them anew."""
    _by_citation.clear()
    _by_citation.update({provision.citation: provision for provision in Provision.objects.all()})


def anchor_of(citation: str) -> str:
    """Return the anchor of a citation on the page of the approach: `CA (a)2` is at `CA-a-2`."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", citation).strip("-")
