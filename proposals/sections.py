"""What proposals add to a measure's page and to a participant's page."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from cbms.models import Measure
from members.actor import Actor
from members.models import Participant
from members.sections import Section
from papers.models import Version
from proposals.enums import Action
from proposals.joining import can_declare
from proposals.models import Decision, Proposal
from proposals.transitions import BY_NAME
from proposals.views.lists import proposals_in_words
from records import clock
from records.acts import represents_states

MOST = 20
"""Rows of a section; the list has them all."""


def end_of(on: date) -> datetime:
    """Return the instant at which a day ends in the reader's zone."""
    return make_aware(datetime.combine(on + timedelta(days=1), time.min))


def proposals_on_measure(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the measure's proposals begun by `on`, its circulated papers, and whether one may declare."""
    if not actor.reads_restricted:
        return None
    lineage = Measure.objects.of_lineage(subject.pk)
    begun = Proposal.objects.visible_to(actor).filter(measure__in=lineage, opened_at__lt=end_of(on))
    papers = Version.objects.visible_to(actor).filter(
        paper__proposal__measure__in=lineage, circulated_at__lt=end_of(on)
    )
    return {
        "rows": proposals_in_words(begun.order_by("-id")[:MOST]),
        "papers": list(papers.order_by("-circulated_at").values("symbol", "title", "circulated_at")[:MOST]),
        "measure": subject,
        "declare": declaration_open_to(subject, actor, on),
    }


def declaration_open_to(measure: Measure, actor: Actor, on: date) -> str:
    """Return the label of the declaration of interest where `actor` can make one, or an empty text."""
    act_type = BY_NAME[Action.DECLARE_INTEREST]
    acts = actor.may_write and (actor.is_member or represents_states(actor, act_type))
    if acts and Measure.objects.in_force(on).filter(pk=measure.pk).exists():
        return str(act_type.label) if can_declare(measure, actor=actor, at=clock.now()) else ""
    return ""


def decisions_on_measure(*, subject: Measure, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the decisions on the measure that had taken effect by `on`; None where there is none to see."""
    visible = Decision.objects.visible_to(actor).filter(
        measure__in=Measure.objects.of_lineage(subject.pk), adopted_at__lt=end_of(on)
    )
    rows = list(visible.order_by("-adopted_at", "number").values("number", "title", "adopted_at")[:MOST])
    return {"rows": rows} if rows else None


def proposals_of_participant(*, subject: Participant, actor: Actor, on: date) -> Mapping[str, Any] | None:
    """Return the proposals in which a state is interested or coordinates; None where there is none to see."""
    begun = Proposal.objects.visible_to(actor).concerning(subject.code).filter(opened_at__lt=end_of(on))
    rows = proposals_in_words(begun.order_by("-id")[:MOST])
    return {"rows": rows, "state": subject.code} if rows else None


_template = "proposals/_section_{}.html".format
ON_MEASURE = (
    Section(name="proposals", title=_("Proposals"), template=_template("measure"), read=proposals_on_measure),
    Section(
        name="decisions", title=_("Decisions"), template=_template("decisions"), read=decisions_on_measure
    ),
)
ON_PARTICIPANT = Section(
    name="proposals",
    title=_("Proposals"),
    template=_template("participant"),
    read=proposals_of_participant,
)
