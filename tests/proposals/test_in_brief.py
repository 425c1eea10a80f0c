"""Proposals of which less is read than a dossier: they say what it says, and are asked no more."""

import re
from pathlib import Path
from typing import get_type_hints

import pytest
from django.conf import settings

from meetings.readiness import CONCLUSION, OPENING, papers_of, unready
from proposals import guards
from proposals.dossier import (
    AwaitsInBrief,
    BeforeABody,
    Dossier,
    OfProposal,
    PaperInBrief,
    WhomItAwaits,
    WithConsideration,
    WithInterests,
    awaits_of,
)
from proposals.enums import Body, Route, Stage
from proposals.models import Proposal
from proposals.sentences import waited_for
from proposals.transitions import BY_NAME, TABLE, opening_of
from records import clock
from tests.factories.meetings import convene
from tests.factories.members import chair
from tests.factories.proposals import proposal_at, silence_at
from tests.rooms import ROOMS

BEHIND = {
    "records/supplying.py": "lets a frozen declaration take its things one by one",
    "web/parameters.py": "reads what each class itself declares",
    "web/api/repeats.py": "lets Django build the headers of a copied request anew",
}
"""Where the fields of an object are reached behind its type, and why."""
LESS = {OfProposal, WithInterests, WithConsideration, BeforeABody, WhomItAwaits}
STAGES = (
    Stage.CONSULTATION, Stage.DRAFTING, Stage.CIRCULATION,
    Stage.WORKING_GROUP, Stage.SENIOR_OFFICIALS, Stage.APPROVED,
)  # fmt: skip


def members_of(asked_for: type) -> set[str]:
    """Return what a type asks of a proposal: its own members, and those of what it extends."""
    return {name for base in asked_for.__mro__ for name in vars(base) if base in LESS and name[0] != "_"}


def members_in(brief: type) -> set[str]:
    return {*brief.__dataclass_fields__, *(name for name in dir(brief) if name[0] != "_")}


@pytest.mark.parametrize(
    ("brief", "asked"),
    [
        (AwaitsInBrief, opening_of(Route.A).guards),
        (PaperInBrief, tuple(one for name in OPENING.values() for one in BY_NAME[name].checks)),
        (PaperInBrief, tuple(one for name in CONCLUSION.values() for one in BY_NAME[name].guards)),
    ],
)
def test_no_guard_is_asked_of_a_proposal_that_lacks_what_it_asks_for(brief, asked):
    assert asked
    for guard in asked:
        needs = get_type_hints(guard)["dossier"]
        assert needs in LESS, f"{guard.__name__} asks for a whole dossier"
        assert members_of(needs) <= members_in(brief), guard.__name__


def test_a_proposal_in_brief_lacks_what_it_did_not_read():
    assert not {"version", "responses", "consultation", "considerations"} & members_in(AwaitsInBrief)
    assert not {"interests", "drafters", "positions", "responses"} & members_in(PaperInBrief)


def test_the_rows_that_are_asked_of_less_than_a_dossier_have_the_typed_guards():
    typed = {guards.TO_DECLARE, guards.TO_OPEN, guards.TO_CONCLUDE}
    assert {row.guards for row in TABLE if row.guards in typed} == typed
    assert opening_of(Route.A).guards == guards.TO_DECLARE


def test_no_object_is_filled_behind_its_type():
    rooms = [Path(settings.BASE_DIR, room) for room in ROOMS]
    behind = [
        str(path.relative_to(settings.BASE_DIR))
        for path in (path for room in rooms for path in room.rglob("*.py"))
        if re.search(r"\.__dict__|\bobject\.__new__|__setattr__", path.read_text(encoding="utf-8"))
    ]
    assert sorted(behind) == sorted(BEHIND)


@pytest.mark.django_db
def test_whom_a_proposal_awaits_is_the_same_in_brief_and_whole():
    made = [proposal_at(stage, measure=f"ECO-{place}") for place, stage in enumerate(STAGES, 2)]
    made.append(silence_at(Stage.WORKING_GROUP, measure="ENV-2"))
    at, meeting = clock.now(), convene()
    session = convene(kind="swg")

    briefs = {brief.proposal.pk: brief for brief in awaits_of(made)}
    papers = {paper.proposal.pk: paper for paper in papers_of(made)}

    assert briefs.keys() == papers.keys() == {proposal.pk for proposal in made}
    for proposal in Proposal.objects.filter(pk__in=briefs):
        whole, brief, paper = Dossier(proposal), briefs[proposal.pk], papers[proposal.pk]
        assert (brief.interests, brief.drafters) == (list(whole.interests), whole.drafters)
        assert (brief.consideration, brief.positions) == (whole.consideration, whole.positions)
        assert paper.version == whole.version
        for waits in ({}, {"with_late": True}):
            assert said(waited_for(brief, at, **waits)) == said(waited_for(whole, at, **waits)), (
                proposal.stage
            )
        for of_body in (meeting, session):
            asked = {"meeting": of_body, "actor": chair(), "at": at}
            assert unready(paper, **asked) == unready(whole, **asked), (proposal.stage, Body(of_body.body))


def said(waits: list) -> list:
    return [(wait.transition.name, wait.of, wait.states, wait.until) for wait in waits]
