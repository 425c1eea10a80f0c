"""How anything official happens: one function checks who, when and what, and enters the act.

An `ActType` is a row of a table: who may, in what readiness, with which fields, by which rule. `perform`
is the only caller of its effect. Proposals add stages to it (`proposals.transitions`).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any, Protocol, Self

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.utils.serializer_helpers import ReturnDict

from records import clock, enclosures, late, register, security
from records.canonical import canonical_bytes
from records.fields import DayField
from records.kinds import PROCEDURE, readers_now
from records.models import Act
from records.readers import enclosed_by
from records.refusals import (
    Invalid,
    NotNow,
    NotVisible,
    NotYours,
    PreconditionRequired,
    Refusal,
    Stale,
    TooLate,
    Twice,
    WrongState,
    reads_only,
)
from records.texts import TextsTidied


class ActorLike(Protocol):
    """What performing an act needs to know of an actor; `members.actor.Actor` is the one that exists."""

    account: str
    capacities: frozenset[str]
    participant: str
    may_write: bool

    def on_behalf_of(self, code: str, *, at: datetime) -> ActorLike:
        """Return the actor for whom a secretariat officer enters an act."""
        ...

    def on_behalf_of_each(self, *, at: datetime) -> Iterable[ActorLike]:
        """Return all for whom a secretariat officer could enter an act."""
        ...

    def without(self, capacities: Collection[str]) -> ActorLike:
        """Return the actor as it speaks in its other capacities alone."""
        ...

    def renewed(self) -> ActorLike:
        """Return the actor as its account stands now; raise NotYours where it may not go on."""
        ...


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
    """

    object_kind: str
    object_key: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    told: Mapping[Group, Iterable[str]] = field(default_factory=dict)
    readers: Iterable[str] | None = None

    @property
    def addressees(self) -> frozenset[str]:
        """All who are told."""
        return frozenset(code for codes in self.told.values() for code in codes if code)


Guard = Callable[[Any, Any, datetime], Missing | None]
"""`guard(subject, actor, at)`: can the act be done at all now?"""
Twin = Callable[[Any, Any, Mapping[str, Any], datetime], "tuple[str, str] | None"]
"""`twin(subject, actor, body, at)`: what stands already, maybe the same, and its page."""
Check = Callable[[Any, Any, Mapping[str, Any], datetime], Missing | None]
"""`check(subject, actor, body, at)`: does the record allow the act with this body?"""


def no_deadline(subject: Any) -> None:
    """Answer for an act that is open at any time."""


Finality = Callable[[Any, Mapping[str, Any]], bool]
"""`finality(subject, body)`: would the act with this body, as it was sent, do what nobody can undo?"""


Read = Callable[[Any, ActorLike], str]
"""`read(subject, actor)`: what of the subject an act rests on, in a word that changes when it does."""


def the_whole(subject: Any, actor: ActorLike) -> str:
    """Rest on all of the subject: any act on it since, as far as `actor` may see, makes its page out of date.

    So do acts that decide: whoever circulates, concludes or closes decides on everything that was said.
    """
    return str(last_act_on(subject, actor))


def nothing(subject: Any, actor: ActorLike) -> str:
    """Rest on nothing that others change: the act makes something new, or adds what stands by itself."""
    return ""


def acts_on(subject: Any, actor: ActorLike) -> QuerySet:
    """Return the acts on a subject that `actor` may see, the newest first; none where it is not there yet.

    A subject that acts are done on says where the register files them: `filed_under`, `(kinds, key)`.
    """
    kinds, key = getattr(subject, "filed_under", ((), ""))
    return Act.objects.history_for(actor, *kinds, key=key) if key else Act.objects.none()


def last_act_on(subject: Any, actor: ActorLike) -> int:
    """Return the number of the newest of `acts_on`, 0 where there is none."""
    return acts_on(subject, actor).values_list("number", flat=True).first() or 0


class ActFields(TextsTidied):
    """The body of an act; its context holds `subject`, `actor` and `at`. Unknown fields are refused.

    An act that makes the next version of something `continues` it: its form begins with all of the version
    before (`version_before`), and what a body leaves out stays as it was. `zone_field` names the field that
    says in which zone a form's local times are; "" for the reader's.
    """

    continues = False
    zone_field = ""
    together: tuple[tuple[str, ...], ...] = ()
    """Fields that are one statement: a body that gives one of them takes none from the version before."""
    first: tuple[str, ...] = ()
    """What a form asks for before all else, in this order: what the act is on, from when, until when."""

    @cached_property
    def version_before(self) -> Mapping[str, Any]:
        """What the version before says, as a body says it; empty where there is none."""
        return {}

    def get_fields(self) -> dict[str, serializers.Field]:
        """Ask in the order of a reader; draw a box that is true by default ticked, for unticked means no."""
        declared = super().get_fields()
        fields = {name: declared[name] for name in self.first} | declared
        for box in fields.values():
            if isinstance(box, serializers.BooleanField) and box.default is True:
                box.initial = True
        return fields

    def to_internal_value(self, data: Any) -> Any:
        """Refuse names that the act does not have, so that a misspelt field is not silently lost."""
        if not isinstance(data, Mapping):
            return super().to_internal_value(data)
        if unknown := set(data) - set(self.fields):
            message = _("This act has no such field.")
            raise serializers.ValidationError({name: [message] for name in sorted(unknown)})
        return super().to_internal_value({**self._left_out_of(data), **data})

    def _left_out_of(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what stays as it was, since `data` does not speak of it."""
        spoken_of = {*data, *(name for group in self.together if set(data) & set(group) for name in group)}
        return {name: value for name, value in self.version_before.items() if name not in spoken_of}

    def begin_with(self, values: Mapping[str, Any]) -> None:
        """Let the form show `values`, for the fields that it has."""
        for name in self.fields.keys() & values.keys():
            self.fields[name].initial = values[name]

    @property
    def data(self) -> ReturnDict:
        """What was sent, as it was sent: an act's fields only take in, so a form shows what was typed."""
        return ReturnDict(self.get_initial(), serializer=self)

    def refuse(self, errors: Mapping[str, Any]) -> None:
        """Take over the errors by field that the act was refused with, for the form to show."""
        self._validated_data: dict[str, Any] = {}
        self._errors = dict(errors)


class OnBehalfFields(TextsTidied):
    """What the secretariat adds when it enters an act of a state: who, and the note verbale it rests on."""

    on_behalf_of = serializers.CharField(label=gettext_lazy("State"))
    note_number = serializers.CharField(max_length=80, label=gettext_lazy("Number of the note verbale"))
    note_date = DayField(label=gettext_lazy("Date of the note verbale"))

    def get_fields(self) -> dict[str, serializers.Field]:
        """Let the room that knows the states say how one is named."""
        fields = super().get_fields()
        for states_field in _states_field:
            fields["on_behalf_of"] = states_field()
        return fields


_states_field: list[Callable[[], serializers.Field]] = []


def name_states_by(field: Callable[[], serializers.Field]) -> None:
    """Let `field()` be the field that names the state an act is entered for; called once, by `members`."""
    _states_field.append(field)


@dataclass(frozen=True, kw_only=True)
class ActType:
    """A row of a table of acts. `label` names the button; `rule` cites what the act rests on, or says that
    it rests on practice (`citations.PRACTICE`). `rules` and `labels` give others by the variety of what it is
    done on (`variety_of`: the route, the kind); `on(subject)` is the row with those that hold there.

    `tells` declares the groups that its notices go to: `perform` lets an effect tell nobody else. `rests_on`
    says what its author must have seen (`resting_on`), `names_version` that a program must say so as well.
    `is_irreversible` acts are asked for twice, and others where `breaks` finds that their body makes them so.
    `open_until(subject)` is the deadline of an act that has one: what is refused after it is kept as evidence
    (`records.late`), under the subject's `object_kind` and `object_key`.
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

    def is_final(self, subject: Any, body: Mapping[str, Any]) -> bool:
        """Whether nobody can undo the act with this body, so that it is asked for once more."""
        return self.is_irreversible or (self.breaks is not None and self.breaks(subject, body))

    def role_of(self, actor: ActorLike, subject: Any) -> Role | None:
        """Return the first role in which `actor` may perform this act on `subject`, or None."""
        if not actor.may_write:
            return None
        return next((role for role in self.who if role.allows(actor, subject)), None)

    def roles_by_capacity(self, actor: ActorLike, subject: Any) -> dict[str, Role]:
        """Return the capacities in which `actor` may perform this act on `subject`, each with its role."""
        fitting: dict[str, Role] = {}
        for role in self.who:
            # A role may allow what another capacity of it allows too: an observer's, to a member.
            is_theirs = role.capacity in actor.capacities and role.capacity not in fitting
            if actor.may_write and is_theirs and role.allows(actor, subject):
                fitting[role.capacity] = role
        return fitting

    def carry_out(self, subject: Any, actor: ActorLike, body: Mapping[str, Any], at: datetime) -> Entry:
        """Write what the act changes and return what the register keeps of it."""
        return self.effect(subject, actor, body, at)

    def roles_on(self, subject: Any) -> tuple[Role, ...]:
        """Return those who may perform this act on `subject`; the table may narrow them by what it is."""
        return self.who

    def why_not_yours(self, actor: ActorLike, subject: Any = None) -> str:
        """Say in one sentence why `actor`, who has no role in this act, may not perform it (on `subject`)."""
        if not actor.account:
            return _("Log in first: this act is not open to the public.")
        if not actor.may_write:
            return reads_only()
        those = self.who if subject is None else self.roles_on(subject)
        roles = _(" or ").join(dict.fromkeys(str(role.label) for role in those))
        return _("“%(act)s” is for %(roles)s.") % {"act": self.label, "roles": roles}

    def stage_missing(self, subject: Any) -> Missing | None:
        """Say why the act is not open in the subject's present stage; a plain act has no stages."""
        return None

    def missing(self, subject: Any, actor: ActorLike, at: datetime) -> Missing | None:
        """Return the first thing that stands between the actor and this act, other than the right to it."""
        if stage := self.stage_missing(subject):
            return stage
        missing = (guard(subject, actor, at) for guard in self.guards)
        return self._cited(next((found for found in missing if found), None))

    def unmet(self, subject: Any, actor: ActorLike, body: Mapping[str, Any], at: datetime) -> Missing | None:
        """Return the first thing that the record has against the act with this body."""
        missing = (check(subject, actor, body, at) for check in self.checks)
        return self._cited(next((found for found in missing if found), None))

    def _cited(self, missing: Missing | None) -> Missing | None:
        """What a guard misses rests on the act's rule where the guard names no other."""
        return replace(missing, rule=missing.rule or self.rule) if missing else None


@dataclass(frozen=True, kw_only=True)
class StagedAct(ActType):
    """An act on a subject that goes through stages; the subject has `stage` (empty before its first act).

    `sources` are the stages it is open in (None: the act makes the subject). `target` is the stage it leads
    to (None: it stays); `outcomes` maps the body's `outcome` to the target where it depends on it.
    """

    sources: tuple[Any, ...]
    target: Any = None
    outcomes: Mapping[str, Any] = field(default_factory=dict)
    leads: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def targets(self) -> tuple[Any, ...]:
        """All stages this act can lead to from another stage."""
        found = (*self.outcomes.values(), *self.leads.values())
        return tuple(dict.fromkeys(found)) or ((self.target,) if self.target else ())

    @property
    def is_for_people(self) -> bool:
        """Whether somebody can perform it, not only the procedure itself."""
        return any(role.capacity != PROCEDURE for role in self.who)

    def stage_missing(self, subject: Any) -> Missing | None:
        """Say in which stage the subject is when this act is not open in it."""
        if (subject.stage or None) in self.sources:
            return None
        if not subject.stage:
            return Missing(_("There is nothing yet that this act could be done on."), self.rule)
        return Missing(
            _("“%(act)s” is not open in the stage “%(stage)s”.")
            % {"act": self.label, "stage": subject.stage_label},
            self.rule,
        )


_labels: dict[str, Any] = {}
_rooms: dict[Any, tuple[ActType, ...]] = {}
_registered: dict[str, tuple[Registered, ...]] = {}

Words = Mapping[str, Any] | Callable[[], Mapping[str, Any]]
"""What codes mean, `{code: label}`, or how to ask for it where it depends on the reader's language."""


@dataclass(frozen=True)
class Registered:
    """An act type as its room made it known: `words` say what the codes under a key of its payload mean."""

    act_type: ActType
    words: Mapping[str, Words]

    def words_for(self, key: str) -> Mapping[str, Any]:
        """Return `{code: label}` for one key; nothing where its values are no codes."""
        words = self.words.get(key, {})
        return words() if callable(words) else words


def register_acts(*act_types: ActType, room: Any = "", words: Mapping[str, Words] | None = None) -> None:
    """Make acts known by their labels, and whom they tell, under the name of their room; from `ready()`.

    `words` gives what codes mean in the payloads of these acts, where no field of theirs says so.
    """
    _labels.update((act_type.name, act_type.label) for act_type in act_types)
    _rooms[room] = (*_rooms.get(room, ()), *act_types)
    for act_type in act_types:
        known = Registered(act_type, words or {})
        _registered[act_type.name] = (*_registered.get(act_type.name, ()), known)


def registered_as(action: str) -> tuple[Registered, ...]:
    """Return the act types of that name: two rooms may have an act that is called the same."""
    return _registered.get(action, ())


def acts_by_room() -> list[tuple[Any, tuple[ActType, ...]]]:
    """Return `(room, its acts)`, in the order of their registration."""
    return list(_rooms.items())


def known_acts() -> list[tuple[str, Any]]:
    """Return `(name, label)` of every act that there is, for a reader to choose from."""
    return sorted(_labels.items())


def label_of(action: str) -> str:
    """Return the label of an act, or its bare name where the procedure no longer has it."""
    return str(_labels.get(action, action))


def label_on(action: str, subject: Any) -> str:
    """Return the label of an act as it is on `subject`, whose route or kind may have its own word for it."""
    named = next((known.act_type for known in registered_as(action) if known.act_type.labels), None)
    return str(named.on(subject).label) if named else label_of(action)


ON_BEHALF = ("on_behalf_of", "note_number", "note_date")
CAPACITY = "capacity"
"""The field that says in which capacity an act is done, where two would do."""
AGAIN = "again"
"""The field by which somebody who was told that the same stands already says: enter it again."""
STATE_CAPACITIES = frozenset({"member", "chair", "observer"})
"""Capacities in which a participant acts, and the secretariat on its behalf."""


def represents_states(actor: ActorLike, act_type: ActType) -> bool:
    """Whether `actor` may enter this act on behalf of a state that asks for it by note verbale."""
    return "secretariat" in actor.capacities and actor.may_write and is_of_a_state(act_type)


def is_of_a_state(act_type: ActType) -> bool:
    """Whether a participant does this act, and so may ask for it by note verbale."""
    return any(role.capacity in STATE_CAPACITIES for role in act_type.who)


def fields_of_form(act_type: ActType, *, actor: ActorLike) -> type[ActFields]:
    """Return the fields that `actor` fills in: the act's, and the note's where it may speak for a state."""
    if not represents_states(actor, act_type):
        return act_type.fields
    return _with_note(act_type.fields)


@cache
def _with_note(fields: type[ActFields]) -> type[ActFields]:
    """Add the note's fields, which are needed only when the act is entered on behalf (`_represent`)."""

    class FieldsWithNote(fields):
        def get_fields(self) -> dict[str, serializers.Field]:
            return super().get_fields() | note_fields()

    return FieldsWithNote


def note_fields() -> dict[str, serializers.Field]:
    """Return the fields of a note verbale as a form has them beside others, where none is needed."""
    fields = OnBehalfFields().get_fields()
    for note_field in fields.values():
        note_field.required = False
    return fields


@dataclass(frozen=True)
class Expectation:
    """What the act that is asked for rests on: the word its author read, None where the author said none."""

    act_type: ActType
    read: str | None
    is_needed: bool

    def is_of(self, act_type: ActType) -> bool:
        """Whether the act is the one asked for; one that it carries out elsewhere may have the same name."""
        return (type(self.act_type), self.act_type.name) == (type(act_type), act_type.name)


_expected: ContextVar[Expectation | None] = ContextVar("expected", default=None)


@contextmanager
def resting_on(act_type: ActType, read: str | None, *, is_needed: bool = False) -> Iterator[None]:
    """Let the act of this type that is performed within be refused where it rests on what was not read.

    `read` is what `act_type.rests_on` gave when the author looked, None for whatever there is. `is_needed`:
    an author who neither says it nor names the version by its `digest` is asked to (PreconditionRequired).
    `perform` compares with the subject locked, however many functions lie between; acts of other types that
    are carried out on the way are not touched.
    """
    token = _expected.set(Expectation(act_type, read, is_needed))
    try:
        yield
    finally:
        _expected.reset(token)


def _what_was_not_read(
    act_type: ActType, subject: Any, actor: ActorLike, data: Mapping[str, Any]
) -> Refusal | None:
    """Return the refusal of an act that rests on what its author did not read, or did not name."""
    expected = _expected.get()
    if expected is None or not expected.is_of(act_type):
        return None
    if expected.read is not None and expected.read != act_type.rests_on(subject, actor):
        return Stale(_("What this rests on has changed since you read it. Nothing was recorded."))
    if expected.read is None and expected.is_needed and not data.get("digest"):
        return PreconditionRequired(
            _("Say which version you mean: send its “digest”, or If-Match with the ETag of what you read.")
        )
    return None


@contextmanager
def rehearsed() -> Iterator[None]:
    """Do what is within, with all its checks and refusals, and take back everything that it wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def perform(
    act_type: ActType, *, actor: ActorLike, subject: Any, at: datetime, data: Mapping[str, Any]
) -> tuple[Act, Entry]:
    """Perform one act on `subject`, which the caller has locked, and enter it in the register.

    Checks in this order, so that nobody learns more than they may: right (NotYours), what its author read
    (Stale, PreconditionRequired; `resting_on`), stage (NotNow), body (Invalid), guards (NotNow).
    Writes the effect, the act and its notices in one transaction or nothing. `at` is the instant of the
    database clock at which the act was received.
    """
    act_type = act_type.on(subject)
    with (
        transaction.atomic(),
        security.refusals_of(
            act_type.name, account=actor.account, state=actor.participant, subject=subject
        ) as refused,
    ):
        # The caller may have waited for its lock; what the request knew of its account is not what counts.
        actor = actor.renewed()
        principal, note, data = _represent(actor, data, at)
        refused["state"] = principal.participant
        if act_type.role_of(principal, subject) is None:
            is_wrong_state = bool(note) and represents_states(actor, act_type)
            raise _not_theirs(act_type, principal, subject, is_wrong_state=is_wrong_state)
        unread = _what_was_not_read(act_type, subject, actor, data)
        until = act_type.open_until(subject) if unread else None
        if unread and (until is None or at < until):
            raise unread  # what came late is refused as late, of which evidence is kept
        if stage := act_type.stage_missing(subject):
            raise _not_now(stage, act_type, actor=actor, state=principal.participant, subject=subject, at=at)
        role, principal = _in_one_capacity(act_type, principal, subject, data.pop(CAPACITY, ""))
        is_meant_again = data.pop(AGAIN, False) is True
        body = _clean(act_type, data, subject=subject, actor=principal, at=at)
        missing = act_type.missing(subject, principal, at) or act_type.unmet(subject, principal, body, at)
        if missing:
            raise _not_now(
                missing, act_type, actor=actor, state=principal.participant, subject=subject, at=at
            )
        if unread:
            raise unread
        if not is_meant_again:
            _refuse_twice(act_type, principal, note, subject=subject, body=body, at=at)
        entry = act_type.carry_out(subject, principal, body, at)
        if undeclared := entry.told.keys() - set(act_type.tells):
            raise ValueError(f"{act_type.name} does not declare that it tells {sorted(undeclared)}.")
        payload, enclosed = enclosures.taken_out(
            entry.payload, enclosed_by(act_type.fields), of_kind=entry.object_kind
        )
        act = register.append(
            at=at,
            account=actor.account,
            capacity=role.capacity,
            state=principal.participant,
            entered_by="secretariat" if note else "",
            action=act_type.name,
            object_kind=entry.object_kind,
            object_key=entry.object_key,
            rule=act_type.rule,
            payload={**payload, **note},
            told={*entry.addressees, principal.participant} if note else entry.addressees,
            readers=_readers_of(entry),
        )
        enclosures.keep(enclosed, act=act)
        return act, entry


def _refuse_twice(
    act_type: ActType,
    principal: ActorLike,
    note: Mapping[str, Any],
    *,
    subject: Any,
    body: Mapping[str, Any],
    at: datetime,
) -> None:
    """Raise Twice where the same note of the state was entered before, or the act has a twin."""
    twins = (twin(subject, principal, body, at) for twin in act_type.twins)
    by_note = _entered_by_note(note, of=principal.participant) if note else None
    if found := by_note or next(filter(None, twins), None):
        sentence, url = found
        raise Twice(
            _("%(same)s To enter another, say so (“%(again)s”).") % {"same": sentence, "again": AGAIN},
            url=url,
            rule=act_type.rule,
        )


MOST_NAMED = 5


def _entered_by_note(note: Mapping[str, Any], *, of: str) -> tuple[str, str] | None:
    """Return what was entered by the same note of a state, whatever it was, and the page of the last of it.

    One note may ask for several acts, so this is a question. A number is the same however it is written.
    """
    dated = canonical_bytes({"note_date": note["note_date"]}).decode()[1:-1]
    of_the_day = Act.objects.filter(state=of, payload__contains=dated).exclude(entered_by="")
    number = _as_one_writes_it(note["note_number"])
    before = [
        act
        for act in of_the_day.order_by("-number")
        if _as_one_writes_it(json.loads(act.payload)["note_number"]) == number
    ]
    if not before:
        return None
    acts = "; ".join(
        _("%(act)s (act No. %(number)d)") % {"act": label_of(act.action), "number": act.number}
        for act in before[:MOST_NAMED]
    )
    sentence = _("The note verbale %(note)s of that day was entered already, for: %(acts)s.")
    return sentence % {"note": note["note_number"], "acts": acts}, f"/register/{before[0].number}/"


def _as_one_writes_it(number: str) -> str:
    """Return a note's number without what its writers leave to chance: case, spaces, dashes, “No.”."""
    parts = re.findall(r"\w+", unicodedata.normalize("NFKC", number).casefold())
    return "/".join(part for part in parts if part not in {"no", "n", "nr"})


def _readers_of(entry: Entry) -> list[str] | None:
    """Return who may see the act: who can see its object as the act leaves it, or fewer."""
    if entry.readers is None:
        return readers_now(entry.object_kind, entry.object_key)
    return sorted({str(reader) for reader in entry.readers if reader})


@transaction.atomic
def perform_on(
    rows: QuerySet,
    acts: Mapping[str, ActType],
    name: str,
    *,
    actor: ActorLike,
    at: datetime,
    data: Mapping[str, Any],
    precondition: Callable[[], None],
) -> tuple[Any, Act]:
    """Perform the act `name` on the one row of `rows`, which are those that the actor may see; return both.

    `precondition` is asked with the row locked; it raises Stale where the caller read another state. Raises
    NotVisible where there is no such row or act.
    """
    row = rows.select_for_update().first()
    if row is None or name not in acts:
        raise NotVisible(_("There is nothing at this address."))
    precondition()
    act, _entry = perform(acts[name], actor=actor, subject=row, at=at, data=data)
    return row, act


def _not_now(
    missing: Missing, act_type: ActType, *, actor: ActorLike, state: str, subject: Any, at: datetime
) -> NotNow:
    """Return the refusal for what is missing; note that the act came late where its deadline has passed."""
    deadline = act_type.open_until(subject)
    is_late = bool(deadline and deadline <= at)
    if is_late:
        late.note(
            state=state,
            account=actor.account,
            action=act_type.name,
            object_kind=subject.object_kind,
            object_key=subject.object_key,
            received_at=at,
            deadline=deadline,
            reason=missing.sentence,
        )
    return (TooLate if is_late else NotNow)(missing.sentence, rule=missing.rule)


def _not_theirs(act_type: ActType, principal: ActorLike, subject: Any, *, is_wrong_state: bool) -> Refusal:
    """Return the refusal of an act that `principal` has no role in; `is_wrong_state`: an officer named it."""
    sentence = act_type.why_not_yours(principal, subject)
    if is_wrong_state:
        return WrongState({"on_behalf_of": [sentence]}, rule=act_type.rule)
    return NotYours(sentence, rule=act_type.rule)


def principal_of(
    act_type: ActType, subject: Any, *, actor: ActorLike, data: Mapping[str, Any], at: datetime
) -> ActorLike:
    """Return who an act with this body is of: the state for which an officer enters it, or the actor, each in
    the one capacity that counts.

    Raises Invalid for a note verbale that does not suffice, or where two capacities fit and none is named;
    NotYours for a note of who may not enter it.
    """
    principal, _note, body = _represent(actor, data, at)
    if act_type.role_of(principal, subject) is None:
        return principal
    _role, principal = _in_one_capacity(act_type, principal, subject, body.get(CAPACITY, ""))
    return principal


def _in_one_capacity(
    act_type: ActType, principal: ActorLike, subject: Any, asked: Any
) -> tuple[Role, ActorLike]:
    """Return the role in which the act is done, and its actor without the other capacities that would do.

    What an act asks for depends on it: the Chair gives a reason for withdrawing, the last interested state
    does not.
    """
    roles = act_type.roles_by_capacity(principal, subject)
    capacity = asked or (next(iter(roles)) if len(roles) == 1 else "")
    if capacity not in list(roles):
        those = "; ".join(f"“{name}” ({role.label})" for name, role in roles.items())
        sentence = _("Say in which capacity you act: %(capacities)s.") % {"capacities": those}
        raise Invalid({CAPACITY: [sentence]}, rule=act_type.rule)
    return roles[capacity], principal.without(roles.keys() - {capacity})


def again_field() -> serializers.Field:
    """Return the box by which somebody says that the act is meant although the same stands already."""
    return serializers.BooleanField(required=False, label=_("Enter it again"))


def capacity_field(capacities: Mapping[str, Role], **options: Any) -> serializers.Field:
    """Return the field that asks in which of several capacities an act is done."""
    return serializers.ChoiceField(
        [(capacity, role.label) for capacity, role in capacities.items()],
        label=_("In which capacity"),
        **options,
    )


def _represent(
    actor: ActorLike, data: Mapping[str, Any], at: datetime
) -> tuple[ActorLike, dict[str, Any], dict[str, Any]]:
    """Return who the act is of, the note verbale it was asked by, and the body without the note."""
    if not isinstance(data, Mapping):
        raise Invalid({"non_field_errors": [_("The body of an act is an object with its fields.")]})
    given = {name: data[name] for name in ON_BEHALF if data.get(name) not in (None, "")}
    body = {name: value for name, value in data.items() if name not in ON_BEHALF}
    if not given:
        return actor, {}, body
    if "secretariat" not in actor.capacities or not actor.may_write:
        raise NotYours(_("Only the secretariat enters an act on behalf of a state."))
    fields = OnBehalfFields(data=given, context={"at": at})
    if not fields.is_valid():
        raise Invalid(fields.errors)
    note = fields.validated_data
    if note["note_date"] > clock.latest_day(at):
        raise Invalid({"note_date": [_("The note cannot be dated in the future.")]})
    principal = actor.on_behalf_of(note["on_behalf_of"], at=at)
    return principal, {"note_number": note["note_number"], "note_date": note["note_date"]}, body


def _clean(
    act_type: ActType, data: Mapping[str, Any], *, subject: Any, actor: ActorLike, at: datetime
) -> Any:
    fields = act_type.fields(data=data, context={"subject": subject, "actor": actor, "at": at})
    if not fields.is_valid():
        raise Invalid(fields.errors, rule=act_type.rule)
    return fields.validated_data
