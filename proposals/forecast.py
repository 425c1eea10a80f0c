"""The earliest days on which the bodies can take a proposal: a pure function of recorded facts and of the
assumptions about the rest.

No database, no clock, no wording: a day, the facts, the announced sessions and the working days of the
offices go in, the parts of the way with their days come out. It is a forecast and binds nobody; a deadline
that is kept late, a return to the drafters or an objection moves it.

Each day it gives is the earliest: periods run as announced, offices act on their first working day, and
each body takes the paper by whichever comes first of an announced session and a silence procedure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import dropwhile
from typing import TYPE_CHECKING

from proposals.assumptions import ASSUMPTIONS
from proposals.enums import Body, Leg, Mode, Office, Route, Stage, Way

if TYPE_CHECKING:
    from members.calendars import WorkingCalendar

BEFORE_THE_BODIES = (Leg.DRAFTING, Leg.EDITORIAL, Leg.TRANSLATION, Leg.COMMENTS)
LEGS_OF_ROUTE: Mapping[Route, tuple[Leg, ...]] = {
    Route.A: (Leg.OPENING, Leg.ANSWERS, Leg.DESIGNATION, *BEFORE_THE_BODIES),
    Route.B: (Leg.VIEWS, Leg.EXPERTS, Leg.EXPERT_MEETING, *BEFORE_THE_BODIES),
    Route.C: BEFORE_THE_BODIES,
    Route.D: BEFORE_THE_BODIES,
}
"""What lies between a proposal's opening and the bodies."""
RUNNING_IN: Mapping[Stage, Leg] = {
    Stage.INTEREST: Leg.OPENING,
    Stage.CONSULTATION: Leg.ANSWERS,
    Stage.VIEWS: Leg.VIEWS,
    Stage.EXPERTS: Leg.EXPERTS,
    Stage.DRAFTING: Leg.DRAFTING,
    Stage.EDITORIAL: Leg.EDITORIAL,
    Stage.CIRCULATION: Leg.COMMENTS,
}
"""The part that runs in a stage, from the stage's first day on."""
OVER_AT_DEADLINE = frozenset({Leg.ANSWERS, Leg.EXPERTS, Leg.COMMENTS})
"""The parts that a deadline ends whatever was done; a draft that is late is still waited for."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is recorded of a proposal. `due_on` is the day of the deadline that runs in the present stage.

    `circulated_on` is the day on which the text was circulated, None while one is written or checked.
    `needs_translation` says whether it lacks a working language or has one that is older than its English;
    None where that is not known. `under` is how a body considers it now, if one does.
    """

    route: Route
    stage: Stage
    since: date
    due_on: date | None = None
    circulated_on: date | None = None
    needs_translation: bool | None = None
    under: Mode | None = None


@dataclass(frozen=True, kw_only=True)
class Session:
    """An announced meeting; `body` is empty for one of experts, `has_it` says that its agenda has the
    proposal.
    """

    body: Body | None
    starts_on: date
    last_on: date
    title: str = ""
    url: str = ""
    has_it: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    """A part of the way. `days` is by how many days it moves all that follows; they add up to the whole way.

    Parts that run beside each other share their days: one that ends no later than the other moves nothing.
    `is_assumed` says that its length is our assumption. `overdue_since` is the day of a deadline that passed.
    """

    leg: Leg
    starts_on: date
    ends_on: date
    days: int
    is_assumed: bool
    body: Body | None = None
    overdue_since: date | None = None


@dataclass(frozen=True, kw_only=True)
class Missed:
    """An announced session that comes `days` too early; the paper had to be with the members by `by`."""

    session: Session
    days: int
    by: date


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """When a body can take the proposal. `on` is the earliest day and `way` how; both None where it is not
    known: no session is announced and no silence procedure can be opened.
    """

    body: Body
    on: date | None = None
    way: Way | None = None
    session: Session | None = None
    session_on: date | None = None
    silence_on: date | None = None
    missed: tuple[Missed, ...] = ()
    has_announced: bool = False


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The way ahead. `swg` is None where the Working Group has agreed; `critical` is the part that moves the
    end most, None where nothing lies between.
    """

    today: date
    route: Route
    steps: tuple[Step, ...]
    swg: Prospect | None
    soc: Prospect

    @property
    def ends_on(self) -> date:
        """The last day that the forecast reaches."""
        return max((step.ends_on for step in self.steps), default=self.today)

    @property
    def assumed(self) -> list[Leg]:
        """The parts whose length here is our assumption, in the order of the table of assumptions."""
        prospects = [prospect for prospect in (self.swg, self.soc) if prospect]
        rested_on = {step.leg for step in self.steps if step.is_assumed}
        if any(prospect.missed or prospect.session for prospect in prospects):
            rested_on.add(Leg.NOTICE)
        if any(prospect.silence_on and prospect.way == Way.SESSION for prospect in prospects):
            rested_on.add(Leg.SILENCE)
        return [leg for leg in ASSUMPTIONS if leg in rested_on]

    @property
    def critical(self) -> Step | None:
        """The part of the way that takes longest, the earlier of two alike; one of no days delays nothing."""
        lasting = (step for step in self.steps if step.days)
        return max(lasting, key=lambda step: step.days, default=None)


def forecast(
    facts: Facts,
    *,
    sessions: Iterable[Session],
    calendars: Mapping[Office, "WorkingCalendar"],
    today: date,
) -> Forecast | None:
    """Return the way of an open proposal to the Committee as of `today`; None for one that has ended."""
    if not facts.stage.is_open:
        return None
    course = _Course(facts, sessions=tuple(sessions), calendars=calendars, today=today)
    course.to_the_bodies()
    swg = None
    if not facts.stage.is_agreed:
        swg = course.through(Body.SWG)
    soc = course.through(Body.SOC) if swg is None or swg.on else Prospect(body=Body.SOC)
    return Forecast(today=today, route=facts.route, steps=tuple(course.steps), swg=swg, soc=soc)


@dataclass
class _Course:
    """The way as it is laid, part after part. `reached` is the day on which the next part can begin;
    `noticed` is the first day of a session of which members will have had notice, `translated` the day on
    which a text that is circulated already will be in the working languages.
    """

    facts: Facts
    sessions: Sequence[Session]
    calendars: Mapping[Office, "WorkingCalendar"]
    today: date
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reached = self.noticed = self.translated = self.today

    def to_the_bodies(self) -> None:
        """Lay what comes before the bodies, and reckon from when a session has had notice."""
        legs, begun = self._legs()
        sent = self.facts.circulated_on or self.today
        for leg in legs:
            if leg == Leg.COMMENTS and not self.facts.stage.awaits_comments:
                sent = self.reached
            self._lay(leg, begun=begun)
            begun = self.reached
        if self.facts.circulated_on and self.facts.needs_translation and self.facts.under is None:
            self.translated = sent = self._assumed_end(Leg.TRANSLATION, since=self.today)
        self.noticed = sent + timedelta(days=ASSUMPTIONS[Leg.NOTICE].days)

    def _legs(self) -> tuple[list[Leg], date]:
        """Return what is to be gone through before the bodies, and since when the first of it runs."""
        facts = self.facts
        running = RUNNING_IN.get(facts.stage)
        if running is None:
            return [], self.today
        legs = list(dropwhile(lambda leg: leg != running, LEGS_OF_ROUTE[facts.route]))
        if facts.needs_translation is False and Leg.TRANSLATION in legs:
            legs.remove(Leg.TRANSLATION)
        if running in OVER_AT_DEADLINE and facts.due_on and facts.due_on < self.today:
            return legs[1:], facts.due_on
        return legs, facts.since

    def _lay(self, leg: Leg, *, begun: date) -> None:
        """Lay one part: until its recorded deadline, a meeting that is announced, or as long as we assume."""
        due_on = self.facts.due_on if leg == RUNNING_IN.get(self.facts.stage) else None
        meeting = self._meeting_of_experts() if leg == Leg.EXPERT_MEETING else None
        if known := due_on or meeting:
            overdue = due_on if due_on and due_on < self.today else None
            self._add(leg, ends_on=max(known, self.reached), is_assumed=False, overdue_since=overdue)
        else:
            self._add(leg, ends_on=self._assumed_end(leg, since=begun), is_assumed=True)

    def _meeting_of_experts(self) -> date | None:
        held = (self._taken_on(meeting) for meeting in self.sessions if meeting.body is None)
        return min((on for on in held if on), default=None)

    def _assumed_end(self, leg: Leg, *, since: date) -> date:
        """Return the working day on which a part ends that began on a day, today at the earliest."""
        assumed = ASSUMPTIONS[leg]
        if assumed.office is None:
            over = max(since + timedelta(days=assumed.days), self.today)
            return self.calendars[Office.SECRETARIAT].working_day(over)
        calendar = self.calendars[assumed.office]
        done = calendar.after_working_days(assumed.days, since=since)
        return max(done, calendar.working_day(self.today))

    def through(self, body: Body) -> Prospect:
        """Lay a body's consideration by the earliest way there is."""
        under = self.facts.under if self.facts.stage.considered_by == body else None
        announced = [session for session in self.sessions if session.body == body]
        silence_on = self._silence_end(under)
        session = None if under == Mode.SILENCE else self._first_reached(announced, under)
        session_on = self._taken_on(session, under) if session else None
        on = min((day for day in (session_on, silence_on) if day), default=None)
        way = None if on is None else Way.SESSION if on == session_on else Way.SILENCE
        missed = tuple(
            self._missed(other)
            for other in announced
            if under is None and self._taken_on(other) is None and (on is None or other.starts_on < on)
        )
        self._lay_consideration(body, on=on, way=way, session=session, under=under)
        return Prospect(
            body=body, on=on, way=way, session=session, session_on=session_on, silence_on=silence_on,
            missed=missed, has_announced=bool(announced),
        )  # fmt: skip

    def _silence_end(self, under: Mode | None) -> date | None:
        """Return when a silence procedure ends: the one that runs, or one opened as soon as can be."""
        if under == Mode.MEETING:
            return None
        if under == Mode.SILENCE:
            return max(self.facts.due_on or self.today, self.today)
        return self._assumed_end(Leg.SILENCE, since=self._opening_of_silence())

    def _opening_of_silence(self) -> date:
        return self.calendars[Office.CHAIR].working_day(max(self.reached, self.translated))

    def _first_reached(self, announced: Iterable[Session], under: Mode | None) -> Session | None:
        reached = [(on, session) for session in announced if (on := self._taken_on(session, under))]
        return min(reached, key=lambda pair: (pair[0], pair[1].starts_on), default=(None, None))[1]

    def _taken_on(self, session: Session, under: Mode | None = None) -> date | None:
        """Return the day on which a session can take the paper; None where it comes too early."""
        on = max(session.starts_on, self.reached)
        needs_notice = session.body is not None and not session.has_it and under != Mode.MEETING
        if on > session.last_on or (needs_notice and session.starts_on < self.noticed):
            return None
        return on

    def _missed(self, session: Session) -> Missed:
        return Missed(
            session=session,
            days=(max(self.reached, self.noticed) - session.starts_on).days,
            by=session.starts_on - timedelta(days=ASSUMPTIONS[Leg.NOTICE].days),
        )

    def _lay_consideration(
        self, body: Body, *, on: date | None, way: Way | None, session: Session | None, under: Mode | None
    ) -> None:
        if on is None:
            return
        waits_for_notice = under is None and not (session and way == Way.SESSION and session.has_it)
        if waits_for_notice and self.translated > self.today:
            self._add(Leg.TRANSLATION, starts_on=self.today, ends_on=self.translated, is_assumed=True)
            self.translated = self.today
        if way == Way.SILENCE:
            begins = self.today if under else self._opening_of_silence()
            self._add(Leg.SILENCE, starts_on=begins, ends_on=on, is_assumed=under is None, body=body)
            return
        if waits_for_notice and self.noticed > self.reached:
            begins = self.noticed - timedelta(days=ASSUMPTIONS[Leg.NOTICE].days)
            self._add(Leg.NOTICE, starts_on=max(begins, self.today), ends_on=self.noticed, is_assumed=True)
        self._add(Leg.SESSION, ends_on=on, is_assumed=False, body=body)

    def _add(
        self,
        leg: Leg,
        *,
        ends_on: date,
        is_assumed: bool,
        starts_on: date | None = None,
        body: Body | None = None,
        overdue_since: date | None = None,
    ) -> None:
        """Add a part; what follows can begin when it has ended."""
        days = max(0, (ends_on - self.reached).days)
        self.steps.append(
            Step(
                leg=leg, starts_on=starts_on or self.reached, ends_on=ends_on, days=days,
                is_assumed=is_assumed, body=body, overdue_since=overdue_since,
            )
        )  # fmt: skip
        self.reached = max(self.reached, ends_on)
