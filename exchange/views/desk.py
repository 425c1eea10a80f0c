"""The secretariat's intake desk: what waits for it, what waits for its authors, what is unread."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import View

from exchange.enums import ExchangeAction, SubmissionKind, SubmissionStage
from exchange.models import Call, Delivery, Submission
from exchange.transitions import BY_NAME
from exchange.views.submissions import LISTED, in_words
from members.models import Participant
from records.refusals import NotYours
from web.pages import PageMixin

SHOWN = 100
"""The longest list on the desk; a longer queue is worked off from its beginning."""


class Intake(PageMixin, View):
    """What the secretariat has to do, the oldest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the queues."""
        if not self.actor.is_secretariat:
            row = BY_NAME[ExchangeAction.DISSEMINATE]
            raise NotYours(_("The intake desk is the secretariat's."), rule=row.rule)
        held = self._rows(Q(stage__in=SubmissionStage.that("is_at_intake")))
        return self.page(
            "exchange/intake.html",
            {
                "waiting": [row for row in held if row["kind_code"] != SubmissionKind.VIEWS],
                "views": [row for row in held if row["kind_code"] == SubmissionKind.VIEWS],
                "preparing": self._rows(Q(stage__in=SubmissionStage.that("is_prepared"))),
                "unread": unread(),
                "names": Participant.objects.names(),
                "calls": list(
                    Call.objects.still_open()
                    .order_by("answer_by", "pk")
                    .values("reference", "title", "answer_by")
                ),
            },
        )

    def _rows(self, which: Q) -> list[dict[str, Any]]:
        visible = Submission.objects.visible_to(self.actor).filter(which)
        rows = visible.with_text_for(self.actor).order_by("stage_since", "pk").values(*LISTED, "stage_since")
        return in_words([row | {"kind_code": row["kind"]} for row in rows[:SHOWN]])


def unread() -> Sequence[Mapping[str, Any]]:
    """Return what recipients have not acknowledged: how many were served, and who is outstanding."""
    outstanding = Delivery.objects.all().unacknowledged().values("version")
    counted = (
        Delivery.objects.filter(version__in=outstanding)
        .values("version__submission__reference", "version__number")
        .annotate(
            served=Count("pk"),
            unopened=Count("pk", filter=Q(opened_at=None)),
            unacknowledged=ArrayAgg(
                "participant", filter=Q(acknowledged_at=None), order_by="participant__sort_name"
            ),
        )
        .order_by("-version__submission", "version__number")
    )
    return list(counted[:SHOWN])
