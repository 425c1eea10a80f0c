"""The proof of notices: who was told is as it stands beside the act; what was handed over has its attempt in
the ledger, and each attempt its delivery.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, F, OuterRef

from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery, Notice
from records.beside import Beside
from records.certain import certain
from records.models import Act
from records.proof import ACTS_AT_ONCE, Difference, compared


def notices_differ() -> Iterator[Difference]:
    """Compare the notices with whom each act told; acts entered before that was kept say nothing of it."""
    acts = Act.objects.exclude(beside="").order_by("number").values_list("number", "at", "beside")
    rows = acts.iterator(chunk_size=ACTS_AT_ONCE)
    while batch := list(islice(rows, ACTS_AT_ONCE)):
        say = {key: facts for act in batch for key, facts in _told_by(*act).items()}
        told = Notice.objects.filter(act__in=[number for number, *_rest in batch]).order_by(
            "act", "addressee"
        )
        found = {
            _key(row["act"], row["addressee"]): row for row in told.values("act", "addressee", "created_at")
        }
        yield from compared("notice", say, found)


def _told_by(number: int, at: datetime, beside: str) -> dict[str, dict[str, Any]]:
    return {_key(number, addressee): {"created_at": at} for addressee in Beside.read(beside).told}


def _key(number: int, addressee: str) -> str:
    return f"of act {number} to {addressee}"


def deliveries_differ() -> Iterator[Difference]:
    """Find deliveries that claim to be handed over at an instant at which the ledger knows of none."""
    handed_over = Attempt.objects.filter(
        delivery=OuterRef("pk"), at=OuterRef("handed_over_at"), outcome=DeliveryStatus.HANDED_OVER
    )
    claimed = Delivery.objects.filter(handed_over_at__isnull=False).filter(~Exists(handed_over))
    for pk, claim in claimed.order_by("pk").values_list("pk", "handed_over_at").iterator():
        claimed_at = certain(claim, "instant of what was handed over").isoformat()
        yield Difference(f"delivery {pk}", "handed_over_at", "no attempt of that instant", claimed_at)
    lost = Attempt.objects.filter(outcome=DeliveryStatus.HANDED_OVER, delivery__handed_over_at=None)
    for pk, at in lost.order_by("pk").values_list("delivery", "at").iterator():
        yield Difference(f"delivery {pk}", "handed_over_at", at.isoformat(), None)
    early = Delivery.objects.filter(act__isnull=False, created_at__lt=F("act__at"))
    for pk, at in early.order_by("pk").values_list("pk", "created_at").iterator():
        yield Difference(f"delivery {pk}", "created_at", "not before its act", at.isoformat())
