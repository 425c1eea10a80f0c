"""A word in every restricted field of every room, with the capacities that may read it (DESIGN section 4).

Who may read what is written down here from DESIGN, not asked of the code. KG leads what is submitted and
coordinates, TJ takes part, JP is named, hosts and is invited, the United States are an observer like any
other, UZ is a member state without a part in it, AZ is in the chair.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Submission
from implementation.models import ActionPlan, Activity, Report, Review
from members.actor import Actor
from proposals.enums import Action, Route, Stage
from proposals.models import Decision, Proposal
from records import clock
from tests.factories import exchange as submissions
from tests.factories import taking
from tests.factories.exchange import body, call_for_information, disseminated, submit, views_of
from tests.factories.meetings import convene, item_of, later, on_meeting
from tests.factories.members import administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    CHANGES,
    act,
    activity_of,
    conclude,
    consider,
    day,
    everybody,
    in_days,
    open_proposal,
    opened,
    position,
    proposal_at,
)
from tests.factories.taking import act_on_expert, designate_expert

LEAD, CO_AUTHOR, RECIPIENT, UNINVOLVED, OBSERVER = "KG", "TJ", "JP", "UZ", "US"

CAPACITIES: dict[str, Callable[[], Actor]] = {
    "public": Actor.nobody,
    "administrator": administrator,
    "observer": lambda: delegate(OBSERVER),
    "recipient": lambda: delegate(RECIPIENT),
    "member": lambda: delegate(UNINVOLVED),
    "lead": lambda: delegate(LEAD),
    "co_author": lambda: delegate(CO_AUTHOR),
    "viewer": lambda: viewer(LEAD),
    "chair": chair,
    "secretariat": secretariat,
}
LEADS = ("lead", "viewer")
AUTHORS = (*LEADS, "co_author")
OFFICES = ("chair", "secretariat")
MEMBERS = (*AUTHORS, "member", *OFFICES)
PARTICIPANTS = (*MEMBERS, "observer", "recipient")
EVERYONE = tuple(CAPACITIES)


@dataclass
class Canaries:
    """Words that stand in one restricted field each, with the capacities that may read them."""

    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)

    def word(self, where: str, *readers: str) -> str:
        """Return a new word for the field `where`; it means nothing in any language, so that search takes it
        as it is.
        """
        word = f"zq{''.join(chr(ord('a') + int(digit)) for digit in f'{len(self.readers):03d}')}xk"
        self.readers[word], self.where[word] = frozenset(readers), where
        return word

    def content(self, where: str, *readers: str) -> dict[str, object]:
        """Return title, text and a file of words for the same readers."""
        return {
            "title": self.word(f"{where}: title", *readers),
            "text": self.word(f"{where}: text", *readers),
            "files": [self.file(where, *readers)],
        }

    def file(self, where: str, *readers: str) -> SimpleUploadedFile:
        """Return a file with a word for its name and one for its content."""
        name, inside = self.word(f"{where}: file name", *readers), self.word(f"{where}: file", *readers)
        return SimpleUploadedFile(f"{name}.txt", inside.encode())

    def paper(self, where: str, *readers: str) -> dict[str, Any]:
        """Return a paper with a word in its title, a heading and a paragraph in each language."""
        return {
            "title": self.word(f"{where}: title", *readers),
            "paragraphs": [
                {"heading": True, "en": self.word(f"{where}: heading", *readers)},
                {
                    "en": self.word(f"{where}: English", *readers),
                    "ru": self.word(f"{where}: Russian", *readers),
                    "fr": self.word(f"{where}: French", *readers),
                },
            ],
        }

    def hidden_from(self, capacity: str) -> set[str]:
        """Return the words that a capacity may not read."""
        return {word for word, readers in self.readers.items() if capacity not in readers}


def plant() -> Canaries:
    """Put a word into every restricted field of every room."""
    found = Canaries()
    plant_submissions(found)
    plant_coordinator_proposals(found)
    plant_other_proposals(found)
    plant_experts(found)
    plant_meetings(found)
    plant_implementation(found)
    plant_references(found)
    return found


# What is exchanged


def plant_submissions(found: Canaries) -> None:
    """Make submissions in every stage and audience, a call, two compilations."""
    word, content, act = found.word, found.content, submissions.act
    lead, co_author, officer = delegate(LEAD), delegate(CO_AUTHOR), secretariat()

    submit(
        authors=[CO_AUTHOR],
        widens_after=word("event after which the audience widens", *AUTHORS),
        widens_to="public",
        silence="keep",
        **content("awaiting a co-author", *AUTHORS),
    )
    # What a co-author that has left was once shown is shown to it no longer.
    declined = submit(authors=[CO_AUTHOR], **content("declined", *LEADS))
    act(ExchangeAction.DECLINE, declined, co_author, reason=word("reason of declining", *LEADS))
    dropped = submit(authors=[CO_AUTHOR], **content("withdrawn among authors", *AUTHORS))
    act(ExchangeAction.WITHDRAW, dropped, lead, reason=word("reason of withdrawing among authors", *AUTHORS))

    returned = submit(**content("returned", *LEADS, *OFFICES))
    act(ExchangeAction.RETURN, returned, officer, reason=word("reason of returning", *LEADS, *OFFICES))
    anew = body(
        audience="public", authors=[], keep_files=False, **content("resubmitted to the public", *EVERYONE)
    )
    act(ExchangeAction.RESUBMIT, returned, lead, **anew)
    act(ExchangeAction.DISSEMINATE, returned, officer)

    named = disseminated(CO_AUTHOR, **content("to named participants", *AUTHORS, *OFFICES, "recipient"))
    changes = word("what a pending correction changes", *AUTHORS)
    act(ExchangeAction.CORRECT, named, lead, changes=changes, **content("pending correction", *AUTHORS))
    reason = word("reason of widening", *AUTHORS, *OFFICES)
    act(ExchangeAction.WIDEN, named, lead, audience="members", reason=reason)

    widened = disseminated(**content("before the audience widened", *LEADS, *OFFICES, "recipient"))
    changes = word("what a correction changes", *EVERYONE)
    act(
        ExchangeAction.CORRECT,
        widened,
        lead,
        changes=changes,
        keep_files=False,
        **content("corrected", *EVERYONE),
    )
    reason = word("reason of having widened", *LEADS, *OFFICES)
    act(ExchangeAction.WIDEN, widened, lead, audience="public", reason=reason)

    gone = disseminated(**content("withdrawn", *LEADS, *OFFICES))
    act(
        ExchangeAction.WITHDRAW,
        gone,
        lead,
        reason=word("reason of withdrawing", *LEADS, *OFFICES, "recipient"),
    )
    disseminated(audience="members", **content("to the members", *MEMBERS))
    disseminated(audience="participants", **content("to all participants", *PARTICIPANTS))

    call = call_for_information(
        title=word("call: title", *MEMBERS),
        mandate=word("call: mandate", *MEMBERS),
        question=word("call: question", *MEMBERS),
    )
    message = {"message": word("reminder", *MEMBERS)}
    taking.act_on_call(ExchangeAction.REMIND, reference=call.reference, actor=officer, data=message)
    submit(call=call.reference, **content("answer to a call", *LEADS, *OFFICES))

    out = views_of(LEAD, **content("views that are out", *MEMBERS))
    _compile(found, "compilation that is out", *MEMBERS, disseminate=True)
    assert Submission.objects.get(pk=out.pk).stage == SubmissionStage.DISSEMINATED
    views_of(LEAD, **content("views", *LEADS, *OFFICES))
    _compile(found, "compilation", *OFFICES)


def _compile(found: Canaries, where: str, *readers: str, disseminate: bool = False) -> None:
    data = {"title": found.word(f"{where}: title", *readers), "measures": ["ECO-2"]}
    entered = taking.compile_views(actor=secretariat(), data=data)
    if disseminate:
        taking.act_on_compilation(
            ExchangeAction.DISSEMINATE_VIEWS, reference=entered.object_key, actor=secretariat(), data={}
        )


# Proposals


def plant_coordinator_proposals(found: Canaries) -> None:
    """Make a draft, a paper under consideration, decisions for members and for participants, a withdrawal."""
    word = found.word
    draft = _drafted(found, "ECO-2")
    act(Action.SUBMIT_PAPER, draft, delegate(LEAD), **found.paper("returned draft", *AUTHORS, *OFFICES))
    act(Action.RETURN_TO_DRAFTERS, draft, secretariat(), reason=word("reason of returning", *MEMBERS))
    act(Action.SUBMIT_PAPER, draft, delegate(LEAD), **found.paper("draft", *AUTHORS, *OFFICES))

    considered = _circulated(found, "ENV-3", *MEMBERS)
    waiver = word("reason of waiving", *MEMBERS)
    body = {"mode": "silence", "deadline": in_days(9), "waiver_reason": waiver}
    act(Action.OPEN_SWG, considered, chair(), **body)
    extension = {"deadline": in_days(12), "reason": word("reason of extending", *MEMBERS)}
    act(Action.EXTEND_SILENCE, considered, chair(), **extension)
    position(considered, UNINVOLVED, "objection", word("objection", *MEMBERS))
    reason = word("reason of declining a paper", *MEMBERS)
    act(Action.CONCLUDE_SWG, considered, chair(), outcome="declined", reason=reason)

    _decided(found, "ECO-4", *MEMBERS)
    published = _decided(found, "ECO-6", *PARTICIPANTS)
    data = {"audience": "participants", "consent": word("consent to publication", *MEMBERS)}
    act(Action.PUBLISH_DECISION, published, secretariat(), **data)

    withdrawn = open_proposal(measure="ECO-9", state=LEAD)
    act(Action.WITHDRAW, withdrawn, chair(), reason=word("reason of withdrawing a proposal", *MEMBERS))


def _drafted(found: Canaries, measure: str) -> Proposal:
    word = found.word
    statement = word("declaration", *MEMBERS)
    proposal = opened(Route.A, delegate(LEAD), measure=measure, offer="coordinator", statement=statement)
    joining = {"offer": "either", "statement": word("joining declaration", *MEMBERS)}
    act(Action.DECLARE_INTEREST, proposal, delegate(CO_AUTHOR), **joining)
    message = word("message of the consultation", *MEMBERS)
    act(Action.OPEN_CONSULTATION, proposal, chair(), answer_by=in_days(9), message=message)
    answer = {"answer": "no_view", "statement": word("answer to the consultation", *MEMBERS)}
    act(Action.RESPOND, proposal, delegate(CO_AUTHOR), **answer)
    lines = [
        {"state": LEAD, "role": "coordinator"},
        {"state": CO_AUTHOR, "role": "co_coordinator"},
    ]
    message = word("message to the coordinators", *MEMBERS)
    data = {"coordinators": lines, "draft_due": day(60), "message": message}
    act(Action.DESIGNATE_COORDINATORS, proposal, chair(), **data)
    return proposal


def _circulated(found: Canaries, measure: str, *readers: str) -> Proposal:
    word = found.word
    proposal = _drafted(found, measure)
    act(Action.SUBMIT_PAPER, proposal, delegate(LEAD), **found.paper(f"paper on {measure}", *readers))
    message = word("message of the circulation", *MEMBERS)
    act(Action.CIRCULATE, proposal, secretariat(), comments_until=in_days(9), message=message)
    comment = {"text": word("comment", *MEMBERS)}
    act(Action.COMMENT, proposal, delegate(UNINVOLVED), **comment)
    return proposal


def _decided(found: Canaries, measure: str, *readers: str) -> Proposal:
    """Return an approved proposal; what a reservation says is published with the decision."""
    proposal = _circulated(found, measure, *readers)
    consider(proposal, Action.OPEN_SWG)
    conclude(proposal, Action.CONCLUDE_SWG, "agreed")
    consider(proposal, Action.OPEN_SOC)
    position(proposal, UNINVOLVED, "objection", found.word("objection taken back", *MEMBERS))
    position(proposal, UNINVOLVED, "reservation", found.word("reservation", *readers))
    title = found.word("title of the decision", *readers)
    conclude(proposal, Action.CONCLUDE_SOC, "approved", title=title)
    return proposal


def plant_other_proposals(found: Canaries) -> None:
    """Make a draft of each other route, with what precedes it."""
    word = found.word
    statement = word("opening of an exchange of views", *MEMBERS)
    views = opened(Route.B, delegate(CO_AUTHOR), measure="NCT-4", statement=statement)
    call = {"designate_by": in_days(9), "message": word("message of the call for experts", *MEMBERS)}
    act(Action.CALL_EXPERTS, views, secretariat(), **call)
    expert = _expert(found, LEAD, "NCT-4", *LEADS, *OFFICES)
    charge = {"experts": [expert], "draft_due": day(40), "message": word("charge", *MEMBERS)}
    act(Action.CHARGE_EXPERTS, views, chair(), **charge)
    act(Action.SUBMIT_PAPER, views, delegate(LEAD), **found.paper("working paper", *LEADS, *OFFICES))

    title = word("title of the edition", *MEMBERS)
    reasons = word("reasons of an amendment", *MEMBERS)
    amendment = opened(Route.C, delegate(CO_AUTHOR), edition_title=title, statement=reasons)
    changes = [
        {"kind": "add_area", "area": "MIL", "en": word("new area", "co_author", *OFFICES)},
        {**CHANGES[1], "into": [word("split measure", "co_author", *OFFICES) for _part in range(2)]},
    ]
    paper = found.paper("amendment", "co_author", *OFFICES)
    body = {**paper, "changes": changes, "in_force_on": day(90)}
    act(Action.SUBMIT_PAPER, amendment, delegate(CO_AUTHOR), **body)

    activity_of(
        LEAD,
        year=2031,
        title=word("activity of a plan: title", *MEMBERS),
        description=word("activity of a plan: description", *MEMBERS),
        place=word("activity of a plan: place", *MEMBERS),
    )
    plan = opened(Route.D, secretariat(), year=2031)
    act(Action.RETURN_TO_DRAFTERS, plan, secretariat(), reason=word("reason of returning a plan", *MEMBERS))
    act(Action.SUBMIT_PAPER, plan, secretariat(), **found.paper("plan", *OFFICES))


# Experts, meetings, implementation


def plant_experts(found: Canaries) -> None:
    """Designate an expert of UZ for the measure that KG and TJ coordinate, and end another's term."""
    _expert(found, UNINVOLVED, "ECO-2", "member", *AUTHORS, *OFFICES)
    # By the official list UZ coordinates the human dimension, and KG co-coordinates it.
    ended = _expert(found, CO_AUTHOR, "HUM-2", "member", *AUTHORS, *OFFICES)
    data = {"reason": found.word("reason of ending a term", *MEMBERS)}
    act_on_expert(public_id=ended, name="end-expert", actor=delegate(CO_AUTHOR), data=data, at=clock.now())


def _expert(found: Canaries, state: str, measure: str, *sees_contact: str) -> str:
    """Designate an expert; return how acts name it."""
    body = {
        "name": found.word("expert: name", *MEMBERS),
        "post": found.word("expert: post", *MEMBERS),
        "email": f"{found.word('expert: e-mail', *sees_contact)}@example.org",
        "phone": found.word("expert: telephone", *sees_contact),
        "measures": [measure],
        "valid_from": day(0),
        "valid_to": day(300),
        "agreed_on": day(0),
    }
    expert, _act = designate_expert(actor=delegate(state), data=body, at=clock.now())
    return str(expert.public_id)


def plant_meetings(found: Canaries) -> None:
    """Hold a meeting of experts that JP hosts, a session of the Committee, and cancel one for members."""
    word, invited = found.word, (*MEMBERS, "recipient")
    experts = convene(
        kind="expert",
        audience="invited",
        invited=[RECIPIENT, UNINVOLVED],
        title=word("meeting of experts: title", *invited),
        message=word("meeting of experts: message", *invited),
        **later(20),
    )
    place = word("meeting of experts: place", *invited)
    message = word("message of the host", *invited)
    on_meeting(experts, "host-meeting", delegate(RECIPIENT), place=place, message=message)
    on_meeting(experts, "add-item", title=word("meeting of experts: item", *invited))
    note = word("meeting of experts: note on a task", *invited)
    task = {"title": word("meeting of experts: task", *invited), "owner": "host", "due_on": day(5)}
    on_meeting(experts, "add-task", **task, note=note)
    files = [found.file("meeting of experts", *invited)]
    on_meeting(experts, "add-document", group="information", files=files)

    session = convene(chair(), audience="members", title=word("session: title", *MEMBERS))
    on_meeting(session, "record-attendance", chair(), participants=everybody())
    on_meeting(session, "add-item", chair(), title=word("session: item", *MEMBERS))
    conclusion = word("session: conclusion of an item", *MEMBERS)
    noted = {"item": item_of(session).number, "outcome": "noted", "reason": conclusion}
    on_meeting(session, "conclude-item", chair(), **noted)
    files = [found.file("session", *MEMBERS)]
    on_meeting(session, "add-document", chair(), group="in_session", files=files)
    on_meeting(session, "report", chair(), conclusions=word("session: conclusions", *MEMBERS))

    cancelled = convene(chair(), audience="members", **later(30))
    moved = {**later(40), "time_zone": "Asia/Almaty", "reason": word("reason of moving", *MEMBERS)}
    on_meeting(cancelled, "reschedule", chair(), **moved)
    on_meeting(cancelled, "cancel-meeting", chair(), reason=word("reason of cancelling", *MEMBERS))

    # What is in progress stays hidden where everyone reads the agenda.
    public = convene(
        chair(),
        audience="public",
        title=word("public session: title", *EVERYONE),
        message=word("public session: message to those invited", *PARTICIPANTS),
        **later(50),
    )
    hosting = {"message": word("public session: message of the host", *PARTICIPANTS)}
    on_meeting(public, "host-meeting", delegate(UNINVOLVED), **hosting)
    moved = {**later(51), "reason": word("public session: reason of moving", *PARTICIPANTS)}
    on_meeting(public, "reschedule", chair(), **moved)
    leaving = {"reason": word("public session: reason of withdrawing as host", *PARTICIPANTS)}
    on_meeting(public, "withdraw-hosting", delegate(UNINVOLVED), **leaving)
    on_meeting(public, "add-item", chair(), title=word("public session: item", *EVERYONE))
    on_meeting(
        public, "add-task", title=word("public session: task", *MEMBERS), owner="secretariat", due_on=day(9)
    )
    files = [found.file("public session", *EVERYONE)]
    on_meeting(public, "add-document", chair(), group="statements", files=files)
    called_off = convene(chair(), audience="public", **later(60))
    reason = word("public session: reason of cancelling", *PARTICIPANTS)
    on_meeting(called_off, "cancel-meeting", chair(), reason=reason)


def plant_implementation(found: Canaries) -> None:
    """Enter activities, published and not, and a report; review an area; renew a decision."""
    word, at = found.word, clock.now()
    for where, readers in (("unpublished activity", MEMBERS), ("published activity", EVERYONE)):
        activity = activity_of(
            LEAD,
            title=word(f"{where}: title", *readers),
            description=word(f"{where}: description", *readers),
            place=word(f"{where}: place", *readers),
        )
        report = {
            "starts_on": day(-3),
            "participation": [LEAD, UNINVOLVED],
            "outcome": word(f"{where}: outcome", *readers),
        }
        _on_activity(activity, "report-held", **report)
        if readers == EVERYONE:
            _on_activity(activity, "publish-activity")
    cancelled = activity_of(LEAD)
    _on_activity(cancelled, "cancel-activity", reason=word("reason of cancelling an activity", *MEMBERS))

    for where, readers in (("action plan", MEMBERS), ("published action plan", EVERYONE)):
        data = {
            "measure": "ECO-4",
            "title": word(f"{where}: title", *readers),
            "text": word(f"{where}: text", *readers),
            "starts_on": day(0),
            "ends_on": day(300),
        }
        plan, _act = taking.enter(ActionPlan, actor=delegate(LEAD), data=data, at=at)
        ending = {"conclusions": word(f"{where}: conclusions", *readers)}
        acts = [("conclude-action-plan", ending)]
        acts += [("publish-action-plan", {})] if readers == EVERYONE else []
        for name, data in acts:
            taking.act_on(ActionPlan, key=plan.reference, name=name, actor=delegate(LEAD), data=data, at=at)

    data = {"measure": "ECO-4", "year": 2026, "text": word("report of a coordinator", *MEMBERS)}
    taking.enter(Report, actor=delegate(LEAD), data=data, at=at)
    data = {"measure": "ECO-4", "year": 2025, "text": word("published report", *EVERYONE)}
    published, _act = taking.enter(Report, actor=delegate(LEAD), data=data, at=at)
    taking.act_on(
        Report, key=published.reference, name="publish-report", actor=delegate(LEAD), data={}, at=at
    )
    review, _act = taking.enter(Review, actor=chair(), data={"year": 2026, "area": "ENV"}, at=at)
    conclusions = {"conclusions": word("review: conclusions", *EVERYONE), "concluded_on": day(0)}
    taking.act_on(Review, key=review.year, name="conclude-review", actor=chair(), data=conclusions, at=at)
    for decision in Decision.objects.all():
        data = {"review_by": day(400)}
        taking.act_on(Decision, key=decision.number, name="set-review-by", actor=chair(), data=data, at=at)


def plant_references(found: Canaries) -> None:
    """Let what more may read refer to what fewer may: every reader has one without the other."""
    call = call_for_information()
    answer = submit(call=call.reference, audience="public")
    submissions.act(ExchangeAction.DISSEMINATE, answer, secretariat())

    hidden = Decision.objects.get(measure__code="ECO-4")
    plan = {"measure": "ECO-4", "title": "Plan", "text": "Words.", "starts_on": day(0), "ends_on": day(300)}
    before = _plan(plan | {"decision": hidden.number})
    for published in (_plan(plan | {"decision": hidden.number, "replaces": before.reference}), _plan(plan)):
        taking.act_on(
            ActionPlan, key=published.reference, name="publish-action-plan", actor=delegate(LEAD), data={},
            at=clock.now(),
        )  # fmt: skip
    _plan(plan | {"replaces": published.reference})

    public = convene(kind="swg", audience="public", **later(70))
    on_meeting(public, "add-document", group="information", decision=hidden.number)
    on_meeting(public, "add-document", group="information", symbol=hidden.consideration.version.symbol)
    ready = proposal_at(Stage.CIRCULATION, measure="NCT-5")
    on_meeting(public, "add-item", proposal=ready.reference)


def _plan(data: dict[str, Any]) -> ActionPlan:
    return taking.enter(ActionPlan, actor=delegate(LEAD), data=data, at=clock.now())[0]


def _on_activity(activity: Activity, name: str, **data: Any) -> None:
    taking.act_on(
        Activity, key=activity.reference, name=name, actor=delegate(LEAD), data=data, at=clock.now()
    )
