"""Acts as tests take them: by the one door, on a subject by its key, at another instant where asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from cbms.actions import EXPERTS, new_expert
from cbms.models import Expert
from cbms.transitions import DESIGNATE_EXPERT
from exchange.actions import CALLS, COMPILATIONS, SUBMISSIONS, new_call, new_compilation, new_submission
from exchange.enums import ExchangeAction
from exchange.models import Submission
from exchange.transitions import COMPILE, OPEN_CALL
from implementation.actions import ENTERED_BY, SUBJECTS, new
from meetings.actions import MEETINGS
from members.actions import ACCOUNTS, NEW_PARTICIPANT, PARTICIPANTS
from members.actor import Actor
from members.transitions import ADMIT
from proposals.actions import PROPOSALS, considered_in
from proposals.enums import Action
from records.door import Body, Held, Subject, Taken, take
from records.models import Act

Data = Mapping[str, Any]


@dataclass(frozen=True)
class At:
    """A subject whose act is written with another instant than the clock's."""

    subject: Subject
    at: datetime

    def __getattr__(self, name: str) -> Any:
        return getattr(self.subject, name)

    def hold(self, key: Any, actor: Actor, data: Body) -> Held:
        return replace(self.subject.hold(key, actor, data), at=self.at)


def taken(act: str, subject: Subject, *, at: datetime | None = None, **options: Any) -> Taken:
    """Take an act, at another instant than now where one is given."""
    return take(act, At(subject, at) if at else subject, **options)


def act_on_proposal(action: str, *, reference: str, **options: Any) -> Taken:
    return take(action, PROPOSALS.at(reference), **options)


def take_position(consideration: int, *, actor: Actor, data: Data) -> Taken:
    return take(Action.TAKE_POSITION, considered_in(consideration, actor=actor), actor=actor, data=data)


def submit(*, actor: Actor, data: Data) -> Submission:
    return take(ExchangeAction.SUBMIT, new_submission(data), actor=actor, data=data).subject.submission


def act_on_submission(action: str, *, reference: str, **options: Any) -> Submission:
    return take(action, SUBMISSIONS.at(reference), **options).subject.submission


def open_call(**options: Any) -> Act:
    return take(OPEN_CALL.name, new_call(), **options).act


def act_on_call(action: str, *, reference: str, **options: Any) -> Act:
    return take(action, CALLS.at(reference), **options).act


def compile_views(**options: Any) -> Act:
    return take(COMPILE.name, new_compilation(), **options).act


def act_on_compilation(action: str, *, reference: str, **options: Any) -> Act:
    return take(action, COMPILATIONS.at(reference), **options).act


def act_on_meeting(*, reference: str, name: str, **options: Any) -> Act:
    return taken(name, MEETINGS.at(reference), **options).act


def enter(model: type[Model], **options: Any) -> tuple[Any, Act]:
    done = taken(ENTERED_BY[model].name, new(model), **options)
    return done.subject, done.act


def act_on(model: type[Model], *, key: Any, name: str, **options: Any) -> tuple[Any, Act]:
    done = taken(name, SUBJECTS[model].at(key), **options)
    return done.subject, done.act


def designate_expert(**options: Any) -> tuple[Expert, Act]:
    done = taken(DESIGNATE_EXPERT.name, new_expert(), **options)
    return done.subject, done.act


def act_on_expert(*, public_id: UUID, name: str, **options: Any) -> Act:
    return taken(name, EXPERTS.at(public_id), **options).act


def admit(**options: Any) -> Act:
    return taken(ADMIT.name, NEW_PARTICIPANT, **options).act


def act_on_participant(*, code: str, name: str, **options: Any) -> Act:
    return taken(name, PARTICIPANTS.at(code), **options).act


def act_on_account(*, key: UUID, name: str, **options: Any) -> Act:
    return taken(name, ACCOUNTS.at(key), **options).act
