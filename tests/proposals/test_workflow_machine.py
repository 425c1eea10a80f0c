"""The whole workflow, walked at random as every capacity, with legal, illegal and meaningless acts.

After each step the history of each proposal is a path of the procedure, the register verifies, every
row has its act, and nobody sees what DESIGN section 4 forbids. What is allowed is written down here
from DESIGN, not read from the code.
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
from proposals.actions import declare, settle_all, take
from proposals.enums import Action, Stage
from proposals.models import (
    Comment,
    Consideration,
    Decision,
    Extension,
    Interest,
    Position,
    Proposal,
    Response,
    Version,
)
from records import clock, register
from records.models import Act
from records.refusals import Refusal
from tests.factories.members import CHAIR, administrator, chair, delegate, secretariat, viewer
from tests.factories.proposals import everybody, in_days, legal_body, proposal_at, silence_at

OPEN = {
    "interest",
    "consultation",
    "drafting",
    "editorial",
    "circulation",
    "working_group",
    "agreed",
    "senior_officials",
}
EARLY = {"interest", "consultation", "drafting"}


def staying(*stages: str) -> set[tuple[str, str]]:
    return {(stage, stage) for stage in stages}


PATHS: dict[str, set[tuple[str | None, str]]] = {
    "declare-interest": {(None, "interest"), *staying(*EARLY)},
    "withdraw-interest": staying(*EARLY) | {(stage, "withdrawn") for stage in EARLY},
    "open-consultation": {("interest", "consultation")},
    "respond": staying("consultation"),
    "designate-coordinators": {("consultation", "drafting")},
    "submit-paper": {("drafting", "editorial")},
    "return-to-drafters": {("editorial", "drafting")},
    "circulate": {("editorial", "circulation")},
    "comment": staying("circulation"),
    "revise": {("circulation", "drafting")},
    "open-swg": {("circulation", "working_group"), *staying("working_group")},
    "conclude-swg": {("working_group", to) for to in ("agreed", "drafting", "declined")},
    "open-soc": {("agreed", "senior_officials"), *staying("senior_officials")},
    "conclude-soc": {
        ("senior_officials", to) for to in ("approved", "agreed", "drafting", "declined", "senior_officials")
    },
    "take-position": staying("working_group", "senior_officials"),
    "extend-silence": staying("working_group", "senior_officials"),
    "close-silence": {("working_group", "agreed"), ("senior_officials", "approved")},
    "complete": {("approved", "completed")},
    "publish-decision": staying("approved", "completed"),
    "withdraw": {(stage, "withdrawn") for stage in OPEN},
}
"""The steps of route A (DESIGN section 2); `conclude-soc` stays where it approves subject to a silence."""

ROWS = {
    Interest: ("declare-interest",),
    Response: ("respond",),
    Version: ("submit-paper",),
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
    "drafting": [("KG", Action.SUBMIT_PAPER)],
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
    "approved": [("secretariat", Action.PUBLISH_DECISION), ("KG", Action.COMPLETE)],
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


def silence() -> dict[str, Any]:
    return {"mode": "silence", "deadline": in_days(5), "waiver_reason": "R."}


def agreed() -> dict[str, Any]:
    return {"outcome": "agreed", "present": everybody()}


def approved() -> dict[str, Any]:
    return {"outcome": "approved", "present": everybody()}


def approved_subject_to_silence() -> dict[str, Any]:
    return {**approved(), "silence_until": in_days(5), "reason": "R."}


OTHER_BODIES = {
    Action.OPEN_SWG: st.builds(silence),
    Action.OPEN_SOC: st.builds(silence),
    Action.CONCLUDE_SWG: st.builds(agreed),
    Action.CONCLUDE_SOC: st.builds(approved) | st.builds(approved_subject_to_silence),
    Action.TAKE_POSITION: st.fixed_dictionaries({"position": kinds, "statement": st.just("A word.")}),
    Action.EXTEND_SILENCE: st.builds(lambda: {"deadline": in_days(9), "reason": "Holidays."}),
    Action.PUBLISH_DECISION: st.just({"audience": "participants", "consent": "SOC, 14 December."}),
}
"""Bodies beside the plain ones, made when the walk comes to them: they depend on the day and the members."""


def bodies(action: str) -> st.SearchStrategy[dict[str, Any]]:
    """Return bodies with which the act can be done, each a dictionary of its own."""
    return (OTHER_BODIES.get(action, st.nothing()) | st.just(legal_body(action))).map(dict)


STARTS = [
    *[(proposal_at, stage) for stage in Stage if stage not in {Stage.VIEWS, Stage.EXPERTS}],
    *[(silence_at, stage) for stage in (Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS)],
]
"""Where the walk begins: all the way there was taken by the acts."""


class Workflow(RuleBasedStateMachine):
    """Some states, offices and outsiders, acting on two measures."""

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

    @initialize(start=st.sampled_from(STARTS))
    def begin_somewhere(self, start: tuple[Any, Stage]) -> None:
        make, stage = start
        make(stage)

    @rule(measure=st.sampled_from(["ECO-2", "ECO-3"]), who=st.sampled_from(sorted(ACTORS)))
    def declare_interest(self, measure: str, who: str) -> None:
        self.attempt(lambda: declare(measure=measure, actor=self.actors[who], data={"offer": "either"}))

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        usual = STRAIGHT[proposal.stage] or [("chair", Action.WITHDRAW)]
        who, action = data.draw(st.sampled_from(usual))
        self.act(proposal, action, who, data.draw(bodies(action)))

    @rule(data=st.data(), action=st.sampled_from(list(Action)), who=st.sampled_from(sorted(ACTORS)))
    def try_something(self, data: st.DataObject, action: Action, who: str) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        body = data.draw(bodies(action))
        if who == "secretariat" and data.draw(st.booleans()):
            state = data.draw(st.sampled_from(["KG", "TJ", CHAIR, "JP"]))
            body |= {"on_behalf_of": state, "note_number": "7", "note_date": "2026-01-15"}
        self.act(proposal, action, who, body)

    @rule(
        data=st.data(),
        action=st.sampled_from(list(Action)),
        who=st.sampled_from(["KG", "chair", "secretariat"]),
    )
    def send_junk(self, data: st.DataObject, action: Action, who: str) -> None:
        proposal = data.draw(st.sampled_from(list(Proposal.objects.order_by("pk"))))
        body = data.draw(bodies(action))
        names = st.sampled_from([*body, "on_behalf_of", "note_date"]) | st.text(max_size=4)
        body |= data.draw(st.dictionaries(names, junk, min_size=1, max_size=2))
        self.act(proposal, action, who, body)

    @precondition(lambda self: Consideration.objects.filter(outcome="open", mode="silence").exists())
    @rule(days=st.sampled_from([1, 4, 6]))
    def let_time_pass(self, days: int) -> None:
        self.shift += timedelta(days=days)
        settle_all()

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
    def the_history_is_a_path(self) -> None:
        stages: dict[str, str | None] = {}
        for act in Act.objects.order_by("number"):
            facts = json.loads(act.payload)
            assert facts["from"] == stages.get(act.object_key)
            assert (facts["from"], facts["to"]) in PATHS[act.action]
            stages[act.object_key] = facts["to"]
        assert stages == dict(Proposal.objects.values_list("reference", "stage"))

    @invariant()
    def the_register_verifies(self) -> None:
        verdict = register.verify()
        assert verdict.broken_at is None, verdict.reason
        assert verdict.acts == sum(Proposal.objects.values_list("revision", flat=True))

    @invariant()
    def every_row_has_its_act(self) -> None:
        acts = Counter(Act.objects.values_list("action", flat=True))
        for model, actions in ROWS.items():
            assert model.objects.count() == sum(acts[action] for action in actions), model
        decided = [json.loads(text) for text in Act.objects.values_list("payload", flat=True)]
        numbers = [
            facts["decision"]
            for facts in decided
            if facts.get("from") == "senior_officials" and "decision" in facts
        ]
        assert sorted(numbers) == sorted(Decision.objects.values_list("number", flat=True))

    @invariant()
    def nobody_sees_too_much_or_too_little(self) -> None:
        audiences = dict(Decision.objects.values_list("pk", "audience"))
        adopted = dict(Decision.objects.values_list("consideration__version", "audience"))
        drafters = self.drafters()
        versions = list(Version.objects.values_list("pk", "circulated_at", "paper__proposal__reference"))
        restricted = {
            model: set(model.objects.values_list("pk", flat=True))
            for model in (Proposal, Interest, Comment, Consideration, Position, Act)
        }
        for name, actor in self.actors.items():
            published = {"public", "participants"} if name == "observer" else {"public"}
            if name in INSIDE:
                published |= {"participants", "members"}
            for model, keys in restricted.items():
                assert self.seen(model, actor) == (keys if name in INSIDE else set()), (name, model)
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

    def drafters(self) -> dict[str, set[str]]:
        """Return `{reference: states charged with the draft}`, as the register tells it."""
        charged: dict[str, set[str]] = {
            reference: set() for reference in Proposal.objects.values_list("reference", flat=True)
        }
        for act in Act.objects.order_by("number"):
            if act.action == "designate-coordinators":
                charged[act.object_key] |= {line["state"] for line in json.loads(act.payload)["coordinators"]}
            elif act.action == "withdraw-interest":
                charged[act.object_key].discard(act.state)
        return charged


@pytest.mark.django_db
def test_the_whole_workflow():
    run_state_machine_as_test(
        Workflow,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
