"""A row of a table of acts: who may, in what readiness, with which fields, by which rule, to what effect.

A room whose objects go through stages adds those (`StagedAct`). `records.acts.perform` alone carries one out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from records.act_fields import ActFields
from records.happened import Happened
from records.kinds import PROCEDURE
from records.models import Act
from records.refusals import reads_only

if TYPE_CHECKING:
    from members.actor import Actor


@dataclass(frozen=True)
class Missing:
    """A guard's answer: what is still missing, in one sentence, and the rule that asks for it.

    `rule` is given where that is another than the act's own.
    """

    sentence: str
    rule: str = ""


@dataclass(frozen=True)
class Role:
    """One of those who may perform an act, and the capacity in which the act is then recorded."""

    name: str
    label: Any
    capacity: str
    allows: Callable[[Any, Any], bool]


class Group(str):
    """Some of those whom notices go to, by a name that stays and a label for people ("the drafting states").

    An act type declares its groups; an effect says who is in each this time.
    """

    __slots__ = ("label",)
    label: Any

    def __new__(cls, name: str, label: Any) -> Self:
        """Make a group that is equal to its name."""
        group = super().__new__(cls, name)
        group.label = label
        return group


@dataclass(frozen=True)
class Entry:
    """What an effect leaves for the register: the object, the payload (no personal data), who is told.

    `told` gives the addressees by group: codes of participants, `secretariat`, `chair`; "" is left out.
    `readers` narrows who may see the act to some of those who can see its object; None: all of them.
    `outcome` is what came of the act, where its row tells several outcomes apart.
    """

    object_kind: str
    object_key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[Group, Iterable[str]] = field(default_factory=dict)
    readers: Iterable[str] | None = None
    outcome: str = ""

    @property
    def addressees(self) -> frozenset[str]:
        """All who are told."""
        return frozenset(code for codes in self.told.values() for code in codes if code)


S = TypeVar("S")
GuardOn = Callable[[S, Any, datetime], Missing | None]
"""`guard(subject, actor, at)`: can the act be done at all now? `S` is how much of the subject it asks for."""
Guard = GuardOn[Any]


Twin = Callable[[Any, Any, Mapping[str, Any], datetime], "tuple[str, str] | None"]
"""`twin(subject, actor, body, at)`: what stands already, maybe the same, and its page."""


CheckOn = Callable[[S, Any, Mapping[str, Any], datetime], Missing | None]
"""`check(subject, actor, body, at)`: does the record allow the act with this body?"""
Check = CheckOn[Any]


def no_deadline(subject: Any) -> None:
    """Answer for an act that is open at any time."""


Urgency = Callable[[Mapping[str, Any]], bool]
"""`urgency(payload)`: do the mails of the act that left this payload go before those of others?"""


def never(payload: Mapping[str, Any]) -> bool:
    """Answer for an act that nobody has to hear of before other things."""
    return False


def at_once(payload: Mapping[str, Any]) -> bool:
    """Answer for an act that those who are told of it must hear of first."""
    return True


Finality = Callable[[Any, Mapping[str, Any]], bool]
"""`finality(subject, body)`: would the act with this body, as it was sent, do what nobody can undo?"""


Read = Callable[[Any, Any], str]
"""`read(subject, actor)`: what of the subject an act rests on, in a word that changes when it does."""


def the_whole(subject: Any, actor: Actor) -> str:
    """Rest on all of the subject: any act on it since, as far as `actor` may see, makes its page out of date.

    So do acts that decide: whoever circulates, concludes or closes decides on everything that was said.
    """
    return str(last_act_on(subject, actor))


def nothing(subject: Any, actor: Actor) -> str:
    """Rest on nothing that others change: the act makes something new, or adds what stands by itself."""
    return ""


def acts_on(subject: Any, actor: Actor) -> QuerySet:
    """Return the acts on a subject that `actor` may see, the newest first; none where it is not there yet.

    A subject that acts are done on says where the register files them: `filed_under`, `(kinds, key)`.
    """
    kinds, key = getattr(subject, "filed_under", ((), ""))
    return Act.objects.history_for(actor, *kinds, key=key) if key else Act.objects.none()


def last_act_on(subject: Any, actor: Actor) -> int:
    """Return the number of the newest of `acts_on`, 0 where there is none."""
    return acts_on(subject, actor).values_list("number", flat=True).first() or 0


@dataclass(frozen=True, kw_only=True)
class ActType:
    """A row of a table of acts. `label` names the button; `rule` cites what the act rests on, or says that
    it rests on practice (`citations.PRACTICE`). `rules` and `labels` give others by the variety of what it is
    done on (`variety_of`: the route, the kind); `on(subject)` is the row with those that hold there.

    `tells` declares the groups that its notices go to: `perform` lets an effect tell nobody else. `rests_on`
    says what its author must have seen (`resting_on`), `names_version` that a program must say so as well.
    `is_irreversible` acts are asked for twice, and others where `breaks` finds that their body makes them so.
    `open_until(subject)` is the deadline of an act that has one: what is refused after it is kept as evidence
    (`records.late`), under the subject's `object_kind` and `object_key`. Mails of an act that `is_urgent` go
    before those of others: a silence runs meanwhile. `happened` says in a sentence what was done, as the
    label says what to do.

    What it asks for besides: `assurance` is how long ago at most its actor proved a second factor, None where
    being logged in is enough. `released_by` are those of whom one, another person than who enters the act,
    has to release it (four eyes); nobody where it is empty. `address` is its name in addresses where that is
    another.
    """

    name: str
    label: Any
    description: Any = ""
    who: tuple[Role, ...]
    rule: str
    rules: Mapping[Any, str] = field(default_factory=dict)
    labels: Mapping[Any, Any] = field(default_factory=dict)
    fields: type[ActFields] = ActFields
    guards: tuple[Guard, ...] = ()
    checks: tuple[Check, ...] = ()
    twins: tuple[Twin, ...] = ()
    effect: Callable[[Any, Any, Any, datetime], Any]
    is_irreversible: bool = False
    breaks: Finality | None = None
    rests_on: Read = the_whole
    names_version: bool = False
    tells: tuple[Group, ...] = ()
    open_until: Callable[[Any], datetime | None] = no_deadline
    is_urgent: Urgency = never
    happened: Happened | None = None
    assurance: timedelta | None = None
    released_by: tuple[Role, ...] = ()
    address: str = ""

    @property
    def last_part(self) -> str:
        """The last part of the addresses of its form and of its endpoint."""
        return self.address or self.name

    @property
    def is_for_people(self) -> bool:
        """Whether somebody can perform it, not only the procedure itself."""
        return any(role.capacity != PROCEDURE for role in self.who)

    def variety_of(self, subject: Any) -> Any:
        """Return of which route or kind a subject is, where rules and labels depend on it."""
        return None

    def on(self, subject: Any) -> Self:
        """Return the row as it is on `subject`: with the rule and the label of its route or kind."""
        return self.of(self.variety_of(subject)) if self.rules or self.labels else self

    def of(self, variety: Any) -> Self:
        """Return the row as it is on what is of a variety."""
        rule, label = self.rules.get(variety, self.rule), self.labels.get(variety, self.label)
        return replace(self, rule=rule, label=label, rules={}, labels={})

    @property
    def all_rules(self) -> tuple[str, ...]:
        """All rules that the act may rest on, for who speaks of it without a subject."""
        return tuple(dict.fromkeys((self.rule, *self.rules.values())))

    def version_is_named(self, subject: Any, data: Mapping[str, Any]) -> bool:
        """Whether the body, as it came in, says which version its author means."""
        return bool(data.get("digest"))

    def version_wanted(self) -> str:
        """Say how its author names the version that is meant."""
        return _("Say which version you mean: send its “digest”, or If-Match with the ETag of what you read.")

    def is_final(self, subject: Any, body: Mapping[str, Any]) -> bool:
        """Whether nobody can undo the act with this body, so that it is asked for once more."""
        return self.is_irreversible or (self.breaks is not None and self.breaks(subject, body))

    def role_of(self, actor: Actor, subject: Any) -> Role | None:
        """Return the first role in which `actor` may perform this act on `subject`, or None."""
        if not actor.may_write:
            return None
        return next((role for role in self.who if role.allows(actor, subject)), None)

    def roles_by_capacity(self, actor: Actor, subject: Any) -> dict[str, Role]:
        """Return the capacities in which `actor` may perform this act on `subject`, each with its role."""
        fitting: dict[str, Role] = {}
        for role in self.who:
            # A role may allow what another capacity of it allows too: an observer's, to a member.
            is_theirs = role.capacity in actor.capacities and role.capacity not in fitting
            if actor.may_write and is_theirs and role.allows(actor, subject):
                fitting[role.capacity] = role
        return fitting

    def assurance_missing(self, actor: Actor, at: datetime) -> Missing | None:
        """Say that `actor`, who has the right, has to prove a second factor anew before it acts."""
        if self.assurance is None:
            return None
        if actor.assured_at is not None and at - self.assurance <= actor.assured_at <= at:
            return None
        return Missing(_("“%(act)s” asks for your second factor anew.") % {"act": self.label}, self.rule)

    def releasing_role(self, actor: Actor, subject: Any) -> Role | None:
        """Return the first role in which `actor` may release this act on `subject`, or None."""
        if not actor.may_write:
            return None
        return next((role for role in self.released_by if role.allows(actor, subject)), None)

    def release_wanted(self) -> str:
        """Say who, besides its author, has to release the act."""
        roles = _(" or ").join(dict.fromkeys(str(role.label) for role in self.released_by))
        return _("“%(act)s” has to be released by a second person: %(roles)s.") % {
            "act": self.label,
            "roles": roles,
        }

    def carry_out(self, subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write what the act changes and return what the register keeps of it."""
        return self.effect(subject, actor, body, at)

    def roles_on(self, subject: Any) -> tuple[Role, ...]:
        """Return those who may perform this act on `subject`; the table may narrow them by what it is."""
        return self.who

    def why_not_yours(self, actor: Actor, subject: Any = None) -> str:
        """Say in one sentence why `actor`, who has no role in this act, may not perform it (on `subject`)."""
        if not actor.account:
            return _("Log in first: this act is not open to the public.")
        if not actor.may_write:
            return reads_only()
        those = self.who if subject is None else self.roles_on(subject)
        roles = _(" or ").join(dict.fromkeys(str(role.label) for role in those))
        return _("“%(act)s” is for %(roles)s.") % {"act": self.label, "roles": roles}

    def knows_stage_of(self, subject: Any) -> bool:
        """Whether the act is open in the subject's present stage; a plain act has no stages."""
        return True

    def stage_missing(self, subject: Any) -> Missing | None:
        """Say why the act is not open in the subject's present stage."""
        return None

    def missing(self, subject: Any, actor: Actor, at: datetime) -> Missing | None:
        """Return the first thing that stands between the actor and this act, other than the right to it."""
        if stage := self.stage_missing(subject):
            return stage
        missing = (guard(subject, actor, at) for guard in self.guards)
        return self._cited(next((found for found in missing if found), None))

    def unmet(self, subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Missing | None:
        """Return the first thing that the record has against the act with this body."""
        missing = (check(subject, actor, body, at) for check in self.checks)
        return self._cited(next((found for found in missing if found), None))

    def _cited(self, missing: Missing | None) -> Missing | None:
        """What a guard misses rests on the act's rule where the guard names no other."""
        return replace(missing, rule=missing.rule or self.rule) if missing else None


@dataclass(frozen=True)
class Lead:
    """Where an act leads when this comes of it: to a stage; to the one that a mapping has for the stage
    before, from which alone this can come of it; or nowhere (None): the subject stays.

    `label` says in words what came of it, where no field of the body does.
    """

    to: Any = None
    label: Any = ""

    def stage_after(self, before: Any) -> Any:
        """Return the stage after `before` (None: there was none), None where this cannot come of it."""
        return self.to.get(before) if isinstance(self.to, Mapping) else self.to or before


@dataclass(frozen=True, kw_only=True)
class StagedAct(ActType):
    """An act on a subject that goes through stages; the subject has `stage` (empty before its first act).

    `sources` are the stages it is open in (None: the act makes the subject). Where it leads stands here
    alone: `target` says it as a lead's `to` does, and where it depends on what comes of the act, each of its
    `outcomes` has a lead. An effect says which outcome it was, never a stage.
    """

    sources: tuple[Any, ...]
    target: Any = None
    outcomes: Mapping[str, Lead] = field(default_factory=dict)

    @property
    def leads(self) -> Mapping[str, Lead]:
        """What can come of it, each with where that leads; "" where nothing is told apart."""
        return self.outcomes or {"": Lead(self.target)}

    def stage_after(self, before: Any, outcome: str = "") -> Any:
        """Return the stage that follows on `before` (None: there was none) when `outcome` came of the act.

        Raises ValueError for what the row does not declare.
        """
        lead = self.leads.get(outcome)
        after = lead.stage_after(before) if lead else None
        if after is None:
            raise ValueError(f"{self.name} does not declare where “{outcome}” leads from {before}.")
        return after

    def ways_from(self, before: Any) -> Mapping[str, Any]:
        """Return the stage after one of `sources` by each outcome that can come of the act there."""
        found = {outcome: lead.stage_after(before) for outcome, lead in self.leads.items()}
        return {outcome: after for outcome, after in found.items() if after is not None}

    @property
    def targets(self) -> tuple[Any, ...]:
        """All stages this act can lead to from another stage."""
        ways = ((source, after) for source in self.sources for after in self.ways_from(source).values())
        return tuple(dict.fromkeys(after for source, after in ways if after != source))

    def knows_stage_of(self, subject: Any) -> bool:
        """Whether the act is open in the subject's present stage."""
        return (subject.stage or None) in self.sources

    def stage_missing(self, subject: Any) -> Missing | None:
        """Say in which stage the subject is when this act is not open in it."""
        if self.knows_stage_of(subject):
            return None
        if not subject.stage:
            return Missing(_("There is nothing yet that this act could be done on."), self.rule)
        return Missing(
            _("“%(act)s” is not open in the stage “%(stage)s”.")
            % {"act": self.label, "stage": subject.stage_label},
            self.rule,
        )

    def carry_out(self, subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write the effect, and the stage that the row gives for what came of it: nothing else writes one.

        A subject is made in the stage that its act leads to; where that depends on the outcome, it has none
        until the outcome is known.
        """
        row, stage = self.row_of(subject), subject.stage or None
        # A row of the database has the stage as a bare word.
        before = next((source for source in self.sources if source == stage), stage)
        if before is None and not self.outcomes:
            row.stage = self.target
        done = self.done(subject, actor, body, at)
        after = self.stage_after(before, done.outcome)
        self.write(row, after, done, at)
        row.save()
        return replace(self.entry(subject, done, before=before, after=after, at=at), outcome=done.outcome)

    def done(self, subject: Any, actor: Actor, body: Mapping[str, Any], at: datetime) -> Any:
        """Write the effect and return what it did, with its `outcome`."""
        return self.effect(subject, actor, body, at)

    def row_of(self, subject: Any) -> Any:
        """Return the row of the database that has the subject's stage."""
        return subject

    def write(self, row: Any, after: Any, done: Any, at: datetime) -> None:
        """Set the stage, and when it ended the subject; count the revision. A room adds what else depends."""
        row.stage = after
        if hasattr(row, "closed_at") and after.is_end:
            row.closed_at = row.closed_at or at
        if hasattr(row, "revision"):
            row.revision += 1

    def entry(self, subject: Any, done: Any, *, before: Any, after: Any, at: datetime) -> Entry:
        """Return what the register keeps; with the stages where the act can lead to another."""
        moved = {"from": before, "to": str(after)} if self.targets else {}
        return replace(done, payload=moved | dict(done.payload))


STATE_CAPACITIES = frozenset({"member", "chair", "observer"})
"""Capacities in which a participant acts, and the secretariat on its behalf."""
