"""The forecast of a proposal: when the bodies can take it, and what lies between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from proposals import forecast
from proposals.assumptions import ASSUMPTIONS
from proposals.citations import rule_of
from proposals.enums import Body, Leg, Office, Route, Way
from proposals.models import Proposal


@dataclass(frozen=True, kw_only=True)
class LegShape:
    """A part of the way; `days` is by how many days it moves all that follows: they add up to the whole."""

    leg: Leg
    body: Body | None
    starts_on: date
    ends_on: date
    days: int
    is_assumed: Annotated[bool, "Its length is one of the `assumptions`."]
    overdue_since: date | None
    label: str
    rule: str


@dataclass(frozen=True, kw_only=True)
class AnnouncedSessionShape:
    """An announced session that the caller may see."""

    title: str
    url: str
    starts_on: date
    last_on: date


@dataclass(frozen=True, kw_only=True)
class MissedSessionShape(AnnouncedSessionShape):
    """A session that comes too early; the paper would have to be circulated by `by`."""

    days: int
    by: date


@dataclass(frozen=True, kw_only=True)
class ProspectShape:
    """When a body can take the proposal; `on` is null where that is not known."""

    on: date | None
    way: Way | None
    session_on: date | None
    silence_on: date | None
    has_announced: Annotated[bool, "Whether a session of the body is announced."]
    session: AnnouncedSessionShape | None
    missed: Sequence[MissedSessionShape]


@dataclass(frozen=True, kw_only=True)
class AssumptionShape:
    """How long a part takes where nothing recorded says it: ours, and no rule of CICA."""

    leg: Leg
    days: int
    office: Annotated[Office | None, "Whose working days they are; null: days of the calendar."]
    because: str


@dataclass(frozen=True, kw_only=True)
class ForecastShape:
    """The forecast of an open proposal; of one that has ended `is_open` is false and all else empty."""

    proposal: str
    is_open: bool
    as_of: date
    swg: Annotated[ProspectShape | None, "Null where the Working Group has agreed."] = None
    soc: ProspectShape | None = None
    steps: Sequence[LegShape] = ()
    critical: Annotated[LegShape | None, "The part that delays it most."] = None
    assumptions: Sequence[AssumptionShape] = ()


def forecast_of(proposal: Proposal, found: forecast.Forecast | None, *, on: date) -> ForecastShape:
    """Return the forecast as of a day; `found` is None for a proposal that has ended."""
    if found is None:
        return ForecastShape(proposal=proposal.reference, is_open=False, as_of=on)
    return ForecastShape(
        proposal=proposal.reference,
        is_open=True,
        as_of=on,
        swg=_prospect(found.swg) if found.swg else None,
        soc=_prospect(found.soc),
        steps=[_leg(step, found.route) for step in found.steps],
        critical=_leg(found.critical, found.route) if found.critical else None,
        assumptions=[_assumption(leg) for leg in found.assumed],
    )


def _leg(step: forecast.Step, route: Route) -> LegShape:
    return LegShape(
        leg=step.leg,
        body=step.body,
        starts_on=step.starts_on,
        ends_on=step.ends_on,
        days=step.days,
        is_assumed=step.is_assumed,
        overdue_since=step.overdue_since,
        label=str(step.leg.label),
        rule=rule_of(step.leg, route=route, body=step.body),
    )


def _assumption(leg: Leg) -> AssumptionShape:
    assumed = ASSUMPTIONS[leg]
    return AssumptionShape(leg=leg, days=assumed.days, office=assumed.office, because=str(assumed.because))


def _prospect(prospect: forecast.Prospect) -> ProspectShape:
    return ProspectShape(
        on=prospect.on,
        way=prospect.way,
        session_on=prospect.session_on,
        silence_on=prospect.silence_on,
        has_announced=prospect.has_announced,
        session=_session(prospect.session) if prospect.session else None,
        missed=[_missed(entry) for entry in prospect.missed],
    )


def _session(session: forecast.Session) -> AnnouncedSessionShape:
    return AnnouncedSessionShape(
        title=session.title, url=session.url, starts_on=session.starts_on, last_on=session.last_on
    )


def _missed(entry: forecast.Missed) -> MissedSessionShape:
    session = entry.session
    return MissedSessionShape(
        title=session.title,
        url=session.url,
        starts_on=session.starts_on,
        last_on=session.last_on,
        days=entry.days,
        by=entry.by,
    )
