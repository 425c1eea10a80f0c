"""What a proposal's forecast rests on, gathered for a reader in two queries."""

from datetime import datetime
from typing import Any

from members.actor import Actor
from members.calendars import SECRETARIAT_SEAT, WorkingCalendar, calendar_of
from proposals.enums import Mode, Office, Route, Stage
from proposals.forecast import Facts, Forecast, forecast
from proposals.models import Proposal
from proposals.sessions import announced
from records.written_once import WrittenOnce

YEARS_AHEAD = 2
"""For so many years after this one the holidays of the offices are reckoned with."""
WITH_OUTLOOK = WrittenOnce(lambda proposal: Proposal.objects.filter(pk=proposal).with_outlook().only("pk"))


def outlook(proposal: Proposal, *, actor: Actor, at: datetime) -> Forecast | None:
    """Return the forecast of a proposal as of an instant; None where it has ended.

    Days are those of UTC. It is the same for everyone who sees the proposal, but for sessions that the actor
    may not see.
    """
    if not Stage(proposal.stage).is_open:
        return None
    today = at.date()
    found: Any = WITH_OUTLOOK.ask(proposal.pk)[0]  # with the annotations of `with_outlook`
    years = range(today.year, today.year + YEARS_AHEAD + 1)
    return forecast(
        facts_of(proposal, found),
        sessions=announced(proposal, actor=actor, on=today),
        calendars={
            Office.CHAIR: calendar_of(found.chair, years=years) if found.chair else WorkingCalendar(),
            Office.SECRETARIAT: calendar_of(SECRETARIAT_SEAT, years=years),
        },
        today=today,
    )


def facts_of(proposal: Proposal, found: Any) -> Facts:
    """Return the recorded facts; `found` has the annotations of `with_outlook`."""
    stage, circulated_at = Stage(proposal.stage), found.text_circulated_at
    has_text = circulated_at is not None and stage.has_text
    return Facts(
        route=Route(proposal.route),
        stage=stage,
        since=proposal.stage_since.date(),
        due_on=proposal.due_at.date() if proposal.due_at else None,
        circulated_on=circulated_at.date() if has_text else None,
        needs_translation=found.needs_translation if has_text else None,
        under=Mode(proposal.under) if proposal.under else None,
    )
