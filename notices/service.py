"""Who was told of an act, and what became of the mail: as far as a reader may know.

Whom an act concerned can be more restricted than the act: a submission's readers know of it, not of each
other. So the secretariat sees every addressee, others see themselves, and everybody sees the groups that the
table of acts names for all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from members.actor import Actor
from members.enums import Post
from members.models import Account, Participant
from notices.enums import ChannelName, DeliveryStatus
from notices.mail import LENGTH_OF_ID
from notices.models import Delivery, Notice
from notices.querysets import addresses_of
from records.known_acts import acts_by_room


def told_of(*, act: int, action: str, actor: Actor) -> dict[str, Any]:
    """Return the groups told of an act, and each addressee that `actor` may know with its mail by status."""
    notices = Notice.objects.filter(act=act)
    if not actor.is_secretariat:
        notices = notices.filter(addressee__in=addresses_of(actor))
    addressees = dict(notices.order_by("addressee").values_list("addressee", "read_at"))
    mail = _mail_of(act, addressees) if addressees else {}
    names = _names_of(addressees) if addressees else {}
    return {
        "groups": _groups_of(action),
        "is_whole": actor.is_secretariat,
        "addressees": [
            {"addressee": code, "name": names.get(code, code), "mail": mail.get(code, []), "read_at": read_at}
            for code, read_at in addressees.items()
        ],
    }


def _names_of(addressees: Iterable[str]) -> dict[str, str]:
    persons = [code for code in addressees if len(code) == LENGTH_OF_ID]
    people = Account.objects.filter(public_id__in=persons) if persons else []
    return Participant.objects.names() | {
        str(person.public_id): person.get_full_name() or person.username for person in people
    }


def _groups_of(action: str) -> list[str]:
    found = (act for _room, acts in acts_by_room() for act in acts if act.name == action)
    return list(dict.fromkeys(str(group.label) for act in found for group in act.tells))


def _mail_of(act: int, addressees: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return how many mails to each addressee have which status; one person may read for several."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = Delivery.objects.filter(act=act, channel=ChannelName.MAIL).values_list(
        "account__participant", "account__post", "account__is_chairs_office", "account__public_id", "status"
    )
    for participant, post, is_chairs_office, person, status in rows:
        for code in [*_read_for(participant, post, is_chairs_office=is_chairs_office), str(person)]:
            counts[code][status] += 1
    return {
        code: [
            {"status": status.value, "label": str(status.label), "count": counts[code][status]}
            for status in DeliveryStatus
            if counts[code][status]
        ]
        for code in addressees
    }


def _read_for(participant: str | None, post: str, *, is_chairs_office: bool) -> list[str]:
    codes = [participant] if participant else []
    return [
        *codes,
        *(["secretariat"] if post == Post.SECRETARIAT else []),
        *(["chair"] if is_chairs_office else []),
    ]


def reached(*, object_kind: str, object_key: str) -> set[tuple[datetime, str]]:
    """Return `(instant of the act, participant)` wherever a mail of an act on an object was taken."""
    taken = Delivery.objects.filter(
        act__object_kind=object_kind,
        act__object_key=object_key,
        channel=ChannelName.MAIL,
        status=DeliveryStatus.HANDED_OVER,
        account__participant__isnull=False,
    )
    return set(taken.values_list("act__at", "account__participant"))


def opened(*, object_kind: str, object_key: str) -> set[tuple[datetime, str]]:
    """Return `(instant of the act, addressee)` wherever the notice of an act on an object was opened."""
    notices = Notice.objects.filter(act__object_kind=object_kind, act__object_key=object_key)
    return set(notices.exclude(read_at=None).values_list("act__at", "addressee"))
