"""An act as other systems are told of it: one envelope, for the event stream and for webhooks alike.

Thin, as Standard Webhooks advises: it says what happened and where to read it, so that whoever is handed an
envelope learns no more than the register would say. Its `summary` alone is in a language: the caller's who
reads the stream, the owner's of a webhook.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from records.addresses import address_of
from records.canonical import instant_text
from records.epochs import Epoch, epoch_of
from records.kinds import link_to
from records.telling import Teller
from web.feeds import absolute

ORDERING = ("number",)
COLUMNS = (
    "number", "at", "action", "object_kind", "object_key", "state", "capacity", "entered_by", "rule", "hash",
    "payload",
)  # fmt: skip
ID_LENGTH = 32  # hexadecimal digits of the act's hash: 128 bits


def envelope_columns(acts: QuerySet) -> QuerySet:
    """Return the columns of `acts` that an envelope is made of; their order is the caller's."""
    return acts.values(*COLUMNS)


def envelope_of(act: Mapping[str, Any], epochs: Sequence[Epoch], teller: Teller) -> dict[str, Any]:
    """Return the envelope of one row of `envelope_columns`, which `teller` tells of.

    `id` is the same for everybody and for ever: the beginning of the act's hash in the register. `timestamp`
    is the act's instant in the register (RFC 3339, UTC), not when anybody was told.
    """
    url = link_to(act["object_kind"], act["object_key"]).url
    return {
        "id": f"evt_{act['hash'][:ID_LENGTH]}",
        "type": type_of(object_kind=act["object_kind"], action=act["action"]),
        "timestamp": instant_text(act["at"]),
        "data": {
            "act": act["number"],
            "epoch": epoch_of(act["number"], epochs).name,
            "action": act["action"],
            "object": {
                "kind": act["object_kind"],
                "key": act["object_key"],
                "url": url and absolute(url),
            },
            "state": act["state"],
            "capacity": act["capacity"],
            "entered_by": act["entered_by"],
            "rule": act["rule"],
            "summary": teller.sentence(act),
            "url": absolute(address_of("api-act", act["number"])),
        },
    }


def type_of(*, object_kind: str, action: str) -> str:
    """Return the event's type, words joined by full stops as the standard has it: `proposal.open_swg`."""
    return f"{object_kind}.{action}".replace("-", "_")
