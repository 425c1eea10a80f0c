"""How anything official happens: one function checks who, when and what, and enters the act.

`perform` is the only caller of an act's effect. Its row is an `ActType` (`records.act_types`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import serializers

from records import clock, enclosures, late, register, security
from records.act_fields import (
    AGAIN,
    CAPACITY,
    ON_BEHALF,
    ActFields,
    OnBehalfFields,
    again_field,
    note_fields,
)
from records.act_types import STATE_CAPACITIES, ActType, Entry, Missing, Role
from records.addresses import address_of
from records.kinds import readers_now
from records.known_acts import label_of
from records.models import Act
from records.readers import enclosed_by
from records.refusals import (
    Invalid,
    NotNow,
    NotYours,
    PreconditionRequired,
    Refusal,
    Stale,
    TooLate,
    Twice,
    WrongState,
)

if TYPE_CHECKING:
    from members.actor import Actor


def represents_states(actor: Actor, act_type: ActType) -> bool:
    """Whether `actor` may enter this act on behalf of a state that asks for it by note verbale."""
    return "secretariat" in actor.capacities and actor.may_write and is_of_a_state(act_type)


def is_of_a_state(act_type: ActType) -> bool:
    """Whether a participant does this act, and so may ask for it by note verbale."""
    return any(role.capacity in STATE_CAPACITIES for role in act_type.who)


def fields_of_form(act_type: ActType, *, actor: Actor) -> type[ActFields]:
    """Return the fields that `actor` fills in: the act's, and the note's where it may speak for a state."""
    if not represents_states(actor, act_type):
        return act_type.fields
    return _with_note(act_type.fields)


@cache
def _with_note(fields: type[ActFields]) -> type[ActFields]:
    """Add the note's fields, which are needed only when the act is entered on behalf (`_represent`)."""

    class FieldsWithNote(fields):  # type: ignore[valid-type,misc]  # made for each act's own
        def get_fields(self) -> dict[str, serializers.Field]:
            return super().get_fields() | note_fields()

    return FieldsWithNote


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
    act_type: ActType, subject: Any, actor: Actor, data: Mapping[str, Any]
) -> Refusal | None:
    """Return the refusal of an act that rests on what its author did not read, or did not name."""
    expected = _expected.get()
    if expected is None or not expected.is_of(act_type):
        return None
    if expected.read is not None and expected.read != act_type.rests_on(subject, actor):
        return Stale(_("What this rests on has changed since you read it. Nothing was recorded."))
    if expected.read is None and expected.is_needed and not act_type.version_is_named(subject, data):
        return PreconditionRequired(act_type.version_wanted())
    return None


_is_part_of_another: ContextVar[bool] = ContextVar("is part of another", default=False)


@contextmanager
def _carrying_out() -> Iterator[None]:
    """Let the acts that an act calls on other objects know that they are part of it."""
    token = _is_part_of_another.set(True)
    try:
        yield
    finally:
        _is_part_of_another.reset(token)


def perform(
    act_type: ActType,
    *,
    actor: Actor,
    subject: Any,
    at: datetime,
    data: Mapping[str, Any],
    released_by: Actor | None = None,
) -> tuple[Act, Entry]:
    """Perform one act on `subject`, which the door has locked, and enter it in the register.

    `records.door.take` alone calls it. Checks in this order, so that nobody learns more than they may: right
    and assurance (NotYours), what its author read (Stale, PreconditionRequired; `resting_on`), stage
    (NotNow), body (Invalid), guards (NotNow), release (NotNow). Writes the effect, the act and its notices in
    one transaction or nothing. `at` is the instant of the database clock at which the act was received.
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
        if unsure := act_type.assurance_missing(actor, at):
            raise NotYours(unsure.sentence, rule=unsure.rule)
        unread = _what_was_not_read(act_type, subject, actor, data)
        until = act_type.open_until(subject) if unread else None
        if unread and (until is None or at < until):
            raise unread  # what came late is refused as late, of which evidence is kept
        if stage := act_type.stage_missing(subject):
            raise _not_now(stage, act_type, actor=actor, state=principal.participant, subject=subject, at=at)
        role, principal = _in_one_capacity(act_type, principal, subject, data.pop(CAPACITY, ""))
        is_meant_again = _is_meant_again(data.pop(AGAIN, False))
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
        released = _release(act_type, actor, released_by, subject)
        with _carrying_out():
            entry = act_type.carry_out(subject, principal, body, at)
        if undeclared := entry.told.keys() - set(act_type.tells):
            raise ValueError(f"{act_type.name} does not declare that it tells {sorted(undeclared)}.")
        payload, enclosed = enclosures.taken_out(
            entry.payload, enclosed_by(act_type.fields), of_kind=entry.object_kind, key=entry.object_key
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
            payload={**payload, **note, **released},
            told={*entry.addressees, principal.participant} if note else entry.addressees,
            readers=_readers_of(entry),
            enclosed={one.field: one.readers for one in enclosed},
        )
        enclosures.keep(enclosed, act=act)
        act.told = tuple(str(group) for group, codes in entry.told.items() if any(codes))
        return act, entry


def _is_meant_again(said: Any) -> bool:
    """Read `again` of a body; raise Invalid where it is neither true nor false."""
    try:
        return again_field().run_validation(said)
    except serializers.ValidationError as refused:
        raise Invalid({AGAIN: refused.detail}) from refused


def _refuse_twice(
    act_type: ActType,
    principal: Actor,
    note: Mapping[str, Any],
    *,
    subject: Any,
    body: Mapping[str, Any],
    at: datetime,
) -> None:
    """Raise Twice where the same note of the state was entered before, or the act has a twin.

    What one act asked for by a note does on several objects is all by that note.
    """
    twins = (twin(subject, principal, body, at) for twin in act_type.twins)
    is_asked = note and not _is_part_of_another.get()
    by_note = _entered_by_note(note, of=principal.participant) if is_asked else None
    if found := by_note or next(filter(None, twins), None):
        sentence, url = found
        raise Twice(
            _("%(same)s If it is meant all the same, say so (“%(again)s”).")
            % {"same": sentence, "again": AGAIN},
            url=url,
            rule=act_type.rule,
        )


def _release(act_type: ActType, actor: Actor, released_by: Actor | None, subject: Any) -> dict[str, str]:
    """Return in which capacity the act was released, nothing where its row asks for no release.

    Raises NotNow where somebody has still to release it: another person than who enters it.
    """
    if not act_type.released_by:
        return {}
    second = released_by.renewed() if released_by else None
    role = act_type.releasing_role(second, subject) if second and second.account != actor.account else None
    if role is None:
        raise NotNow(act_type.release_wanted(), rule=act_type.rule)
    return {"released_in": role.capacity}


MOST_NAMED = 5


def _entered_by_note(note: Mapping[str, Any], *, of: str) -> tuple[str, str] | None:
    """Return what was entered by the same note of a state, whatever it was, and the page of the last of it.

    One note may ask for several acts, so this is a question. A number is the same however it is written.
    """
    number = _as_one_writes_it(note["note_number"])
    of_that_day = Act.objects.by_note_of(of, dated=note["note_date"]).order_by("-number")
    before = [act for act in of_that_day if _as_one_writes_it(act.note_number) == number]  # type: ignore[attr-defined]
    if not before:
        return None
    acts = "; ".join(
        _("%(act)s (act No. %(number)d)") % {"act": label_of(act.action), "number": act.number}
        for act in before[:MOST_NAMED]
    )
    sentence = _("The note verbale %(note)s of that day was entered already, for: %(acts)s.")
    return sentence % {"note": note["note_number"], "acts": acts}, address_of("act", before[0].number)


def _as_one_writes_it(number: str) -> str:
    """Return a note's number without what its writers leave to chance: case, spaces, dashes, “No.”."""
    parts = re.findall(r"\w+", unicodedata.normalize("NFKC", number).casefold())
    return "/".join(part for part in parts if part not in {"no", "n", "nr"})


def _readers_of(entry: Entry) -> list[str] | None:
    """Return who may see the act: who can see its object as the act leaves it, or fewer."""
    if entry.readers is None:
        return readers_now(entry.object_kind, entry.object_key)
    return sorted({str(reader) for reader in entry.readers if reader})


def _not_now(
    missing: Missing, act_type: ActType, *, actor: Actor, state: str, subject: Any, at: datetime
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


def _not_theirs(act_type: ActType, principal: Actor, subject: Any, *, is_wrong_state: bool) -> Refusal:
    """Return the refusal of an act that `principal` has no role in; `is_wrong_state`: an officer named it."""
    sentence = act_type.why_not_yours(principal, subject)
    if is_wrong_state:
        return WrongState({"on_behalf_of": [sentence]}, rule=act_type.rule)
    return NotYours(sentence, rule=act_type.rule)


def _in_one_capacity(act_type: ActType, principal: Actor, subject: Any, asked: Any) -> tuple[Role, Actor]:
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


def capacity_field(capacities: Mapping[str, Role], **options: Any) -> serializers.Field:
    """Return the field that asks in which of several capacities an act is done."""
    return serializers.ChoiceField(
        [(capacity, role.label) for capacity, role in capacities.items()],
        label=_("In which capacity"),
        **options,
    )


def _represent(
    actor: Actor, data: Mapping[str, Any], at: datetime
) -> tuple[Actor, dict[str, Any], dict[str, Any]]:
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


def _clean(act_type: ActType, data: Mapping[str, Any], *, subject: Any, actor: Actor, at: datetime) -> Any:
    fields = act_type.fields(data=data, context={"subject": subject, "actor": actor, "at": at})
    if not fields.is_valid():
        raise Invalid(fields.errors, rule=act_type.rule)
    return fields.validated_data
