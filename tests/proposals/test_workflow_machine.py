"""The whole workflow of each route, walked at random as every capacity, with legal, illegal and meaningless
acts.

After each step the history of each proposal is a path of its route, the register verifies, every row has its
act, every act its notices, nothing is adopted without consensus, a silence stands as the pure function says,
and nobody sees or finds what DESIGN section 4 forbids. What is allowed is written down here from DESIGN, not
read from the table.

Which walk caught a fault that was put in, here and by the walks of a submission (`tests/exchange`) and of a
session (`tests/meetings`), each begun anew after a catch (24 November 2026, a busy machine of two cores):

    fault                                       machine    caught at walk
    quorum one too low                          Session    5, 3, 3, 34, 5, 3; not in the last 2
    content readable after its withdrawal       Audience   3, 5, 3; not in the last 2
    audience widened with one author missing    Audience   3, 7; not in the last 5
    silence effective when it is looked at      route A    7; not in the next 20
    objections ignored at meetings              route B    13; not in the next 11
                                                route C    9, 7, 6, before the starts were last weighed
                                                route D    9; not in the next 16
    objections ignored under silence            route B    not in 20
                                                route C    not in 14
                                                route D    15; not in the next 2
"""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from members.actor import Actor
from notices.models import Notice, OutboxEntry
from papers.models import Comment, Version
from proposals import consensus
from proposals.actions import open_proposal, settle_all
from proposals.dossier import taken
from proposals.enums import Action, Route, Stage
from proposals.models import Consideration, Decision, Extension, Interest, Position, Proposal, Response
from proposals.procedure import way
from records import clock, register
from records.models import Act
from records.refusals import Refusal
from tests.factories.members import CHAIR, administrator, browser, chair, delegate, secretariat, viewer
from tests.factories.proposals import (
    everybody,
    in_days,
    legal_body,
    other_proposal_at,
    proposal_at,
    silence_at,
)
from tests.factories.taking import act_on_proposal as take

TAIL = {"drafting", "editorial", "circulation", "working_group", "agreed", "senior_officials"}
"""The open stages that all routes share; `BEFORE` has those of each route before them."""
BEFORE = {
    Route.A: {"interest", "consultation"},
    Route.B: {"views", "experts"},
    Route.C: set(),
    Route.D: set(),
}
EARLY = {"interest", "consultation", "drafting"}
"""The stages in which states join and leave a coordinator proposal."""

Paths = dict[str, set[tuple[str | None, str]]]


def staying(*stages: str) -> set[tuple[str, str]]:
    return {(stage, stage) for stage in stages}


TAIL_PATHS: Paths = {
    "submit-paper": {("drafting", "editorial")},
    "return-to-drafters": {("editorial", "drafting")},
    "circulate": {("editorial", "circulation")},
    "comment": staying("circulation"),
    "revise": {("circulation", "drafting")},
    "open-swg": {("circulation", "working_group"), *staying("working_group")},
    "conclude-swg": {("working_group", to) for to in ("agreed", "drafting", "declined", "working_group")},
    "open-soc": {("agreed", "senior_officials"), *staying("senior_officials")},
    "conclude-soc": {
        ("senior_officials", to)
        for to in ("approved", "working_group", "drafting", "declined", "senior_officials")
    },
    "take-position": staying("working_group", "senior_officials"),
    "extend-silence": staying("working_group", "senior_officials"),
    "end-silence": staying("working_group", "senior_officials"),
    "close-silence": {("working_group", "agreed"), ("senior_officials", "approved")},
    "complete": {("approved", "completed")},
    "publish-decision": staying("approved", "completed"),
}
"""The steps from drafting on (DESIGN section 2); a body's conclusion stays where it defers or notes, and the
Committee's also where it approves subject to a silence.
"""

BEGINNINGS: dict[Route, Paths] = {
    Route.A: {
        "declare-interest": {(None, "interest"), *staying(*EARLY)},
        "withdraw-interest": staying(*EARLY) | {(stage, "withdrawn") for stage in EARLY},
        "open-consultation": {("interest", "consultation")},
        "respond": staying("consultation"),
        "designate-coordinators": {("consultation", "drafting")},
    },
    Route.B: {
        "open-views": {(None, "views")},
        "call-experts": {("views", "experts")},
        "charge-experts": {("experts", "drafting")},
    },
    Route.C: {"propose-amendment": {(None, "drafting")}},
    Route.D: {"compile-plan": {(None, "editorial")}},
}
PATHS: dict[Route, Paths] = {
    route: beginning | TAIL_PATHS | {"withdraw": {(stage, "withdrawn") for stage in TAIL | BEFORE[route]}}
    for route, beginning in BEGINNINGS.items()
}
"""All steps of each route; whatever is open can be withdrawn."""

TOLD_TO_FEWER = {
    "withdraw-interest",
    "open-consultation",
    "respond",
    "submit-paper",
    "return-to-drafters",
    "comment",
    "take-position",
}
"""The acts of which not all member states are told; of every other act they all are."""

OF_ITS_OWN_ACT = {
    "open-consultation": {"chair"},
    "designate-coordinators": {"chair"},
    "return-to-drafters": {"secretariat"},
}
"""The acts that only one office does and is not told of; of every other act both offices are."""

ROWS = {
    Interest: ("declare-interest",),
    Response: ("respond",),
    Version: ("submit-paper", "compile-plan"),
    Comment: ("comment",),
    Consideration: ("open-swg", "open-soc"),
    Position: ("take-position",),
    Extension: ("extend-silence",),
}
"""For each kind of row the acts that add exactly one."""

INSIDE = {"KG", "TJ", "UZ", "viewer", "chair", "secretariat"}
STATES = {"KG": "KG", "TJ": "TJ", "UZ": "UZ", "viewer": "KG", "chair": CHAIR}
ACTORS = {
    "public": Actor.nobody,
    "administrator": administrator,
    "observer": lambda: delegate("JP"),
    "KG": lambda: delegate("KG"),
    "TJ": lambda: delegate("TJ"),
    "UZ": lambda: delegate("UZ"),
    "viewer": lambda: viewer("KG"),
    "chair": chair,
    "secretariat": secretariat,
}

STRAIGHT = {
    "interest": [
        ("KG", Action.DECLARE_INTEREST),
        ("TJ", Action.DECLARE_INTEREST),
        ("chair", Action.OPEN_CONSULTATION),
    ],
    "consultation": [("KG", Action.RESPOND), ("chair", Action.DESIGNATE_COORDINATORS)],
    "views": [("secretariat", Action.CALL_EXPERTS)],
    "experts": [("chair", Action.CHARGE_EXPERTS)],
    "drafting": [("KG", Action.SUBMIT_PAPER), ("secretariat", Action.SUBMIT_PAPER)],
    "editorial": [("secretariat", Action.CIRCULATE)],
    "circulation": [("UZ", Action.COMMENT), ("chair", Action.OPEN_SWG)],
    "working_group": [
        ("chair", Action.OPEN_SWG),
        ("chair", Action.CONCLUDE_SWG),
        ("TJ", Action.TAKE_POSITION),
    ],
    "agreed": [("chair", Action.OPEN_SOC)],
    "senior_officials": [
        ("chair", Action.OPEN_SOC),
        ("chair", Action.CONCLUDE_SOC),
        ("UZ", Action.TAKE_POSITION),
    ],
    "approved": [
        ("secretariat", Action.PUBLISH_DECISION),
        ("KG", Action.COMPLETE),
        ("secretariat", Action.COMPLETE),
    ],
    "completed": [("chair", Action.PUBLISH_DECISION)],
    "declined": [],
    "withdrawn": [],
}
"""What usually comes next, so that the walk gets far."""

junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
kinds = st.sampled_from(["support", "reservation", "dissociation", "objection", "amendment", "no_objection"])
mostly_against = st.sampled_from(["objection", "objection", "amendment", "reservation", "no_objection"])


def silence() -> dict[str, Any]:
    return {"mode": "silence", "deadline": in_days(5), "waiver_reason": "R."}


def agreed() -> dict[str, Any]:
    return {"outcome": "agreed", "present": everybody()}


def too_few() -> list[str]:
    """Return one state fewer than two thirds of them, by this module's own reckoning."""
    states = everybody()
    return states[: (2 * len(states) - 1) // 3]


def agreed_by_too_few() -> dict[str, Any]:
    return {"outcome": "agreed", "present": too_few()}


def approved_by_too_few() -> dict[str, Any]:
    return {"outcome": "approved", "present": too_few()}


def approved() -> dict[str, Any]:
    return {"outcome": "approved", "present": everybody()}


def approved_subject_to_silence() -> dict[str, Any]:
    return {**approved(), "silence_until": in_days(5), "reason": "R."}


OTHER_BODIES = {
    Action.OPEN_SWG: st.builds(silence),
    Action.OPEN_SOC: st.builds(silence),
    Action.CONCLUDE_SWG: st.builds(agreed) | st.builds(agreed_by_too_few),
    Action.CONCLUDE_SOC: st.builds(approved)
    | st.builds(approved_subject_to_silence)
    | st.builds(approved_by_too_few),
    Action.TAKE_POSITION: st.fixed_dictionaries({"position": kinds, "statement": st.just("A word.")}),
    Action.EXTEND_SILENCE: st.builds(lambda: {"deadline": in_days(9), "reason": "Holidays."}),
    Action.PUBLISH_DECISION: st.just({"audience": "participants", "consent": "SOC, 14 December."}),
}
"""Bodies beside the plain ones, made when the walk comes to them: they depend on the day and the members."""


def bodies(action: str, route: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies with which the act can be done, each a dictionary of its own."""
    return (OTHER_BODIES.get(action, st.nothing()) | st.just(legal_body(action, route=route))).map(dict)


OPENINGS: dict[str, list[dict[str, Any]]] = {
    Route.A: [{"measure": code, "offer": "either"} for code in ("ECO-2", "ECO-3")],
    Route.B: [{"measure": code, "statement": "Let us compare."} for code in ("NCT-4", "ECO-3")],
    Route.C: [{"edition_title": title} for title in ("Catalogue", "Another catalogue")],
    Route.D: [{"year": year} for year in (2027, 2028)],
}
"""The bodies by which somebody opens a proposal of each route, or tries to."""


def starts(route: str) -> list[tuple[Any, ...]]:
    """Return where the walk begins, each a factory with its arguments: the acts led there.

    The stages in which a body considers the paper stand there many times, at a meeting
    and under silence: most can go wrong in them.
    """
    considered = [*BODIES] * 4
    stages = [*way(Route(route)), *considered]
    if route == Route.A:
        usual = [(proposal_at, stage) for stage in stages]
        return [*usual, *((silence_at, stage) for stage in considered)]
    usual = [(other_proposal_at, route, stage) for stage in stages if stage not in LATE]
    return [*usual, *((other_silence_at, route, stage) for stage in considered)]


def other_silence_at(route: str, stage: Stage) -> None:
    """Bring a proposal of route B, C or D into a silence procedure of the body of `stage`."""
    before, action = BODIES[stage]
    proposal = other_proposal_at(route, before)
    take(action, reference=proposal.reference, actor=chair(), data=silence())


BODIES = {
    Stage.WORKING_GROUP: (Stage.CIRCULATION, Action.OPEN_SWG),
    Stage.SENIOR_OFFICIALS: (Stage.AGREED, Action.OPEN_SOC),
}
"""The stages in which a body considers the paper, each with the stage and the act before it."""
LATE = {Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN}
"""The ends, which the factory of routes B, C and D does not go to; the walk does."""


class Workflow(RuleBasedStateMachine):
    """Some states, offices and outsiders, acting on proposals of one route; a subclass for each."""

    route: Route

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.patch = transaction.atomic(), pytest.MonkeyPatch()
        self.scope.__enter__()
        self.shift = timedelta(0)
        real = clock.now
        self.patch.setattr(clock, "now", lambda: real() + self.shift)
        self.actors = {name: make() for name, make in ACTORS.items()}

    def teardown(self) -> None:
        self.patch.undo()
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    # Steps

    @initialize(data=st.data())
    def begin_somewhere(self, data: st.DataObject) -> None:
        make, *arguments = data.draw(st.sampled_from(starts(self.route)))
        make(*arguments)
        if Consideration.objects.filter(outcome="open", mode="silence").exists() and data.draw(st.booleans()):
            self.shift = timedelta(days=15)  # its deadline has passed, and no worker came yet
        self.looked_at = 0
        self.others = Act.objects.exclude(object_kind="proposal").count()

    @rule(data=st.data(), who=st.sampled_from(sorted(ACTORS)))
    def open_another(self, data: st.DataObject, who: str) -> None:
        body = data.draw(st.sampled_from(OPENINGS[self.route]))
        self.attempt(lambda: open_proposal(route=self.route, actor=self.actors[who], data=body))

    @rule(data=st.data(), steps=st.integers(1, 3))
    def go_on(self, data: st.DataObject, steps: int) -> None:
        for _step in range(steps):
            self.take_a_usual_step(data)

    def take_a_usual_step(self, data: st.DataObject) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        usual = STRAIGHT[proposal.stage] or [("chair", Action.WITHDRAW)]
        who, action = data.draw(st.sampled_from(usual))
        self.act(proposal, action, who, data.draw(bodies(action, self.route)))

    @rule(data=st.data(), action=st.sampled_from(list(Action)), who=st.sampled_from(sorted(ACTORS)))
    def try_something(self, data: st.DataObject, action: Action, who: str) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        body = data.draw(bodies(action, self.route))
        if who == "secretariat" and data.draw(st.booleans()):
            state = data.draw(st.sampled_from(["KG", "TJ", CHAIR, "JP"]))
            body |= {"on_behalf_of": state, "note_number": "7", "note_date": "2026-01-15", "again": True}
        self.act(proposal, action, who, body)

    @rule(data=st.data())
    def jump_ahead(self, data: st.DataObject) -> None:
        """Who will be asked in one of the next stages acts now, with a body that would do there."""
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        stages = way(self.route)
        ahead = stages[stages.index(proposal.stage) + 1 :][:2]
        if usual := [step for stage in ahead for step in STRAIGHT[stage]]:
            who, action = data.draw(st.sampled_from(usual))
            self.act(proposal, action, who, data.draw(bodies(action, self.route)))

    @rule(
        data=st.data(),
        action=st.sampled_from(list(Action)),
        who=st.sampled_from(["KG", "chair", "secretariat"]),
    )
    def send_junk(self, data: st.DataObject, action: Action, who: str) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        body = data.draw(bodies(action, self.route))
        names = st.sampled_from([*body, "on_behalf_of", "note_date"]) | st.text(max_size=4)
        body |= data.draw(st.dictionaries(names, junk, min_size=1, max_size=2))
        self.act(proposal, action, who, body)

    @precondition(lambda self: Consideration.objects.filter(outcome="open", mode="meeting").exists())
    @rule(data=st.data(), state=st.sampled_from(["KG", "UZ"]))
    def speak_and_conclude(self, data: st.DataObject, state: str) -> None:
        """A state takes a position at a meeting; the Chair tries to adopt at once, whatever it said."""
        at_meetings = Consideration.objects.filter(outcome="open", mode="meeting").order_by("pk")
        one = data.draw(st.sampled_from(list(at_meetings)))
        said = {"position": data.draw(mostly_against), "statement": "A word."}
        self.act(one.proposal, Action.TAKE_POSITION, state, said)
        if one.body == "SWG":
            self.act(one.proposal, Action.CONCLUDE_SWG, "chair", agreed())
        else:
            self.act(one.proposal, Action.CONCLUDE_SOC, "chair", approved())

    @precondition(lambda self: Consideration.objects.filter(outcome="open", mode="silence").exists())
    @rule(days=st.sampled_from([1, 4, 6]), worker_is_up=st.sampled_from([True, True, False]))
    def let_time_pass(self, days: int, worker_is_up: bool) -> None:
        self.shift += timedelta(days=days)
        if worker_is_up:
            self.let_the_worker_come()

    @precondition(lambda self: Consideration.objects.filter(outcome="open", mode="silence").exists())
    @rule(hours=st.sampled_from([1, 30]))
    def let_a_silence_end(self, hours: int) -> None:
        """The worker comes some hours after the deadline of the silence that ends next."""
        silences = Consideration.objects.filter(outcome="open", mode="silence")
        deadline = min(silences.values_list("closes_at", flat=True))
        self.shift += max(deadline - clock.now(), timedelta(0)) + timedelta(hours=hours)
        self.let_the_worker_come()

    def let_the_worker_come(self) -> None:
        settle_all()  # which goes on where one cannot be closed
        due = Consideration.objects.filter(outcome="open", mode="silence", closes_at__lte=clock.now())
        assert not due.exists()

    @rule(data=st.data(), who=st.sampled_from(["public", "observer", "administrator"]))
    def look_from_outside(self, data: st.DataObject, who: str) -> None:
        """Who may not see proposals finds none by address, in the list, or by searching for its name."""
        reference = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk")))).reference
        visitor = browser(self.actors[who])
        for address in (f"/proposals/{reference}/", f"/api/v1/proposals/{reference}/"):
            assert visitor.get(address).status_code == 404
        for address in ("/api/v1/proposals/", "/proposals/", "/search/"):
            found = visitor.get(address, {"search": reference, "q": reference}, follow=True)
            assert f"proposals/{reference}/" not in found.content.decode(), address

    def act(self, proposal: Proposal, action: str, who: str, body: dict[str, Any]) -> None:
        self.attempt(lambda: take(action, reference=proposal.reference, actor=self.actors[who], data=body))

    def attempt(self, what: Any) -> None:
        """Do something, or be refused, which leaves nothing but a silence that was due closed."""
        before = Act.objects.count()
        try:
            what()
        except Refusal:
            left = Act.objects.filter(number__gt=before).values_list("action", flat=True)
            assert set(left) <= {"close-silence"}

    # What holds after each step

    @invariant()
    def what_an_act_leaves_is_right(self) -> None:
        entered = Act.objects.count()
        if entered != self.looked_at:  # a refusal leaves nothing to look at again, and these take longest
            self.the_register_verifies()
            self.every_act_is_told_and_handed_over()
            self.nothing_is_adopted_without_consensus()
            self.nobody_sees_too_much_or_too_little()
        self.looked_at = entered

    @invariant()
    def the_history_is_a_path(self) -> None:
        stages: dict[str, str | None] = {}
        for act in self.acts():
            facts = json.loads(act.payload)
            assert facts["from"] == stages.get(act.object_key)
            assert (facts["from"], facts["to"]) in PATHS[self.route][act.action]
            stages[act.object_key] = facts["to"]
        assert stages == dict(Proposal.objects.values_list("reference", "stage"))

    def the_register_verifies(self) -> None:
        verdict = register.verify()
        assert verdict.broken_at is None, verdict.reason
        assert verdict.acts == self.others + sum(Proposal.objects.values_list("revision", flat=True))

    @invariant()
    def every_row_has_its_act(self) -> None:
        acts = Counter(Act.objects.values_list("action", flat=True))
        for model, actions in ROWS.items():
            assert model.objects.count() == sum(acts[action] for action in actions), model

    def every_act_is_told_and_handed_over(self) -> None:
        acts = {act.pk: act.action for act in self.acts()}
        assert acts.keys() <= set(OutboxEntry.objects.values_list("act", flat=True))
        told: dict[int, set[str]] = {key: set() for key in acts}
        for key, addressee in Notice.objects.filter(act__in=acts).values_list("act", "addressee"):
            told[key].add(addressee)
        states, offices = set(everybody()), {"chair", "secretariat"}
        for key, action in acts.items():
            assert told[key], action
            assert told[key] <= states | offices, action
            assert action in TOLD_TO_FEWER or told[key] >= states, action
            assert told[key] >= offices - OF_ITS_OWN_ACT.get(action, set()), action

    @invariant()
    def a_number_is_given_with_the_adoption(self) -> None:
        facts = [json.loads(act.payload) for act in self.acts()]
        adopted = [fact for fact in facts if (fact["from"], fact["to"]) == ("senior_officials", "approved")]
        numbers = [fact["decision"] for fact in adopted]
        assert sorted(numbers) == sorted(Decision.objects.values_list("number", flat=True))

    def nothing_is_adopted_without_consensus(self) -> None:
        held: dict[int, dict[str, str]] = {}
        for act in self.acts():
            facts = json.loads(act.payload)
            if act.action == "take-position":
                held.setdefault(facts["consideration"], {})[act.state] = facts["position"]
            elif facts.get("outcome") in {"agreed", "approved"}:
                roster = Consideration.objects.get(pk=facts["consideration"]).roster
                against = {"objection", "amendment"}
                assert not against & set(held.get(facts["consideration"], {}).values())
                assert 3 * len(set(facts["present"]) & set(roster)) >= 2 * len(roster)

    @invariant()
    def a_silence_ends_as_the_recorded_facts_say(self) -> None:
        for one in Consideration.objects.filter(mode="silence"):
            state = consensus.silence_state(
                roster=one.roster,
                positions=taken(list(one.positions.order_by("received_at", "pk"))),
                since=one.silence_since,
                closes_at=one.closes_at,
                at=one.concluded_at or clock.now(),
            )
            if one.outcome == "silence_broken":
                assert (state.silence, state.effective_at) == ("broken", one.effective_at)
            elif one.outcome in {"agreed", "approved"}:
                assert (state.silence, one.effective_at) == ("adopted", one.closes_at)
            elif one.outcome == "open":
                assert state.silence != "broken"
            else:
                assert (one.outcome, state.silence) == ("withdrawn", "running")

    def nobody_sees_too_much_or_too_little(self) -> None:
        audiences = dict(Decision.objects.values_list("pk", "audience"))
        adopted = dict(Decision.objects.values_list("consideration__version", "audience"))
        drafters = self.drafters()
        versions = list(Version.objects.values_list("pk", "circulated_at", "paper__proposal__reference"))
        restricted = {
            model: set(model.objects.values_list("pk", flat=True))
            for model in (Proposal, Interest, Comment, Consideration, Position)
        }
        acts = {act.pk for act in self.acts()}
        for name, actor in self.actors.items():
            published = {"public", "participants"} if name == "observer" else {"public"}
            if name in INSIDE:
                published |= {"participants", "members"}
            for model, keys in restricted.items():
                assert self.seen(model, actor) == (keys if name in INSIDE else set()), (name, model)
            assert self.seen(Act, actor) & acts == (acts if name in INSIDE else set()), name
            assert self.seen(Decision, actor) == {pk for pk, who in audiences.items() if who in published}
            assert self.seen(Version, actor) == {
                pk
                for pk, circulated_at, reference in versions
                if adopted.get(pk) in published
                or (name in {"chair", "secretariat"})
                or (name in INSIDE and (circulated_at or STATES[name] in drafters[reference]))
            }, name

    def seen(self, model: Any, actor: Actor) -> set[Any]:
        return set(model.objects.visible_to(actor).values_list("pk", flat=True))

    def acts(self) -> list[Act]:
        """Return the acts on proposals, in order; the register has those on experts and activities too."""
        return list(Act.objects.filter(object_kind="proposal").order_by("number"))

    def drafters(self) -> dict[str, set[str]]:
        """Return `{reference: states charged with the draft}`, as the register tells it."""
        charged: dict[str, set[str]] = {
            reference: set() for reference in Proposal.objects.values_list("reference", flat=True)
        }
        for act in self.acts():
            facts = json.loads(act.payload)
            if act.action == "designate-coordinators":
                charged[act.object_key] |= {line["state"] for line in facts["coordinators"]}
            elif act.action == "charge-experts":
                charged[act.object_key] |= set(facts["states"])
            elif act.action == "propose-amendment":
                charged[act.object_key].add(act.state)
            elif act.action == "withdraw-interest":
                charged[act.object_key].discard(act.state)
        return charged


class CoordinatorProposals(Workflow):
    route = Route.A


class ExchangesOfViews(Workflow):
    route = Route.B


class Amendments(Workflow):
    route = Route.C


class AnnualPlans(Workflow):
    route = Route.D


@pytest.mark.django_db
@pytest.mark.parametrize("machine", [CoordinatorProposals, ExchangesOfViews, Amendments, AnnualPlans])
def test_the_whole_workflow(machine):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=10,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
