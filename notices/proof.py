"""The proof of notices: what was handed over has its attempt in the ledger, and each attempt its delivery."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef

from notices.enums import DeliveryStatus
from notices.models import Attempt, Delivery
from records.proof import Difference


def deliveries_differ() -> Iterator[Difference]:
    """Find deliveries that claim to be handed over at an instant at which the ledger knows of none."""
    handed_over = Attempt.objects.filter(
        delivery=OuterRef("pk"), at=OuterRef("handed_over_at"), outcome=DeliveryStatus.HANDED_OVER
    )
    claimed = Delivery.objects.filter(handed_over_at__isnull=False).filter(~Exists(handed_over))
    for pk, at in claimed.order_by("pk").values_list("pk", "handed_over_at").iterator():
        yield Difference(f"delivery {pk}", "handed_over_at", "no attempt of that instant", at.isoformat())
    lost = Attempt.objects.filter(outcome=DeliveryStatus.HANDED_OVER, delivery__handed_over_at=None)
    for pk, at in lost.order_by("pk").values_list("delivery", "at").iterator():
        yield Difference(f"delivery {pk}", "handed_over_at", at.isoformat(), None)
    early = Delivery.objects.filter(act__isnull=False, created_at__lt=F("act__at"))
    for pk, at in early.order_by("pk").values_list("pk", "created_at").iterator():
        yield Difference(f"delivery {pk}", "created_at", "not before its act", at.isoformat())
