"""A submission walked at random by its authors, the secretariat, readers and outsiders: who reads what when.

The walk keeps its own account of whom the authors have agreed on, from the acts that were done alone. After
each step every version is read by exactly its authors, by the offices once it was sent to the secretariat,
and by those it was served to while it is out; so no audience widens without all authors.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
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
    rule,
    run_state_machine_as_test,
)

from exchange import actions
from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Delivery, Submission, Version
from members.actor import Actor
from notices.models import OutboxEntry
from records import clock, register
from records.models import Act
from records.refusals import Refusal
from tests.factories import taking
from tests.factories.exchange import body
from tests.factories.members import administrator, browser, chair, delegate, secretariat

MEMBERS = {"KG", "TJ", "UZ", "MN"}
PARTICIPANTS = MEMBERS | {"JP", "UN"}
EVERYONE = PARTICIPANTS | {"public", "administrator"}
OFFICES = {"chair", "secretariat"}
ACTORS = {
    **{code: lambda code=code: delegate(code) for code in PARTICIPANTS},
    "public": Actor.nobody,
    "administrator": administrator,
    "chair": chair,
    "secretariat": secretariat,
}
READ_BY = {"members": MEMBERS, "participants": PARTICIPANTS, "public": EVERYONE}
WORDS = "A quiet harvest"
TERMS = {"widens_to", "widens_on", "widens_after", "silence"}

audiences = st.one_of(
    st.fixed_dictionaries(
        {"audience": st.just("named"), "recipients": st.sampled_from([["JP"], ["MN", "JP"]])}
    ),
    st.fixed_dictionaries({"audience": st.sampled_from(sorted(READ_BY))}),
)
authors = st.sampled_from([[], ["TJ"], ["TJ"], ["TJ", "UZ"]])
NO_TERMS = {"widens_on": None, "widens_after": "", "widens_to": "", "silence": ""}
terms = st.one_of(
    st.just(NO_TERMS),
    st.builds(
        lambda to, silence, event: {
            "widens_to": to,
            "silence": silence,
            **(
                {"widens_after": "The summit"}
                if event
                else {"widens_on": (clock.now().date() + timedelta(days=2)).isoformat()}
            ),
        },
        st.sampled_from(["participants", "public"]),
        st.sampled_from(["keep", "release"]),
        st.booleans(),
    ),
)
submissions = st.builds(
    lambda audience, authors, terms: body(title=WORDS, authors=authors, **audience, **terms),
    audiences,
    authors,
    terms,
)
reasons = st.just({"reason": "R."})
BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    ExchangeAction.RESUBMIT: submissions,
    ExchangeAction.CORRECT: st.just({"title": WORDS, "text": "Of the season.", "changes": "A figure."}),
    ExchangeAction.WIDEN: audiences | st.just({"audience": "public"}),  # wider than all others
    ExchangeAction.RETURN: reasons,
    ExchangeAction.DECLINE: reasons,
    ExchangeAction.WITHDRAW: reasons,
}
USUAL = {
    SubmissionStage.AWAITING_AUTHORS: [("TJ", ExchangeAction.CONFIRM), ("UZ", ExchangeAction.CONFIRM)],
    SubmissionStage.DECLINED: [("KG", ExchangeAction.RESUBMIT)],
    SubmissionStage.INTAKE: [("secretariat", ExchangeAction.DISSEMINATE)],
    SubmissionStage.RETURNED: [("KG", ExchangeAction.RESUBMIT)],
    SubmissionStage.DISSEMINATED: [
        *(
            (author, act)
            for author in ("KG", "TJ", "UZ")
            for act in (ExchangeAction.WIDEN, ExchangeAction.CONSENT)
        ),
        ("TJ", ExchangeAction.CONFIRM),
        ("KG", ExchangeAction.CORRECT),
        ("JP", ExchangeAction.ACKNOWLEDGE),
        ("secretariat", ExchangeAction.DECLARE_EVENT),
        *((author, ExchangeAction.WITHDRAW) for author in ("KG", "TJ")),
    ],
    SubmissionStage.WITHDRAWN: [("JP", ExchangeAction.ACKNOWLEDGE)],
}
"""What usually comes next, so that the walk gets far."""

OUT = [
    ("TJ", ExchangeAction.CONFIRM),
    ("UZ", ExchangeAction.CONFIRM),
    ("secretariat", ExchangeAction.DISSEMINATE),
]
ASKED = [*OUT, ("KG", ExchangeAction.WIDEN)]
BEGINNINGS = [[], OUT, OUT, ASKED, ASKED, [*OUT, ("KG", ExchangeAction.WITHDRAW)]]
"""What was done before the walk begins; who is no author is refused."""
PLAIN = {ExchangeAction.WIDEN: {"audience": "public"}, ExchangeAction.WITHDRAW: {"reason": "R."}}
"""The bodies of these acts."""


def readers_of(data: dict[str, Any]) -> set[str]:
    """Return who reads what is sent with this body, beside authors and offices."""
    return set(READ_BY.get(data["audience"], data.get("recipients", ())))


@dataclass
class Question:
    """What the authors are asked: to let these readers in; who agrees, and whether silence does."""

    readers: set[str]
    agreed: set[str] = field(default_factory=set)
    silence_releases: bool = False


class Audience(RuleBasedStateMachine):
    """One submission of KG and up to two other states."""

    def __init__(self) -> None:
        super().__init__()
        self.scope, self.patch = transaction.atomic(), pytest.MonkeyPatch()
        self.scope.__enter__()
        self.shift = timedelta(0)
        real = clock.now
        self.patch.setattr(clock, "now", lambda: real() + self.shift)
        self.actors = {name: make() for name, make in ACTORS.items()}
        self.readers: dict[int, set[str]] = {}  # by version, of those that went out
        self.question: Question | None = None

    def teardown(self) -> None:
        self.patch.undo()
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    # Steps

    @initialize(data=submissions, begun=st.sampled_from(BEGINNINGS))
    def submit(self, data: dict[str, Any], begun: list[tuple[str, ExchangeAction]]) -> None:
        """Submit; in most walks it goes out to its audience at once: most can go wrong there."""
        try:
            self.reference = taking.submit(actor=self.actors["KG"], data=data).reference
        except Refusal:  # the terms were not wider than the audience
            data = {name: value for name, value in data.items() if name not in TERMS}
            self.reference = taking.submit(actor=self.actors["KG"], data=data).reference
        self.settle_terms(data)
        for who, action in begun:
            self.act(action, who, {**PLAIN.get(action, {})})
            self.each_version_is_read_by_those_whom_its_authors_agreed_on()  # each act counts as a step

    def settle_terms(self, data: dict[str, Any]) -> None:
        self.terms = data
        self.authors, self.audience = {"KG", *data["authors"]}, readers_of(data)

    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        who, action = data.draw(st.sampled_from(USUAL[self.submission.stage]))
        self.act(action, who, data.draw(BODIES.get(action, st.just({}))))

    @rule(data=st.data(), action=st.sampled_from(list(ExchangeAction)), who=st.sampled_from(sorted(ACTORS)))
    def try_something(self, data: st.DataObject, action: ExchangeAction, who: str) -> None:
        sent = data.draw(BODIES.get(action, st.just({})))
        if who == "secretariat" and data.draw(st.booleans()):
            state = data.draw(st.sampled_from(sorted(PARTICIPANTS)))
            sent = {
                **sent,
                "on_behalf_of": state,
                "note_number": "7",
                "note_date": "2026-01-15",
                "again": True,
            }
        self.act(action, who, sent)

    def act(self, action: ExchangeAction, who: str, sent: dict[str, Any]) -> None:
        """Do something and account for it, or be refused, which leaves nothing."""
        stage, before = self.submission.stage, Act.objects.count()
        try:
            taking.act_on_submission(action, reference=self.reference, actor=self.actors[who], data=sent)
        except Refusal:
            assert Act.objects.count() == before
            return
        self.account_for(action, sent.get("on_behalf_of", who), sent, stage=stage)

    def account_for(self, action: ExchangeAction, who: str, sent: dict[str, Any], *, stage: str) -> None:
        if action == ExchangeAction.RESUBMIT:
            self.settle_terms(sent)
        elif action == ExchangeAction.DECLINE and stage == SubmissionStage.AWAITING_AUTHORS:
            self.authors.discard(who)
        elif action == ExchangeAction.WIDEN:
            assert who in self.authors
            self.question = Question(readers_of(sent))
            self.agree(who)
        elif action == ExchangeAction.CONSENT:
            self.agree(who)
        elif action == ExchangeAction.DECLARE_EVENT:
            self.ask_by_terms()
        elif action in {ExchangeAction.REFUSE, ExchangeAction.WITHDRAW}:
            self.question = None

    def agree(self, who: str) -> None:
        assert self.question
        self.question.agreed.add(who)
        if self.question.agreed == self.authors:
            self.widen()

    def ask_by_terms(self) -> None:
        self.question = Question(
            set(READ_BY[self.terms["widens_to"]]), silence_releases=self.terms["silence"] == "release"
        )

    def widen(self) -> None:
        """Let the readers in: to the version that is out, and to its corrections."""
        assert self.question
        self.audience = self.audience | self.question.readers
        self.readers[max(self.readers)] = self.audience
        self.question = None

    @rule(days=st.sampled_from([1, 3, 31]))
    def let_time_pass(self, days: int) -> None:
        self.shift += timedelta(days=days)
        if actions.settle_due_widenings():
            assert self.question
            if self.question.silence_releases:
                self.widen()
            self.question = None
        if actions.ask_due_authors():
            self.ask_by_terms()

    @rule(who=st.sampled_from(sorted(EVERYONE | OFFICES)))
    def look(self, who: str) -> None:
        """Who may not know of it finds it neither by address, nor in a list, nor by its words."""
        visitor, there = browser(self.actors[who]), self.is_known_to(who)
        for address in (f"/exchange/{self.reference}/", f"/api/v1/submissions/{self.reference}/"):
            assert visitor.get(address).status_code == (200 if there else 404), address
        found = visitor.get("/api/v1/submissions/")
        assert (self.reference in found.content.decode()) == (there and found.status_code == 200)
        for asked in ({"search": WORDS}, {"search": self.reference}):
            found = visitor.get("/api/v1/submissions/", asked).content.decode()
            assert there or (self.reference not in found and WORDS not in found)
        found = visitor.get("/search/", {"q": "harvest"}, follow=True).content.decode()
        assert there or self.reference not in found

    def is_known_to(self, who: str) -> bool:
        """Whether somebody knows that the submission is there, also once it was withdrawn."""
        if who == "chair" and self.submission.received_at:
            return True
        return who in self.authors | {"secretariat"} | set().union(*self.readers.values())

    # What holds after each step

    @invariant()
    def each_version_is_read_by_those_whom_its_authors_agreed_on(self) -> None:
        is_withdrawn = self.submission.stage == SubmissionStage.WITHDRAWN
        read = {
            name: set(Version.objects.visible_to(actor).values_list("pk", flat=True))
            for name, actor in self.actors.items()
        }
        for version in self.versions:
            expected = set(self.authors)
            if version.received_at:
                expected |= OFFICES
            if version.released_at and not is_withdrawn:
                expected |= self.readers.setdefault(version.number, set(self.audience))
            assert {name for name in read if version.pk in read[name]} == expected, version.number

    @invariant()
    def each_version_is_served_to_those_who_read_it_and_are_no_authors(self) -> None:
        for version in self.versions:
            served = Delivery.objects.filter(version=version).values_list("participant", flat=True)
            readers = self.readers.get(version.number, set()) & PARTICIPANTS
            assert set(served) & PARTICIPANTS == readers - self.authors, version.number

    @invariant()
    def every_act_is_in_the_register_and_in_the_outbox(self) -> None:
        assert register.verify().broken_at is None
        numbers = set(Act.objects.values_list("pk", flat=True))
        assert numbers == set(OutboxEntry.objects.values_list("act", flat=True))

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(reference=self.reference)

    @property
    def versions(self) -> Collection[Version]:
        return Version.objects.filter(submission__reference=self.reference).order_by("number")


@pytest.mark.django_db
def test_no_audience_widens_without_all_authors():
    run_state_machine_as_test(
        Audience,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
