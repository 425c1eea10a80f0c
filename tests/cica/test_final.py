"""What is final refuses change in the database itself, and each table that may change says why."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from exchange.models import Version as SubmittedVersion
from papers.models import Version
from proposals.enums import Action, Stage
from proposals.models import Decision, Proposal, Service
from tests.factories.members import chair
from tests.factories.proposals import act, everybody, proposal_at
from tests.rooms import OFFICIAL

NOT_FINAL = {
    "follows the reference record, and acts; verify_record compares it with both": {
        "members.Participant", "members.Period", "members.Chairmanship", "members.HeadOfSecretariat",
        "members.Alias", "members.FormerName", "cbms.Edition", "cbms.Area", "cbms.Measure", "cbms.Provision",
        "cbms.Coordinator",
        "cbms.Concordance", "cbms.Offer", "cbms.Expert", "implementation.EarlierPaper",
    },
    "serves people and machines, and is no part of the record": {
        "members.Account", "members.Token", "notices.PasswordRequest", "webhooks.Webhook",
        "deadlines.FeedAddress",
        "notices.MailPreference", "notices.MailboxMessage", "notices.OutboxEntry", "deadlines.ReminderRound",
        "notices.Delivery", "records.RepeatableRequest", "records.KeptUpload", "records.TurnedAway",
    },
    "counts on; acts and numbers show where it was set back": {"records.Counter", "records.RegisterHead"},
    "is arranged anew by acts, each of which stands in the register": {
        "meetings.Invitation", "meetings.Attendance", "meetings.AgendaItem", "meetings.Task",
        "meetings.Document", "implementation.Renewal",
    },
}  # fmt: skip


def test_every_table_of_the_record_is_final_or_says_why_not():
    free = {name for names in NOT_FINAL.values() for name in names}
    tables = {
        model._meta.label: {trigger.name for trigger in getattr(model._meta, "triggers", ())}
        for app in OFFICIAL
        for model in apps.get_app_config(app).get_models()
    }

    final = {name for name, triggers in tables.items() if triggers & {"final", "no_update_or_delete"}}
    assert tables.keys() - final == free
    assert all("no_truncate" in tables[name] for name in final)


@pytest.fixture
def decided(db):
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())
    return proposal


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE proposals_decision SET title = 'Another'", "title of proposals_decision is final"),
        ("UPDATE proposals_decision SET statements = '[]', coordinators = '[]'", "coordinators"),
        ("DELETE FROM proposals_decision", "kept for ever"),
        ("TRUNCATE proposals_decision CASCADE", "added and never changed"),
        ("UPDATE papers_version SET title = 'Another'", "title of papers_version is final"),
        ("UPDATE papers_version SET symbol = 'CICA/SWG/2026/CP.9'", "symbol of papers_version"),
        ("UPDATE proposals_consideration SET outcome = 'declined'", "outcome of proposals_consideration"),
        ("UPDATE proposals_consideration SET roster = '{}'", "roster of proposals_consideration"),
        ("UPDATE proposals_interest SET state_id = 'TR'", "state_id of proposals_interest"),
        ("UPDATE proposals_service SET served_at = now()", "added and never changed"),
        ("UPDATE proposals_proposal SET reference = 'P-2026-999'", "reference of proposals_proposal"),
    ],
)
def test_the_database_refuses_to_change_what_is_final(decided, statement, said):
    assert Decision.objects.exists()
    assert Service.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit, of which this test has none

    with (
        pytest.raises(DatabaseError, match=said),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_is_open_may_change(decided):
    Decision.objects.update(audience="public")
    Proposal.objects.update(revision=99)
    assert not SubmittedVersion.objects.exists()
    assert Version.objects.filter(circulated_at=None).update(symbol="") == 0
