"""The demonstration is the real procedure: it reaches every stage, by acts that the register proves."""

from datetime import UTC, datetime, timedelta

import pytest

from members.demonstration import make_demonstration_accounts
from members.models import Account
from papers.models import Version
from papers.rows import TEMPLATE
from proposals import actions
from proposals.demonstration import story
from proposals.demonstration.cast import Cast
from proposals.demonstration.loading import Loaded, load
from proposals.demonstration.papers import FOLDER, HEADINGS, read
from proposals.enums import Action, Outcome, PositionKind, Route, Stage
from proposals.models import Consideration, Decision, Position, Proposal
from proposals.transitions import TABLE
from records import register
from records.models import Act, RegisterHead

OFFERS_OF_THE_ANNEX = {"ECO-2", "ENV-3", "NCT-2", "ECO-9", "ECO-3", "ECO-4"}

OTHER_ROUTES_STAGES = {Stage.VIEWS, Stage.EXPERTS}
OF_ROUTE_A = {transition.name for transition in TABLE if Route.A in transition.routes}


@pytest.fixture
def accounts(db, settings):
    settings.DEMO = True
    make_demonstration_accounts(on=datetime.now(UTC).date())


def test_no_machine_is_too_slow_for_its_short_silences(accounts, monkeypatch):
    monkeypatch.setattr(story, "SHORTEST_SILENCE", timedelta(milliseconds=1))  # over before anybody speaks

    load()

    assert Decision.objects.filter(consideration__mode="silence").exists()
    assert register.verify().broken_at is None


def test_it_shows_every_stage_act_and_position(accounts):
    load()

    assert set(Proposal.objects.values_list("stage", flat=True)) == set(Stage) - OTHER_ROUTES_STAGES
    assert set(Proposal.objects.values_list("measure__code", flat=True)) >= OFFERS_OF_THE_ANNEX
    assert not Proposal.objects.filter(is_demonstration=False).exists()
    # A proposal is withdrawn here by its last interested state leaving, so the Chair need not do it.
    assert set(Act.objects.filter(object_kind="proposal").values_list("action", flat=True)) == OF_ROUTE_A - {
        Action.WITHDRAW
    }
    assert set(Position.objects.values_list("position", flat=True)) == set(PositionKind)
    assert register.verify().broken_at is None
    assert Proposal.objects.count() == 12


def test_the_corridors_are_approved_by_a_silence_after_one_was_broken(accounts):
    load()

    corridors = Proposal.objects.get(measure__code="ECO-2")
    assert corridors.stage == Stage.APPROVED
    outcomes = (
        Consideration.objects.filter(proposal=corridors).order_by("pk").values_list("outcome", flat=True)
    )
    assert list(outcomes) == [Outcome.SILENCE_BROKEN, Outcome.AGREED, Outcome.APPROVED]
    decision = Decision.objects.get(proposal=corridors)
    assert decision.adopted_at == decision.consideration.closes_at
    assert [statement["state"] for statement in decision.statements] == ["TR", "TH", "LK"]
    symbols = (
        Version.objects.filter(paper__proposal=corridors).order_by("number").values_list("symbol", flat=True)
    )
    assert [symbol.partition("/Rev.")[2] for symbol in symbols] == ["", "1"]


def test_loading_again_changes_nothing(accounts):
    assert load() == Loaded.NOW
    before = [RegisterHead.objects.get().hash, list(Proposal.objects.order_by("pk").values())]

    assert load() == Loaded.BEFORE

    assert [RegisterHead.objects.get().hash, list(Proposal.objects.order_by("pk").values())] == before


def test_it_is_not_mixed_into_a_record_of_its_own(accounts):
    actor = Cast()["KG"]
    actions.declare(measure="ECO-1", actor=actor, data={"offer": "none"})

    assert load() == Loaded.NOT

    assert Proposal.objects.count() == 1


def test_real_accounts_play_no_part(accounts):
    Account.objects.filter(username="delegate.kz").update(is_demonstration=False)

    with pytest.raises(KeyError):
        Cast()["KZ"]


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.txt") if "rev" not in path.stem))
def test_a_paper_follows_the_template(name):
    text = read(name)

    assert [line.en for line in text.lines if line.heading] == list(TEMPLATE) == list(HEADINGS)
    assert all(line.ru and line.fr for line in text.lines if line.heading)


def test_a_revision_keeps_the_identity_of_what_it_replaces():
    text = read("ENV-3")
    text = text.identified([f"paragraph {number}" for number in range(len(text.lines))])

    revised = text.revised("ENV-3.rev.1")

    before, after = ({line.identity: line.en for line in each.lines} for each in (text, revised))
    assert len(set(before) & set(after)) == len(text.lines) - 1
    assert sum(before[identity] != after[identity] for identity in set(before) & set(after)) == 2
    assert [line.identity for line in revised.lines].count(None) == 2
