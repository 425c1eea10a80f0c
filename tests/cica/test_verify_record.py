"""`manage.py verify_record`: what somebody with the keys to the database changed is named."""

from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from cbms.actions import act_on_expert
from cbms.models import Expert
from exchange.enums import Action as ExchangeAction
from proposals.enums import Action, Stage
from proposals.models import Decision, Proposal
from records import clock
from records.models import Act
from tests.factories import exchange
from tests.factories.members import chair, delegate, secretariat
from tests.factories.proposals import act, everybody, expert_of, position, proposal_at
from tests.records.test_register import tamper

pytestmark = pytest.mark.django_db


def verified() -> tuple[str, bool]:
    """Return what the command printed, and whether it found nothing wrong."""
    out = StringIO()
    code = 0
    try:
        call_command("verify_record", stdout=out)
    except SystemExit as stopped:
        code = stopped.code
    return out.getvalue(), code == 0


def test_the_demonstration_is_what_its_acts_say(settings):
    settings.DEMO = True
    call_command("load_demonstration")
    assert Decision.objects.exists()
    assert Act.objects.filter(object_kind="submission").exists()

    said, is_right = verified()

    assert is_right, said
    assert said.endswith("Every digest is right, and the record is what the acts say.\n")


@pytest.fixture
def record():
    """A decision with a statement, and a submission with a file that was served and acknowledged."""
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "reservation", "We reserve our position on financing.")
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())
    files = [SimpleUploadedFile("forecast.txt", b"rain")]
    submission = exchange.disseminated(files=files)
    exchange.act(ExchangeAction.ACKNOWLEDGE, submission, delegate(exchange.RECIPIENT))
    said, is_right = verified()
    assert is_right, said
    return proposal


TAMPERED = {
    "a decision's title": ("UPDATE proposals_decision SET title = 'Another'", "decision SOC-", "title"),
    "a decision's statements": (
        "UPDATE proposals_decision SET statements = '[]'", "decision SOC-", "statements",
    ),
    "a decision's coordinators": (
        "UPDATE proposals_decision SET coordinators = '[]'", "decision SOC-", "coordinators",
    ),
    "a decision's audience": (
        "UPDATE proposals_decision SET audience = 'public'", "decision SOC-", "audience",
    ),
    "a decision": ("DELETE FROM proposals_decision", "decision SOC-", "row"),
    "a position": ("UPDATE proposals_position SET position = 'objection'", "position", "position"),
    "when a position came": (
        "UPDATE proposals_position SET received_at = received_at - interval '1 day'",
        "position", "received_at",
    ),
    "an outcome": ("UPDATE proposals_consideration SET outcome = 'declined'", "consideration", "outcome"),
    "who decides": ("UPDATE proposals_consideration SET roster = '{KZ}'", "consideration", "roster"),
    "a stage": (
        "UPDATE proposals_proposal SET stage = 'completed', closed_at = now()", "proposal P-", "stage",
    ),
    "a paper's words": ("UPDATE proposals_paragraph SET text_en = 'Another'", "version", "recomputed"),
    "a paper's words with their digest": (
        "UPDATE proposals_paragraph SET text_en = 'Other', digest = encode(sha256('Other'), 'hex')",
        "version", "recomputed",
    ),
    "a paper's translation": ("UPDATE proposals_paragraph SET text_ru = 'Другое'", "version", "translations"),
    "a paper's title": ("UPDATE proposals_version SET title = 'Another'", "version", "recomputed"),
    "a proof of service": (
        "DELETE FROM proposals_service WHERE state_id = 'MN'", "service", "row",
    ),
    "who declared interest": (
        "UPDATE proposals_interest SET state_id = 'TH' WHERE state_id = 'KG'", "interest", "row",
    ),
    "who coordinates": (
        "UPDATE cbms_coordinator SET state_id = 'TR' WHERE decision LIKE 'SOC-%' AND state_id = 'KG'",
        "coordinator", "row",
    ),
    "a coordinator without a decision": (
        "UPDATE cbms_coordinator SET decision = 'SOC-2026-999' WHERE decision LIKE 'SOC-%'",
        "coordinator", "decision",
    ),
    "a file's bytes": ("UPDATE records_document SET content = 'sun'", "file", "digest"),
    "a file's bytes with their digest": (
        "UPDATE records_document SET content = 'sunn', digest = encode(sha256('sunn'), 'hex')",
        "submission S-", "recomputed",
    ),
    "a submission's text": ("UPDATE exchange_version SET text = 'Another'", "submission S-", "recomputed"),
    "a submission's stage": (
        "UPDATE exchange_submission SET stage = 'withdrawn', withdrawn_at = now(), search = NULL",
        "submission S-", "stage",
    ),
    "when a submission was served": (
        "UPDATE exchange_delivery SET served_at = served_at - interval '1 day'", "delivery S-", "served_at",
    ),
    "who acknowledged": (
        "UPDATE exchange_delivery SET acknowledged_at = NULL", "delivery S-", "acknowledged_at",
    ),
    "a whole proposal's acts": (
        "UPDATE proposals_proposal SET reference = 'P-2026-999'", "proposal P-2026-999", "row",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_is_named(record, what):
    statement, named, field = TAMPERED[what]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit, of which this test has none
    tamper(statement.replace("%", "%%"))

    said, is_right = verified()

    assert not is_right
    lines = [line for line in said.splitlines() if ": the acts say " in line]
    assert any(named in line.partition(": ")[0] and f": {field}: " in line for line in lines), said


def test_a_register_that_is_broken_comes_first(record):
    tamper("UPDATE records_act SET rule = 'none' WHERE number = 2")

    said, is_right = verified()

    assert not is_right
    assert said.endswith("Act 2 is broken: its facts do not match its digest\n")


def test_the_erasure_of_a_person_leaves_the_record_provable(record):
    expert_of("UZ")
    for expert in Expert.objects.all():
        act_on_expert(
            public_id=expert.public_id, name="erase-expert", actor=secretariat(), data={}, at=clock.now()
        )

    assert verified()[1]


def test_a_record_in_many_batches_is_read_whole(record, monkeypatch):
    monkeypatch.setattr("proposals.proof.AT_ONCE", 1)
    proposal_at(Stage.CIRCULATION, measure="ECO-3")
    assert Proposal.objects.count() == 2

    assert verified()[1]
