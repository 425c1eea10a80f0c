"""What each act writes. Called only by `transitions.Transition.carry_out`, which moves the stage afterwards.

An effect gets the dossier, the actor that the act is of, the cleaned body and the instant; it returns `Done`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cbms.actions import enter_coordinators
from members.actor import Actor
from proposals import consensus, papers
from proposals.dossier import Dossier, member_codes, taken
from proposals.enums import (
    ATTACHED,
    BLOCKING,
    Body,
    Mode,
    Outcome,
    PositionKind,
    SocOutcome,
    Stage,
    SwgOutcome,
)
from proposals.models import (
    Asked,
    Comment,
    Consideration,
    Consultation,
    Decision,
    Designation,
    Extension,
    Interest,
    Paper,
    Paragraph,
    Position,
    Response,
    Service,
    Version,
)
from records.numbering import next_number
from records.refusals import Invalid

Body_ = Mapping[str, Any]
UNCHANGED = object()


@dataclass
class Done:
    """What an effect did: the payload for the register, and what it changes on the proposal.

    `stage` overrides the table's target (None: as the table says). `due_at` is the deadline of the stage
    from now on; `under` the mode of the open consideration. `tells_all` widens the notices to every member
    state.
    """

    payload: dict[str, Any] = field(default_factory=dict)
    stage: Stage | None = None
    due_at: Any = UNCHANGED
    under: Any = UNCHANGED
    tells_all: bool = False


def declare_interest(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Enter the declaration; the first one opens the proposal and gives it its reference."""
    proposal = dossier.proposal
    if not proposal.pk:
        number = next_number(series=f"proposal:{at.year}")
        proposal.reference = f"P-{at.year}-{number:03d}"
        proposal.opened_at = proposal.stage_since = at
        proposal.stage = Stage.INTEREST
        proposal.save()
    Interest.objects.create(
        proposal=proposal,
        state_id=actor.participant,
        offer=body["offer"],
        statement=body["statement"],
        declared_at=at,
    )
    return Done({"measure": proposal.measure.code, "offer": body["offer"], "statement": body["statement"]})


def withdraw_interest(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """End the declaration, and with it a designation; the last to leave withdraws the proposal (CA intro
    3).
    """
    was_last = list(dossier.interests) == [actor.participant]
    standing = {"proposal": dossier.proposal, "state": actor.participant}
    Interest.objects.filter(**standing, withdrawn_at=None).update(withdrawn_at=at)
    Designation.objects.filter(**standing, ended_at=None).update(ended_at=at)
    if was_last:
        _close_consultation(dossier, at=at)
    return Done({"statement": body["statement"]}, stage=Stage.WITHDRAWN if was_last else None)


def open_consultation(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Ask every interested state, by a date, who should coordinate."""
    consultation = Consultation.objects.create(
        proposal=dossier.proposal, message=body["message"], opened_at=at, answer_by=body["answer_by"]
    )
    Asked.objects.bulk_create(
        Asked(consultation=consultation, state_id=state, asked_at=at) for state in dossier.interests
    )
    return Done(
        {"answer_by": body["answer_by"], "asked": list(dossier.interests), "message": body["message"]},
        due_at=body["answer_by"],
    )


def respond(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Enter the state's answer; it replaces the standing one."""
    last = dossier.responses.get(actor.participant)
    Response.objects.create(
        consultation=dossier.consultation,
        state_id=actor.participant,
        sequence=last.sequence + 1 if last else 1,
        answer=body["answer"],
        supports_id=body["supports"],
        statement=body["statement"],
        answered_at=at,
    )
    return Done({"answer": body["answer"], "supports": body["supports"], "statement": body["statement"]})


def designate_coordinators(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Close the consultation and name who writes the paper, by when."""
    _close_consultation(dossier, at=at)
    Designation.objects.bulk_create(
        Designation(proposal=dossier.proposal, state_id=line["state"], role=line["role"], designated_at=at)
        for line in body["coordinators"]
    )
    dossier.proposal.draft_due = body["draft_due"]
    end_of_day = datetime.combine(body["draft_due"] + timedelta(days=1), time.min, UTC)
    return Done(
        {
            "coordinators": [dict(line) for line in body["coordinators"]],
            "draft_due": body["draft_due"],
            "message": body["message"],
        },
        due_at=end_of_day,
    )


def _close_consultation(dossier: Dossier, *, at: datetime) -> None:
    Consultation.objects.filter(proposal=dossier.proposal, closed_at=None).update(closed_at=at)


def submit_paper(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Make the text the next version. The register keeps its digest, not its words: a draft is not public
    to members.
    """
    previous = dossier.version
    paper, _created = Paper.objects.get_or_create(proposal=dossier.proposal)
    paragraphs = papers.paragraphs(body["paragraphs"], known=papers.identities(paper))
    version = Version.objects.create(
        paper=paper,
        number=previous.number + 1 if previous else 1,
        title=body["title"],
        submitted_by_id=actor.participant,
        submitted_at=at,
        digest=papers.digest_of_text(body["title"], paragraphs),
    )
    for paragraph in paragraphs:
        paragraph.version = version
    Paragraph.objects.bulk_create(paragraphs)
    return Done({"version": version.number, "digest": version.digest, "paragraphs": len(paragraphs)})


def return_to_drafters(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Give the paper back with the secretariat's reason."""
    return Done({"version": dossier.version.number, "reason": body["reason"]})


def circulate(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Give the version its symbol, open the comment period, and serve every member state (CA (a)3)."""
    version = dossier.version
    version.symbol = papers.next_symbol(version.paper, year=at.year)
    version.circulated_at = at
    version.comments_until = body["comments_until"]
    version.message = body["message"]
    version.save(update_fields=["symbol", "circulated_at", "comments_until", "message"])
    states = member_codes(at.date())
    _serve(states, version=version, at=at)
    return Done(
        {
            "version": version.number,
            "symbol": version.symbol,
            "digest": version.digest,
            "comments_until": body["comments_until"],
            "served": states,
            "message": body["message"],
        },
        due_at=body["comments_until"],
    )


def comment(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Enter a comment on the paper or on one of its paragraphs."""
    version = dossier.version
    paragraph = None
    if body["paragraph"]:
        paragraph = version.paragraphs.filter(identity=body["paragraph"]).first()
        if paragraph is None:
            raise Invalid({"paragraph": [_("The circulated version has no such paragraph.")]})
    Comment.objects.create(
        version=version,
        state_id=actor.participant,
        paragraph=paragraph,
        text=body["text"],
        proposed_wording=body["proposed_wording"],
        made_at=at,
    )
    return Done(
        {
            "version": version.number,
            "paragraph": str(paragraph.identity) if paragraph else None,
            "text": body["text"],
            "proposed_wording": body["proposed_wording"],
        }
    )


def revise(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Take the circulated paper back to take comments in."""
    return Done({"version": dossier.version.number, "reason": body["reason"]})


def open_swg(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Open the Special Working Group's consideration."""
    return _open_consideration(dossier, body=Body.SWG, fields=body, at=at)


def open_soc(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Open the Senior Officials Committee's consideration."""
    return _open_consideration(dossier, body=Body.SOC, fields=body, at=at)


def _open_consideration(dossier: Dossier, *, body: Body, fields: Body_, at: datetime) -> Done:
    version, roster = dossier.version, member_codes(at.date())
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
    _serve(roster, version=version, consideration=consideration, at=at)
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


def _serve(
    states: Iterable[str], *, version: Version, at: datetime, consideration: Consideration | None = None
) -> None:
    Service.objects.bulk_create(
        Service(version=version, consideration=consideration, state_id=state, served_at=at)
        for state in states
    )


def extend_silence(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Move the deadline of the running silence later."""
    consideration = dossier.consideration
    before = consideration.closes_at
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
            "deadline_before": before,
            "deadline": body["deadline"],
            "reason": body["reason"],
        },
        due_at=body["deadline"],
    )


def take_position(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Enter the state's position; an objection or amendment under silence ends the procedure at once for
    all.
    """
    consideration = dossier.consideration
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
    }
    if consideration.mode == Mode.MEETING or body["position"] not in BLOCKING:
        return Done(payload)
    _conclude(consideration, Outcome.SILENCE_BROKEN, at=at)
    return Done({**payload, "silence": "broken"}, due_at=None, under="", tells_all=True)


def _paragraph_digests(version: Version, identities: Iterable[Any]) -> list[dict[str, str]]:
    wanted = list(identities)
    digests = dict(version.paragraphs.filter(identity__in=wanted).values_list("identity", "digest"))
    if unknown := [str(identity) for identity in wanted if identity not in digests]:
        raise Invalid(
            {"paragraphs": [_("The version has no such paragraph: %(ids)s.") % {"ids": ", ".join(unknown)}]}
        )
    return [{"id": str(identity), "digest": digests[identity]} for identity in wanted]


def conclude_swg(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Record what the Working Group concluded; the next stage follows from the outcome."""
    outcome = {
        SwgOutcome.AGREED: Outcome.AGREED,
        SwgOutcome.RETURNED: Outcome.RETURNED,
        SwgOutcome.DECLINED: Outcome.DECLINED,
    }[body["outcome"]]
    conclusion = _conclusion(dossier, body)
    if dossier.consideration:
        _conclude(dossier.consideration, outcome, at=at, present=body["present"], reason=body["reason"])
    return Done(conclusion, due_at=None, under="")


def conclude_soc(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Record what the Committee concluded; an approval makes the Decision, or waits for a silence to end."""
    consideration, conclusion = dossier.consideration, _conclusion(dossier, body)
    if body["silence_until"]:
        consideration.mode, consideration.silence_since = Mode.SILENCE, at
        consideration.closes_at, consideration.decision_title = body["silence_until"], body["title"]
        consideration.present, consideration.reason = body["present"], body["reason"]
        consideration.save(
            update_fields=["mode", "silence_since", "closes_at", "decision_title", "present", "reason"]
        )
        return Done(
            {**conclusion, "silence_until": body["silence_until"], "title": body["title"]},
            stage=Stage.SENIOR_OFFICIALS,
            due_at=body["silence_until"],
            under=Mode.SILENCE,
        )
    if body["outcome"] == SocOutcome.APPROVED:
        _conclude(consideration, Outcome.APPROVED, at=at, present=body["present"], reason=body["reason"])
        decision = _decide(dossier, consideration, title=body["title"])
        return Done({**conclusion, "decision": decision.number}, due_at=None, under="")
    if consideration:
        outcome = Outcome.DECLINED if body["outcome"] == SocOutcome.DECLINED else Outcome.RETURNED
        _conclude(consideration, outcome, at=at, present=body["present"], reason=body["reason"])
    return Done(conclusion, due_at=None, under="")


def close_silence(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Enter that an unbroken silence has adopted the text, with effect at its deadline, however late this
    runs.
    """
    consideration = dossier.consideration
    is_swg = consideration.body == Body.SWG
    effective_at = dossier.silence(at).effective_at
    _conclude(consideration, Outcome.AGREED if is_swg else Outcome.APPROVED, at=at, effective_at=effective_at)
    payload = {"consideration": consideration.pk, "body": consideration.body, "effective_at": effective_at}
    if not is_swg:
        payload["decision"] = _decide(dossier, consideration, title=consideration.decision_title).number
    return Done(payload, stage=Stage.AGREED if is_swg else Stage.APPROVED, due_at=None, under="")


def _conclude(
    consideration: Consideration,
    outcome: Outcome,
    *,
    at: datetime,
    effective_at: datetime | None = None,
    present: Iterable[str] = (),
    reason: str = "",
) -> None:
    consideration.outcome = outcome
    consideration.concluded_at = at
    consideration.effective_at = effective_at or at
    consideration.present = list(present) or consideration.present
    consideration.reason = reason or consideration.reason
    consideration.save(update_fields=["outcome", "concluded_at", "effective_at", "present", "reason"])


def _conclusion(dossier: Dossier, body: Body_) -> dict[str, Any]:
    return {
        "consideration": dossier.consideration.pk if dossier.consideration else None,
        "outcome": body["outcome"],
        "present": body["present"],
        "reason": body["reason"],
    }


def _decide(dossier: Dossier, consideration: Consideration, *, title: str) -> Decision:
    """Make the numbered Decision and enter its coordinators in the official list, in one transaction with
    the act.
    """
    effective_at = consideration.effective_at
    number = next_number(series=f"decision:{consideration.body}:{effective_at.year}")
    coordinators = list(dossier.coordinators.items())
    decision = Decision.objects.create(
        number=f"{consideration.body}-{effective_at.year}-{number:03d}",
        body=consideration.body,
        consideration=consideration,
        proposal=dossier.proposal,
        measure=dossier.proposal.measure,
        title=title or consideration.version.title,
        adopted_at=effective_at,
        mode=consideration.mode,
        coordinators=[{"state": state, "role": role} for state, role in coordinators],
        statements=_statements(dossier, consideration),
    )
    enter_coordinators(
        measure=dossier.proposal.measure,
        coordinators=coordinators,
        decision=decision.number,
        on=effective_at.date(),
    )
    return decision


def _statements(dossier: Dossier, consideration: Consideration) -> list[dict[str, str]]:
    """Return the statements of standing positions that do not block, in the order received."""
    # Not `dossier.positions`: the consideration is concluded by now, so it is no longer the open one.
    positions = dossier.positions_of(consideration)
    standing = consensus.standing(roster=consideration.roster, positions=taken(positions))
    return [
        {
            "state": position.state_id,
            "position": PositionKind(position.position).value,
            "statement": position.statement,
            "received_at": position.received_at.isoformat(),
        }
        for position in positions
        if position.position in ATTACHED
        and position.statement
        and standing[position.state_id].sequence == position.sequence
    ]


def withdraw(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """End the proposal without a decision, and any consultation on it or consideration of it."""
    _close_consultation(dossier, at=at)
    if dossier.consideration:
        _conclude(dossier.consideration, Outcome.WITHDRAWN, at=at, reason=body["reason"])
    return Done({"reason": body["reason"]}, due_at=None, under="")


def complete(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Record that the measure's paper has been implemented."""
    return Done({"statement": body["statement"]})


def publish_decision(dossier: Dossier, actor: Actor, body: Body_, at: datetime) -> Done:
    """Widen who may read the decision and its statements."""
    decision = dossier.proposal.decisions.get()
    decision.audience = body["audience"]
    decision.save(update_fields=["audience"])
    return Done({"decision": decision.number, "audience": body["audience"], "consent": body["consent"]})
