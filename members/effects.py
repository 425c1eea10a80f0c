"""What the acts of this room change. Called by `records.acts.perform` only."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.actor import Actor
from members.entries import last_entry, value_of
from members.enums import DelegationRole, Post, Precision, RecordEntry, Status
from members.groups import ADMINISTRATORS, HEADS, MEMBERS, OFFICERS, PERSON, SECRETARIAT
from members.guards import RIGHTS
from members.models import Account, Chairmanship, FormerName, Participant, Period, Token
from members.tokens import revoke_tokens
from records.act_types import Entry, Group
from records.certain import certain
from records.refusals import Invalid

OBJECT_KIND = "participant"
PARTICIPANT = Group("participant", _("the participant"))
TOLD = (MEMBERS, PARTICIPANT, SECRETARIAT)
"""Whom each of these acts tells."""
ACCOUNT = "account"
TOLD_OF_ACCOUNTS = (PERSON, HEADS, OFFICERS, ADMINISTRATORS)
"""Whom each act on an account tells."""
NAMES = ("name_en", "name_ru", "name_fr")
"""Its usual names, by language."""
KNOWN_BY = ("username", "email")
"""By what an account is known; the register says that it changed, never what it is."""


def admit(subject: None, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Make the participant and its first period."""
    names = {name: body[name] for name in NAMES}
    participant = Participant.objects.create(
        code=body["code"],
        kind=body["kind"],
        **names,
        name_sources=dict.fromkeys(("en", "ru", "fr"), body["decision"]),
        sort_name=Participant.sort_key(body["name_en"]),
        changed_by_act=True,
    )
    _begin(participant, body)
    return _entry(
        participant.code, at, {**_decided(body), "kind": body["kind"], "status": body["status"], **names}
    )


def change_status(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """End the status that the participant has on the day, and begin the new one unless it leaves."""
    return _entry(subject.code, at, _change_status(subject, body))


def hand_over(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """End the last term as Chair on the day and begin the subject's."""
    return _entry(subject.code, at, _take_chair(subject, body))


def cancel_change(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Let what stood before the change go on; the act keeps what had been entered."""
    was = certain(last_entry(subject, body["entry"])).undo()
    kept = {name: body[name] for name in ("entry", "decision", "reason")}
    return _entry(subject.code, at, {**kept, "was": was})


def correct_entry(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Put the right entry in place of the wrong one; the act keeps both.

    What was done meanwhile stands: it followed what the record held then.
    """
    was = certain(last_entry(subject, body["entry"])).undo()
    enter = _take_chair if body["entry"] == RecordEntry.CHAIRMANSHIP else _change_status
    kept = {name: body[name] for name in ("entry", "reason")}
    return _entry(subject.code, at, {**enter(subject, body), **kept, "was": was})


def rename(subject: Participant, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Give it another usual name from a day on; on an earlier day it is called as before."""
    before = {name: getattr(subject, name) for name in NAMES}
    FormerName.objects.create(
        participant=subject,
        **before,
        valid_to=body["effective_on"],
        ends_precision=Precision.DAY,
        decision=body["decision"],
        changed_by_act=True,
    )
    after = {name: body[name] for name in NAMES}
    for name, value in after.items():
        setattr(subject, name, value)
    subject.name_sources = dict.fromkeys(("en", "ru", "fr"), body["decision"])
    subject.sort_name = Participant.sort_key(subject.name_en)
    subject.changed_by_act = True
    subject.save()
    return _entry(subject.code, at, {**_decided(body), "before": before, **after})


def _change_status(subject: Participant, body: Mapping[str, Any]) -> dict[str, Any]:
    """Let the new status follow the one of that day; return what the register keeps of it."""
    on = body["effective_on"]
    ended = subject.periods.on(on).first()
    if ended is not None:
        _end(ended, on=on, decision="" if body["status"] else body["decision"])
    if body["status"]:
        _begin(subject, body)
    return {**_decided(body), "from": value_of(ended), "to": body["status"]}


def _take_chair(subject: Participant, body: Mapping[str, Any]) -> dict[str, Any]:
    """Let the subject's term follow the last one; return what the register keeps of it."""
    on = body["effective_on"]
    last = Chairmanship.objects.last_term()
    if last is not None and (last.valid_to is None or last.valid_to > on):
        last.valid_to = on
        last.changed_by_act = True
        last.save(update_fields=["valid_to", "changed_by_act"])
    Chairmanship.objects.create(
        state=subject, starts_on=on, valid_from=on, decision=body["decision"], changed_by_act=True
    )
    return {**_decided(body), "from": value_of(last), "to": subject.code}


def _end(period: Period, *, on: date, decision: str) -> None:
    period.ends_on = period.valid_to = on
    period.ends_precision = Precision.DAY
    period.end_decision = decision
    period.changed_by_act = True
    period.save(update_fields=["ends_on", "valid_to", "ends_precision", "end_decision", "changed_by_act"])


def _begin(participant: Participant, body: Mapping[str, Any]) -> None:
    Period.objects.create(
        participant=participant,
        status=body["status"],
        starts_on=body["effective_on"],
        starts_precision=Precision.DAY,
        valid_from=body["effective_on"],
        decision=body["decision"],
        changed_by_act=True,
    )


def _decided(body: Mapping[str, Any]) -> dict[str, Any]:
    return {"effective_on": body["effective_on"], "decision": body["decision"]}


def _entry(code: str, at: datetime, payload: Mapping[str, Any]) -> Entry:
    """Tell every member state, the participant itself and the secretariat."""
    members = Participant.objects.with_status_on(at.date()).filter(status=Status.MEMBER)
    told = {
        MEMBERS: members.values_list("code", flat=True),
        PARTICIPANT: [code],
        SECRETARIAT: ["secretariat"],
    }
    return Entry(object_kind=OBJECT_KIND, object_key=code, payload=payload, told=told)


def open_account(subject: None, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Make an account that nobody can log in to until its person has set a password."""
    account = Account()
    account.set_unusable_password()
    _fill(account, body)
    account.save()
    stands_for = {name: value for name, value in _rights_of(account).items() if value not in (None, "")}
    return _account_entry(account, actor, stands_for)


def change_account(subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Change what an account stands for; where a right ends, so do its tokens, and its password if closed."""
    before, known_by = _rights_of(subject), {name: getattr(subject, name) for name in KNOWN_BY}
    _fill(subject, body)
    after = _rights_of(subject)
    payload: dict[str, Any] = {
        name: {"from": before[name], "to": after[name]} for name in RIGHTS if before[name] != after[name]
    }
    if also := [name for name in KNOWN_BY if known_by[name] != getattr(subject, name)]:
        payload["also"] = also
        subject.former_email = known_by["email"] if "email" in also else subject.former_email
    if revokes := not subject.is_active or not payload.keys().isdisjoint({"post", "participant"}):
        revoke_tokens(Token.objects.filter(user=subject), reason="account-changed")
        payload["revokes"] = revokes
    if not subject.is_active:
        subject.set_unusable_password()
    subject.save()
    return _account_entry(subject, actor, payload, before=before)


def send_password_link(subject: Account, actor: Actor, body: Mapping[str, Any], at: datetime) -> Entry:
    """Change nothing: the courier sends the link because of the act (`notices.password_links`)."""
    return _account_entry(subject, actor, {})


def _fill(account: Account, body: Mapping[str, Any]) -> None:
    """Take over what was given, or raise Invalid for what an account cannot be."""
    for name, value in body.items():
        setattr(account, "participant_id" if name == "participant" else name, value)
    try:
        account.full_clean(exclude={"password"})  # which is no part of an act
    except ValidationError as fault:
        errors = fault.message_dict
        whole = errors.pop(NON_FIELD_ERRORS, [])
        raise Invalid(errors | ({"non_field_errors": whole} if whole else {})) from fault


def _rights_of(account: Account) -> dict[str, Any]:
    return {name: getattr(account, name) for name in RIGHTS} | {"participant": account.participant_id or ""}


def _account_entry(
    account: Account, actor: Actor, payload: Mapping[str, Any], *, before: Mapping[str, Any] | None = None
) -> Entry:
    """Tell the person, and those who answer for the delegation or office that it is or was of.

    Where a delegation has no other head, the secretariat's officers are told in its place.
    """
    states = [_rights_of(account), *([before] if before else [])]
    posts = {state["post"] for state in states}
    others = Account.objects.filter(is_active=True).exclude(
        Q(pk=account.pk) | Q(public_id=actor.account or None)
    )
    codes = {state["participant"] for state in states} - {""}
    heads = others.filter(participant__in=codes, role=DelegationRole.HEAD)
    answered_for = set(heads.values_list("participant", flat=True))
    needs_officers = not posts.isdisjoint({Post.SECRETARIAT, Post.ADMINISTRATOR}) or answered_for != codes
    told = {
        PERSON: [account.public_id],
        HEADS: heads.values_list("public_id", flat=True),
        OFFICERS: _of_post(others, Post.SECRETARIAT) if needs_officers else [],
        ADMINISTRATORS: _of_post(others, Post.ADMINISTRATOR) if Post.ADMINISTRATOR in posts else [],
    }
    return Entry(
        object_kind=ACCOUNT,
        object_key=str(account.public_id),
        payload=payload,
        told={group: [str(key) for key in keys] for group, keys in told.items()},
    )


def _of_post(accounts: QuerySet, post: Post) -> QuerySet:
    return accounts.filter(post=post).values_list("public_id", flat=True)
