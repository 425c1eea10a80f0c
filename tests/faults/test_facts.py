"""What the oracle is given is what the database holds: a sound record, and each tampering with it."""

import pytest

from faults import oracle
from faults.facts import read
from faults.oracle import findings
from notices.delivery import fan_out
from notices.models import Delivery, Notice, OutboxEntry
from proposals.enums import Stage
from proposals.models import Consideration, Proposal
from records.models import Act
from tests.factories.members import AccountFactory, secretariat
from tests.factories.proposals import COORDINATOR, proposal_at, silence_at
from tests.factories.records import tampering
from tests.factories.webhooks import webhook_of

ASKED = (
    oracle.the_register_is_sound,
    oracle.stages_are_what_acts_made_them,
    oracle.everyone_was_told,
    oracle.silences_ended_at_their_deadlines,
)
pytestmark = pytest.mark.django_db(transaction=True)


def found() -> list[str]:
    """What the oracle says of the database, but for acts that no client here has sent, or that wait."""
    facts = read(received=dict)
    return [finding for check in ASKED for finding in check([], facts)]


def test_a_sound_database_is_found_sound_and_whole():
    proposal = proposal_at(Stage.COMPLETED)
    silence_at(Stage.WORKING_GROUP, measure="ECO-3")

    facts = read(received=lambda: {"mail": []})

    assert found() == []
    assert len(facts.acts) == Act.objects.count() == len(facts.outbox)
    assert {row.reference: row.stage for row in facts.proposals}[proposal.reference] == "completed"
    assert [silence.outcome for silence in facts.silences] == ["open"]


def test_acts_that_nobody_sent_are_found():
    proposal_at(Stage.INTEREST)

    assert any(finding.startswith("unasked:") for finding in findings([], read(received=dict)))


def test_a_deleted_act_breaks_the_register_and_leaves_its_notices():
    proposal_at(Stage.CONSULTATION)
    first = Act.objects.earliest("number")
    with tampering():
        Act.objects.filter(pk=first.pk)._raw_delete("default")

    said = found()

    assert "the register is broken: act 1: the act is missing" in said
    assert f"a notice tells of act {first.number}, which is not there" in said


def test_a_stage_that_was_set_by_hand_is_found():
    proposal = proposal_at(Stage.CONSULTATION)
    Proposal.objects.filter(pk=proposal.pk).update(stage=Stage.AGREED)

    assert any("its acts say consultation" in finding for finding in found())


def test_a_deleted_notice_is_found():
    proposal_at(Stage.CONSULTATION)
    with tampering():
        Notice.objects.filter(addressee="secretariat").delete()

    assert any("has no notice for secretariat" in finding for finding in found())


def test_a_silence_that_nobody_closed_is_found():
    proposal = silence_at(Stage.WORKING_GROUP)
    with tampering():
        Consideration.objects.filter(proposal=proposal).update(
            closes_at=Act.objects.latest("number").at, silence_since=Act.objects.earliest("number").at
        )

    assert any("is still open" in finding for finding in found())


def test_an_act_that_is_not_in_the_outbox_is_found():
    proposal_at(Stage.INTEREST)
    OutboxEntry.objects.all().delete()

    assert any("is not in the outbox" in finding for finding in findings([], read(received=dict)))


@pytest.mark.parametrize("channel", ["mail", "webhook"])
def test_a_delivery_that_was_never_made_is_found(channel):
    AccountFactory(username="aliya", participant_id=COORDINATOR)
    webhook_of(secretariat())
    proposal_at(Stage.CONSULTATION)
    fan_out()

    def forgotten():
        return list(oracle.nobody_was_forgotten([], read(received=dict)))

    assert forgotten() == []
    Delivery.objects.filter(channel=channel).first().delete()
    [finding] = forgotten()
    assert f"has no {channel} to" in finding
