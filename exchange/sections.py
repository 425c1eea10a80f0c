"""What the pages of measures and participants show of the exchange."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from cbms.models import Measure
from exchange.enums import SubmissionStage
from exchange.models import Submission
from exchange.querysets import SubmissionQuerySet
from members.actor import Actor
from members.sections import Section
from records.addresses import address_of

SHOWN = 10


def on_measure(*, subject: Any, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the latest submissions on a measure in any edition that `actor` may see."""
    lineage = Measure.objects.of_lineage(subject.pk).values("pk")
    found = Submission.objects.visible_to(actor).on_measure(**{"in": lineage})
    return _latest(found, actor, address=f"{address_of('submission-list')}?measure={subject.code}")


def of_participant(*, subject: Any, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the latest submissions of a participant that `actor` may see."""
    found = Submission.objects.visible_to(actor).of_state(subject.code)
    return _latest(found, actor, address=f"{address_of('submission-list')}?state={subject.code}")


def _latest(found: SubmissionQuerySet, actor: Actor, *, address: str) -> Mapping[str, Any] | None:
    latest = found.with_text_for(actor).order_by("-id")
    rows = [
        row | {"stage": SubmissionStage(row["stage"])}
        for row in latest.values("reference", "title", "submitted_at", "stage")[: SHOWN + 1]
    ]
    if not rows:
        return None
    return {"rows": rows[:SHOWN], "all_address": address if len(rows) > SHOWN else ""}


ON_MEASURE = Section(
    name="information",
    title=_("Information exchanged"),
    template="exchange/_section.html",
    read=on_measure,
)
ON_PARTICIPANT = Section(
    name="information",
    title=_("Information exchanged"),
    template="exchange/_section.html",
    read=of_participant,
)
