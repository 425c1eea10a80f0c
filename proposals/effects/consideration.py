"""A body looks at the paper: opening, positions, silence, conclusions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from members.actor import Actor
from papers.models import Version
from proposals.dossier import Dossier, member_codes
from proposals.effects.decisions import decide
from proposals.effects.done import Done, Fields
from proposals.effects.drafting import serve
from proposals.enums import BLOCKING, ENDED_AS, Body, Mode, Outcome, SocOutcome
from proposals.models import Consideration, Extension, Position
from records.certain import certain
from records.refusals import Invalid


def open_swg(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Open the Special Working Group's consideration."""
    return _open_consideration(dossier, body=Body.SWG, fields=body, at=at)


def open_soc(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Open the Senior Officials Committee's consideration."""
    return _open_consideration(dossier, body=Body.SOC, fields=body, at=at)


def _open_consideration(dossier: Dossier, *, body: Body, fields: Fields, at: datetime) -> Done:
    version, roster = certain(dossier.version), member_codes(at.date())
    consideration = Consideration.objects.create(
        proposal=dossier.proposal,
        version=version,
        body=body,
        mode=fields["mode"],
        opened_at=at,
        silence_since=at if fields["mode"] == Mode.SILENCE else None,
        closes_at=fields["deadline"],
        roster=roster,
        text_digest=version.digest,
        waiver_reason=fields["waiver_reason"],
    )
    serve(roster, version=version, consideration=consideration, at=at)
    return Done(
        {
            "consideration": consideration.pk,
            "body": body,
            "mode": fields["mode"],
            "deadline": fields["deadline"],
            "version": version.number,
            "symbol": version.symbol,
            "text_digest": version.digest,
            "roster": roster,
            "waiver_reason": fields["waiver_reason"],
        },
        due_at=fields["deadline"],
        under=fields["mode"],
    )


def extend_silence(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Move the deadline of the running silence later."""
    consideration = certain(dossier.consideration)
    before = certain(consideration.closes_at)
    Extension.objects.create(
        consideration=consideration,
        extended_at=at,
        from_deadline=before,
        to_deadline=body["deadline"],
        reason=body["reason"],
    )
    consideration.closes_at = body["deadline"]
    consideration.save(update_fields=["closes_at"])
    return Done(
        {
            "consideration": consideration.pk,
            "symbol": consideration.version.symbol,
            "deadline_before": before,
            "deadline": body["deadline"],
            "reason": body["reason"],
        },
        due_at=body["deadline"],
    )


def end_silence(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """End the running silence without adoption: it adopts nothing any more, whatever was said in it."""
    consideration = certain(dossier.consideration)
    conclude(consideration, Outcome.ENDED, at=at, reason=body["reason"])
    return Done(
        {
            "consideration": consideration.pk,
            "symbol": consideration.version.symbol,
            "reason": body["reason"],
        },
        due_at=None,
        under="",
    )


def take_position(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Enter the state's position; an objection or amendment under silence ends the procedure at once for
    all.
    """
    consideration = certain(dossier.consideration)
    earlier = [position.sequence for position in dossier.positions if position.state_id == actor.participant]
    Position.objects.create(
        consideration=consideration,
        state_id=actor.participant,
        sequence=max(earlier, default=0) + 1,
        position=body["position"],
        statement=body["statement"],
        paragraphs=_paragraph_digests(consideration.version, body["paragraphs"]),
        received_at=at,
    )
    payload = {
        "consideration": consideration.pk,
        "position": body["position"],
        "statement": body["statement"],
        "paragraphs": [str(identity) for identity in body["paragraphs"]],
        "paragraph_numbers": _paragraph_numbers(consideration.version, body["paragraphs"]),
        "symbol": consideration.version.symbol,
    }
    if consideration.mode == Mode.MEETING or body["position"] not in BLOCKING:
        return Done(payload)
    conclude(consideration, Outcome.SILENCE_BROKEN, at=at)
    return Done({**payload, "silence": "broken"}, due_at=None, under="", tells_all=True)


def _paragraph_digests(version: Version, identities: Iterable[Any]) -> list[dict[str, str]]:
    wanted = list(identities)
    digests = dict(version.paragraphs.filter(identity__in=wanted).values_list("identity", "digest"))
    if unknown := [str(identity) for identity in wanted if identity not in digests]:
        raise Invalid(
            {"paragraphs": [_("The version has no such paragraph: %(ids)s.") % {"ids": ", ".join(unknown)}]}
        )
    return [{"id": str(identity), "digest": digests[identity]} for identity in wanted]


def _paragraph_numbers(version: Version, identities: Iterable[Any]) -> list[int]:
    """Return which paragraphs of the version they are, as its readers count them."""
    found = version.paragraphs.filter(identity__in=list(identities)).order_by("position")
    return list(found.values_list("position", flat=True)) if identities else []


def conclude_swg(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Record what the Working Group concluded; the next stage follows from the outcome."""
    outcome = ENDED_AS[body["outcome"]]
    conclusion = _conclusion(dossier, body)
    if dossier.consideration:
        conclude(dossier.consideration, outcome, at=at, present=body["present"], reason=body["reason"])
    return Done(conclusion, outcome=body["outcome"], due_at=None, under="")


def conclude_soc(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Record what the Committee concluded; an approval makes the Decision, or waits for a silence to end."""
    conclusion = _conclusion(dossier, body)
    if body["silence_until"]:
        consideration = certain(dossier.consideration)
        consideration.mode, consideration.silence_since = Mode.SILENCE, at
        consideration.closes_at, consideration.decision_title = body["silence_until"], body["title"]
        consideration.present, consideration.reason = body["present"], body["reason"]
        consideration.save(
            update_fields=["mode", "silence_since", "closes_at", "decision_title", "present", "reason"]
        )
        return Done(
            {**conclusion, "silence_until": body["silence_until"], "title": body["title"]},
            outcome="silence",
            due_at=body["silence_until"],
            under=Mode.SILENCE,
        )
    if body["outcome"] == SocOutcome.APPROVED:
        consideration = certain(dossier.consideration)
        conclude(consideration, Outcome.APPROVED, at=at, present=body["present"], reason=body["reason"])
        decision = decide(dossier, consideration, title=body["title"])
        decided = {"decision": decision.number, "title": decision.title}
        return Done({**conclusion, **decided}, outcome=body["outcome"], due_at=None, under="")
    if dossier.consideration:
        outcome = ENDED_AS[body["outcome"]]
        conclude(dossier.consideration, outcome, at=at, present=body["present"], reason=body["reason"])
    return Done(conclusion, outcome=body["outcome"], due_at=None, under="")


def close_silence(dossier: Dossier, actor: Actor, body: Fields, at: datetime) -> Done:
    """Enter that an unbroken silence has adopted the text, with effect at its deadline, however late this
    runs.
    """
    consideration = certain(dossier.consideration)
    is_swg = consideration.body == Body.SWG
    effective_at = certain(dossier.silence(at)).effective_at
    conclude(consideration, Outcome.AGREED if is_swg else Outcome.APPROVED, at=at, effective_at=effective_at)
    payload = {
        "consideration": consideration.pk,
        "body": consideration.body,
        "symbol": consideration.version.symbol,
        "effective_at": effective_at,
    }
    if not is_swg:
        decision = decide(dossier, consideration, title=consideration.decision_title)
        payload |= {"decision": decision.number, "title": decision.title}
    return Done(payload, due_at=None, under="", effective_at=effective_at)


def conclude(
    consideration: Consideration,
    outcome: Outcome,
    *,
    at: datetime,
    effective_at: datetime | None = None,
    present: Iterable[str] = (),
    reason: str = "",
) -> None:
    """End a consideration with an outcome. `effective_at` is when it takes effect, `at` when it was
    entered.
    """
    consideration.outcome = outcome
    consideration.concluded_at = at
    consideration.effective_at = effective_at or at
    consideration.present = list(present) or consideration.present
    consideration.reason = reason or consideration.reason
    consideration.save(update_fields=["outcome", "concluded_at", "effective_at", "present", "reason"])


def _conclusion(dossier: Dossier, body: Fields) -> dict[str, Any]:
    return {
        "consideration": dossier.consideration.pk if dossier.consideration else None,
        "symbol": dossier.version.symbol if dossier.version else "",
        "outcome": body["outcome"],
        "present": body["present"],
        "reason": body["reason"],
    }
