"""Papers from a version to its comments: what each act writes, keeps and tells."""

from datetime import datetime

import pytest

from papers.digests import identities_digest, translations_digest
from papers.models import Comment, Paragraph, Version
from proposals.enums import Action, Stage
from proposals.models import Service
from records.refusals import Invalid
from tests.factories.members import CHAIR, delegate, secretariat
from tests.factories.proposals import (
    CO_COORDINATOR,
    COORDINATOR,
    PARAGRAPHS,
    UNINVOLVED,
    act,
    dossier_of,
    everybody,
    in_days,
    proposal_at,
    submit,
)
from tests.factories.taken import all_told, expect, kept, payload, told

pytestmark = pytest.mark.django_db
CHAIRS = {"chair", CHAIR}


def test_a_paper_becomes_an_immutable_numbered_version():
    proposal = proposal_at(Stage.DRAFTING)

    taken = act(
        Action.SUBMIT_PAPER,
        proposal,
        delegate(CO_COORDINATOR),
        title="Concept paper",
        paragraphs=[{"en": "Text.", "ru": "Текст.", "fr": "Texte."}],
    )

    expect(taken, capacity="member", state=CO_COORDINATOR, rule="CA (a)2", moved=("drafting", "editorial"))
    version = Version.objects.get()
    assert payload(taken) == {
        "from": "drafting",
        "to": "editorial",
        "version": 1,
        "digest": version.digest,
        "translations": translations_digest(version.paragraphs.order_by("position")),
        "identities": identities_digest(version.paragraphs.order_by("position")),
        "paragraphs": 1,
    }
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert (version.number, version.title, version.symbol) == (1, "Concept paper", "")
    assert (version.submitted_by_id, version.submitted_at) == (CO_COORDINATOR, taken.act.at)
    assert list(Paragraph.objects.values_list("position", "is_heading", "text_en", "text_ru", "text_fr")) == [
        (1, False, "Text.", "Текст.", "Texte.")
    ]
    assert taken.subject.proposal.due_at is None


def test_a_new_version_keeps_the_identities_it_names():
    proposal = proposal_at(Stage.EDITORIAL)
    first = list(Paragraph.objects.order_by("position").values_list("identity", flat=True))
    act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is too short.")

    lines = [{**line, "id": str(known)} for line, known in zip(PARAGRAPHS, first, strict=True)]
    submit(proposal, [*lines, {"en": "And reported on."}])

    second = Version.objects.get(number=2)
    identities = list(second.paragraphs.order_by("position").values_list("identity", flat=True))
    assert identities[:-1] == first
    assert identities[-1] not in first


def test_a_paragraph_that_no_version_had_is_refused_by_field():
    proposal = proposal_at(Stage.DRAFTING)
    lines = [{"en": "Text.", "id": "6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11"}]

    with pytest.raises(Invalid) as refusal:
        act(Action.SUBMIT_PAPER, proposal, delegate(COORDINATOR), title="T", paragraphs=lines)

    assert set(refusal.value.errors) == {"paragraphs"}
    assert not Version.objects.exists()


def test_the_secretariat_returns_a_paper_with_its_reason():
    proposal = proposal_at(Stage.EDITORIAL)

    taken = act(Action.RETURN_TO_DRAFTERS, proposal, secretariat(), reason="The review is missing.")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("editorial", "drafting"))
    assert kept(taken, "version", "reason") == [1, "The review is missing."]
    assert told(taken) == {COORDINATOR, CO_COORDINATOR, *CHAIRS}


def test_circulation_gives_a_symbol_and_serves_every_member():
    proposal = proposal_at(Stage.EDITORIAL)
    until = in_days(30)

    taken = act(Action.CIRCULATE, proposal, secretariat(), comments_until=until, message="Please comment.")

    expect(taken, capacity="secretariat", state="", rule="CA (a)3", moved=("editorial", "circulation"))
    version = Version.objects.get()
    assert version.symbol == f"CICA/SWG/{taken.act.at.year}/CP.1"
    assert version.circulated_at == taken.act.at
    assert version.comments_until == taken.subject.proposal.due_at == datetime.fromisoformat(until)
    assert kept(taken, "symbol", "digest", "served", "message") == [
        version.symbol,
        version.digest,
        everybody(),
        "Please comment.",
    ]
    assert told(taken) == all_told()
    served = Service.objects.filter(version=version, consideration=None, served_at=taken.act.at)
    assert sorted(served.values_list("state", flat=True)) == sorted(everybody())


def test_a_comment_is_on_the_paper_or_on_one_of_its_paragraphs():
    proposal = proposal_at(Stage.CIRCULATION)
    paragraph = Paragraph.objects.order_by("position")[1]

    on_paper = act(Action.COMMENT, proposal, delegate(UNINVOLVED), text="Good.")
    moved = ("circulation", "circulation")
    expect(on_paper, capacity="member", state=UNINVOLVED, rule="CA (a)3", moved=moved)
    on_paragraph = act(
        Action.COMMENT,
        proposal,
        delegate(UNINVOLVED),
        text="Shorter.",
        paragraph=str(paragraph.identity),
        proposed_wording="States cooperate.",
    )

    assert kept(on_paper, "version", "paragraph", "text") == [1, None, "Good."]
    assert kept(on_paragraph, "paragraph", "proposed_wording") == [
        str(paragraph.identity),
        "States cooperate.",
    ]
    assert told(on_paper) == {COORDINATOR, CO_COORDINATOR, *CHAIRS, "secretariat"}
    assert list(Comment.objects.order_by("pk").values_list("state", "text", "paragraph", "made_at")) == [
        (UNINVOLVED, "Good.", None, on_paper.act.at),
        (UNINVOLVED, "Shorter.", paragraph.pk, on_paragraph.act.at),
    ]
    assert dossier_of(proposal).commented == {UNINVOLVED}


def test_a_comment_on_a_paragraph_that_is_not_there_is_refused_by_field():
    proposal = proposal_at(Stage.CIRCULATION)

    with pytest.raises(Invalid) as refusal:
        act(
            Action.COMMENT,
            proposal,
            delegate(UNINVOLVED),
            text="Shorter.",
            paragraph="6f1f9a2e-2a2b-4c58-9a33-0f5d7d6f4b11",
        )

    assert set(refusal.value.errors) == {"paragraph"}


def test_a_coordinator_takes_the_paper_back_to_revise():
    proposal = proposal_at(Stage.CIRCULATION)

    taken = act(Action.REVISE, proposal, delegate(COORDINATOR), reason="To take the comments in.")

    expect(taken, capacity="member", state=COORDINATOR, rule="CA (a)3", moved=("circulation", "drafting"))
    assert kept(taken, "version", "reason") == [1, "To take the comments in."]
    assert told(taken) == all_told()
    assert taken.subject.proposal.due_at is None


# Considerations
