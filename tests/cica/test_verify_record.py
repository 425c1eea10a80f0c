"""`manage.py verify_record`: what somebody with the keys to the database changed is named."""

import random
import re
from datetime import date, timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import JSONField
from django.test.utils import CaptureQueriesContext

from cbms.models import Expert
from exchange.enums import ExchangeAction
from exchange.models import Delivery, Version
from exchange.proof import submissions_differ
from implementation import proof
from implementation.models import ActionPlan, Activity, Report, Review
from members.enums import Precision, Status
from members.models import Period
from proposals.enums import Action, Stage
from proposals.models import Decision, Proposal
from proposals.proof.consequences import _followed
from records import clock
from records import proof as proof_of_record
from records.door import rehearsed
from records.models import Act
from records.proof import acts_about
from tests.cbms.test_proof import OF_DECISIONS, OF_THE_RECORD
from tests.cica.test_final import OFFICIAL
from tests.factories import exchange
from tests.factories.cbms import MeasureFactory
from tests.factories.meetings import convene, on_meeting
from tests.factories.members import PeriodFactory, chair, delegate, secretariat
from tests.factories.proposals import act, activity_of, day, everybody, expert_of, position, proposal_at
from tests.factories.taking import act_on, act_on_compilation, act_on_expert, enter
from tests.members.test_proof import TAMPERED as OF_MEMBERS
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


@pytest.fixture(scope="module")
def record(django_db_setup, django_db_blocker):
    """A decision with a statement and what followed it, a submission with a file that was served and
    acknowledged, an expert, a meeting: made and found right once; each test takes back what it changes.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        proposal = make_record()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit, of which this test has none
        yield proposal
        transaction.set_rollback(True)


def make_record() -> Proposal:
    proposal = proposal_at(Stage.SENIOR_OFFICIALS)
    position(proposal, "MN", "reservation", "We reserve our position on financing.")
    act(Action.CONCLUDE_SOC, proposal, chair(), outcome="approved", present=everybody())
    files = [SimpleUploadedFile("forecast.txt", b"rain")]
    submission = exchange.disseminated(files=files)
    exchange.act(ExchangeAction.ACKNOWLEDGE, submission, delegate(exchange.RECIPIENT))
    expert_of("UZ")
    implement(Decision.objects.get())
    meeting = convene()
    on_meeting(meeting, "add-item", title="Opening")
    on_meeting(meeting, "cancel-meeting", reason="The hall burned down.")
    said, is_right = verified()
    assert is_right, said
    return proposal


def implement(decision: Decision) -> None:
    """Let the coordinator plan and report, and the Committee review, what was decided."""
    at, coordinator, officer = clock.now(), delegate("KG"), secretariat()
    activity = activity_of("KG", title="Seminar")
    days = {"starts_on": "2026-01-01", "participation": ["KG", "TJ"], "outcome": "A network."}
    act_on(Activity, key=activity.reference, name="report-held", actor=coordinator, data=days, at=at)
    activity_of("KG", title="Workshop")
    plan = {"measure": "ECO-2", "title": "A plan", "text": "Steps.", "starts_on": day(0), "ends_on": day(9)}
    first = enter(ActionPlan, actor=coordinator, data=plan, at=at)[0]
    enter(ActionPlan, actor=coordinator, data=plan | {"replaces": first.reference}, at=at)
    report = {"measure": "ECO-2", "year": 2026, "text": "We held a seminar."}
    enter(Report, actor=coordinator, data=report, at=at)
    enter(Review, actor=officer, data={"year": 2026, "area": "ECO"}, at=at)
    conclusions = {"conclusions": "Go on.", "concluded_on": "2026-01-02"}
    act_on(Review, key=2026, name="conclude-review", actor=officer, data=conclusions, at=at)
    due = {"review_by": day(900)}
    act_on(Decision, key=decision.number, name="set-review-by", actor=officer, data=due, at=at)


TAMPERED = {
    "who chairs": ("UPDATE members_chairmanship SET state_id = 'KG'", "chairmanship ", "state_id"),
    "who is a member": ("UPDATE members_period SET status = 'observer'", "period ", "status"),
    "the text in force": ("UPDATE cbms_measure SET text_en = 'Other'", "measure 2007 ECO-1", "text_en"),
    "the rule that an act cites": (
        "UPDATE cbms_provision SET text_en = 'Other'", "provision CA (a)2", "text_en",
    ),
    "from when an edition is in force": (
        "UPDATE cbms_edition SET in_force_from = '2008-01-01'", "edition 2007", "in_force_from",
    ),
    "a paper of earlier years": ("DELETE FROM implementation_earlierpaper", "earlier paper ", "row"),
    "what a meeting is called": (
        "UPDATE meetings_meeting SET title = 'Other' WHERE reference LIKE 'M-%'", "meeting M-", "title",
    ),
    "who hosts a meeting": (
        "UPDATE meetings_meeting SET host_id = 'TH' WHERE reference LIKE 'M-%'", "meeting M-", "host",
    ),
    "who is invited to a meeting": ("DELETE FROM meetings_invitation", "meeting M-", "row"),
    "what is on an agenda": ("DELETE FROM meetings_agendaitem", "meeting M-", "row"),
    "what was concluded on a matter": (
        "UPDATE meetings_agendaitem SET outcome = 'agreed', concluded_at = now()", "meeting M-", "outcome",
    ),
    "which measure a decision is on": (
        "UPDATE proposals_decision SET measure_id = NULL", "decision SOC-", "measure",
    ),
    "a proposal's deadline": ("UPDATE proposals_proposal SET due_at = now()", "proposal P-", "due_at"),
    "what nobody said of a proposal": (
        "UPDATE proposals_proposal SET statement = 'Said.'", "proposal P-", "statement",
    ),
    "when an edition is to come into force": (
        "UPDATE papers_version SET in_force_on = '2030-01-01'", "version", "in_force_on",
    ),
    "which paragraphs a position is on": (
        """UPDATE proposals_position SET paragraphs = '[{"id": "x", "digest": "y"}]'""", "position",
        "paragraphs",
    ),
    "which measure is coordinated": (
        "UPDATE cbms_coordinator SET measure_id = NULL WHERE decision LIKE 'SOC-%'", "decision SOC-",
        "measure_id",
    ),
    "under which area a state coordinates": (
        "UPDATE cbms_coordinator SET area_id = area_id + 1 WHERE decision LIKE 'SOC-%'", "decision SOC-",
        "area_id",
    ),
    "until when a state coordinates": (
        "UPDATE cbms_coordinator SET valid_to = valid_from + 1 WHERE decision LIKE 'SOC-%'", "decision SOC-",
        "valid_to",
    ),
    "a past meeting": (
        "UPDATE meetings_meeting SET title = 'Other' WHERE reference_key IS NOT NULL", "meeting ", "title",
    ),
    "a report's words": ("UPDATE implementation_report SET text = 'Nothing.'", "report ", "words"),
    "whose report it is": ("UPDATE implementation_report SET state_id = 'TJ'", "report ", "state"),
    "a report": ("DELETE FROM implementation_report", "report ", "row"),
    "whether a report is published": (
        "UPDATE implementation_report SET published_at = now()", "report ", "published_at",
    ),
    "a review's conclusions": (
        "UPDATE implementation_review SET conclusions = 'Stop.'", "review 2026", "words",
    ),
    "when a review was concluded": (
        "UPDATE implementation_review SET concluded_on = '2026-01-03'", "review 2026", "concluded_on",
    ),
    "a plan's words": ("UPDATE implementation_actionplan SET text = 'Less.'", "action-plan AP-", "words"),
    "a plan's period": (
        "UPDATE implementation_actionplan SET ends_on = ends_on + 1", "action-plan AP-", "ends_on",
    ),
    "a plan's stage": (
        "UPDATE implementation_actionplan SET stage = 'running'", "action-plan AP-", "stage",
    ),
    "an activity's outcome": (
        "UPDATE implementation_activity SET outcome = 'None.' WHERE closed_at IS NOT NULL", "activity A-",
        "words",
    ),
    "who took part in an activity": (
        "UPDATE implementation_activity SET participation = '{KG}'", "activity A-", "words",
    ),
    "an activity's stage": (
        "UPDATE implementation_activity SET stage = 'cancelled'", "activity A-", "stage",
    ),
    "that an activity is planned": (
        "UPDATE implementation_activity SET stage = 'cancelled' WHERE title = 'Workshop'",
        "activity A-", "stage",
    ),
    "what an activity is on": (
        "UPDATE implementation_activity SET measure_id = m.id FROM cbms_measure m WHERE code = 'ECO-3'",
        "activity A-", "measure.code",
    ),
    "in which edition the measure of an activity is": (
        "UPDATE implementation_activity SET measure_id = m.id FROM cbms_measure m WHERE edition_id = 'T'",
        "activity A-", "measure.edition_id",
    ),
    "what a plan is on": (
        "UPDATE implementation_actionplan SET measure_id = m.id FROM cbms_measure m WHERE code = 'ECO-3'",
        "action-plan AP-", "measure.code",
    ),
    "in which edition the measure of a plan is": (
        "UPDATE implementation_actionplan SET measure_id = m.id FROM cbms_measure m WHERE edition_id = 'T'",
        "action-plan AP-", "measure.edition_id",
    ),
    "what a report is on": (
        "UPDATE implementation_report SET measure_id = m.id FROM cbms_measure m WHERE code = 'ECO-3'",
        "report ", "measure.code",
    ),
    "in which edition the measure of a report is": (
        "UPDATE implementation_report SET measure_id = m.id FROM cbms_measure m WHERE edition_id = 'T'",
        "report ", "measure.edition_id",
    ),
    "what a review is on": (
        "UPDATE implementation_review SET area_id = (SELECT id FROM cbms_area WHERE code = 'ENV' LIMIT 1)",
        "review 2026", "area.code",
    ),
    "which decision a plan carries out": (
        "UPDATE implementation_actionplan SET decision_id = (SELECT number FROM proposals_decision)",
        "action-plan AP-", "decision_id",
    ),
    "which plan a plan replaces": (
        "UPDATE implementation_actionplan SET replaces_id = NULL", "action-plan AP-", "replaces.reference",
    ),
    "when a paper is to be reviewed": (
        "UPDATE implementation_renewal SET review_by = review_by + 1", "review of decision SOC-", "review_by",
    ),
    "that a paper is to be reviewed": (
        "DELETE FROM implementation_renewal", "review of decision SOC-", "row",
    ),
    "an expert's state": ("UPDATE cbms_expert SET state_id = 'TJ'", "expert ", "state"),
    "an expert's term": ("UPDATE cbms_expert SET valid_to = valid_to + 1", "expert ", "valid_to"),
    "an expert's measures": ("DELETE FROM cbms_expert_measures", "expert ", "measures"),
    "an expert": (
        "DELETE FROM cbms_expert_measures; DELETE FROM cbms_expert", "expert ", "row",
    ),
    "why a meeting was cancelled": ("UPDATE meetings_meeting SET reason = 'Rain.'", "meeting M-", "reason"),
    "a question to the states": (
        "UPDATE proposals_consultation SET answer_by = answer_by + interval '1 day'",
        "consultation", "answer_by",
    ),
    "who was asked": ("DELETE FROM proposals_asked", "asked", "row"),
    "who drafts": ("DELETE FROM proposals_designation", "designation", "row"),
    "which files a submission has": ("DELETE FROM exchange_attachment", "submission S-", "recomputed"),
    "whom a submission is for": (
        "UPDATE exchange_version SET recipients = '{JP,TH}'", "submission S-", "recipients",
    ),
    "who was served": (
        "UPDATE exchange_delivery SET participant_id = 'TH'", "delivery S-", "participant",
    ),
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
    "a paper's words": ("UPDATE papers_paragraph SET text_en = 'Another'", "version", "recomputed"),
    "a paper's words with their digest": (
        "UPDATE papers_paragraph SET text_en = 'Other', digest = encode(sha256('Other'), 'hex')",
        "version", "recomputed",
    ),
    "a paper's translation": ("UPDATE papers_paragraph SET text_ru = 'Другое'", "version", "translations"),
    "which paragraph is which": (
        "UPDATE papers_paragraph SET identity = gen_random_uuid()", "version", "identities",
    ),
    "since when a proposal stands where it does": (
        "UPDATE proposals_proposal SET stage_since = stage_since - interval '1 day'", "proposal P-",
        "stage_since",
    ),
    "a paper's title": ("UPDATE papers_version SET title = 'Another'", "version", "recomputed"),
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
    "who was told": ("DELETE FROM notices_notice WHERE addressee = 'MN'", "notice of act ", "row"),
    "who is said to have been told": (
        "UPDATE notices_notice SET addressee = 'XX' WHERE addressee = 'MN'", "notice of act ", "row",
    ),
    "when somebody was told": (
        "UPDATE notices_notice SET created_at = created_at - interval '1 day'", "notice of act ",
        "created_at",
    ),
    "when a proposal was decided": (
        "UPDATE proposals_proposal SET decided_at = decided_at - interval '1 day'",
        "proposal P-", "decided_at",
    ),
    "a whole proposal's acts": (
        "UPDATE proposals_proposal SET reference = 'P-2026-999'", "proposal P-2026-999", "row",
    ),
}  # fmt: skip


def test_every_column_of_implementation_is_compared_with_the_acts():
    for replayed in proof.ALL:
        model = replayed.rows().model
        compared = {name.partition(".")[0].removesuffix("_id") for name in replayed.facts} | set(model.WORDS)
        compared |= {replayed.key, replayed.entered_at, "id"}
        compared |= {"published_at"} if replayed.published else set()
        compared |= {"state"} if replayed.is_of_a_state else set()
        compared |= {"closed_at"} if replayed.begins else set()
        assert {column.name for column in model._meta.concrete_fields} - compared == set(), model


UNDERIVED = {
    "proved by `register.verify`, which comes first": {
        "records.Act", "records.RegisterHead", "records.Enclosure",
    },
    "evidence beside the record, added and never changed": {
        "records.LateAct", "records.Restoration",
    },
    "holds nothing but its versions": {"papers.Paper"},
    "is replayed as the rest of a proposal is; the one that is tampered with here has none": {
        "papers.Comment", "proposals.Extension", "proposals.Response",
    },
    "is arranged anew by acts, each of which can be read beside it": {
        "meetings.Attendance", "meetings.Task", "meetings.Document",
    },
    "is what authors and the secretariat settle before something goes out; final in the database": {
        "exchange.Authorship", "exchange.Confirmation", "exchange.Widening", "exchange.Consent",
        "exchange.Call", "exchange.Compilation", "exchange.CompiledView",
    },
    "says who is told or asked, and changes nothing that was done": {
        "notices.OutboxEntry", "notices.Delivery", "notices.Attempt", "deadlines.Reminder",
        "deadlines.ReminderRound", "notices.PasswordRequest", "notices.MailboxMessage", "exchange.Addressee",
    },
    "serves people and machines, and is no part of the record": {
        "members.Account", "members.Token", "webhooks.Webhook", "deadlines.FeedAddress",
        "notices.MailPreference", "records.Counter", "records.RepeatableRequest", "records.KeptUpload",
        "records.TurnedAway",
    },
}  # fmt: skip
"""Tables of which no tampering is tried here, and why."""


def test_every_table_that_holds_what_a_person_reads_is_proved_or_says_why_not():
    named = {name for names in UNDERIVED.values() for name in names}
    tables = {
        model._meta.db_table: model._meta.label
        for app in OFFICIAL
        for model in apps.get_app_config(app).get_models()
    }

    elsewhere = (*OF_MEMBERS.values(), *OF_THE_RECORD.values(), *OF_DECISIONS.values())
    tried = " ".join(statement for statement, *_named in (*TAMPERED.values(), *elsewhere))
    changed = set(re.findall(r"(?:UPDATE|DELETE FROM) (\w+)", tried))
    proved = {label for table, label in tables.items() if table in changed}
    assert proved | named == set(tables.values())
    assert proved & named == set()


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_is_named(record, what):
    statement, named, field = TAMPERED[what]
    MeasureFactory(code="ECO-2", area__edition__code="T")  # the same code in an edition of nobody
    tamper(statement.replace("%", "%%"))

    said, is_right = verified()

    assert not is_right
    lines = [line for line in said.splitlines() if re.search(": the (acts say|release says) ", line)]
    assert any(named in line.partition(": ")[0] and f": {field}: " in line for line in lines), said


OF_ENCLOSURES = (
    "UPDATE records_enclosure SET content = replace(content, 'hall', 'roof')",
    "UPDATE records_enclosure SET content = content || 'x'",
    "UPDATE records_enclosure SET content = '{}'",
    "UPDATE records_enclosure SET object_kind = 'procedure'",
    "UPDATE records_enclosure SET object_key = 'M-2026-999'",
    "UPDATE records_enclosure SET field = 'message'",
    "UPDATE records_enclosure SET readers = '{public}'",
    "UPDATE records_enclosure SET readers = NULL",
    "DELETE FROM records_enclosure",
)


def test_what_is_kept_beside_an_act_is_as_its_digest_says(record):
    for statement in OF_ENCLOSURES:
        with rehearsed():
            tamper(statement)
            tamper("UPDATE meetings_meeting SET reason = replace(reason, 'hall', 'roof')")

            said, is_right = verified()

        assert not is_right, statement
        assert "is broken: its enclosure “" in said, statement


JSON_OF_RECORD = sorted(
    (model._meta.db_table, column.column)
    for app in OFFICIAL
    for model in apps.get_app_config(app).get_models()
    for column in model._meta.local_concrete_fields
    if isinstance(column, JSONField)
)


def test_what_no_act_writes_ends_the_command_in_no_traceback(record):
    for content in ('["x"]', '{"x": 1}', '"x"', "5", "[[]]", "[{}]"):
        with rehearsed():
            for table, column in JSON_OF_RECORD:
                tamper(f"UPDATE {table} SET {column} = %s", content)  # noqa: S608 (names of the models)

            said, is_right = verified()

        assert not is_right, content
        assert said.endswith(" differences are shown).\n"), content


def test_a_check_that_cannot_go_on_is_named_and_the_next_is_made(record, supplied):
    def breaks():
        raise KeyError("role")
        yield

    supplied(proof_of_record.CHECKS.of(breaks, *proof_of_record.CHECKS.supplied()))
    tamper("UPDATE proposals_decision SET title = 'Another'")

    said, is_right = verified()

    assert not is_right
    assert "check “breaks”: row: the acts say 'it can be read', the row says \"KeyError: 'role'\"" in said
    assert "decision SOC-" in said


def test_a_register_that_is_broken_comes_first(record):
    tamper("UPDATE records_act SET rule = 'none' WHERE number = 2")

    said, is_right = verified()

    assert not is_right
    assert said.endswith("Act 2 is broken: its facts do not match its digest\n")


def test_the_erasure_of_a_person_leaves_the_record_provable(record):
    for expert in Expert.objects.all():
        act_on_expert(
            public_id=expert.public_id, name="erase-expert", actor=secretariat(), data={}, at=clock.now()
        )

    assert verified()[1]


def test_a_consideration_is_of_a_paper_of_its_proposal(record):
    proposal_at(Stage.CIRCULATION, measure="ECO-3")
    tamper("UPDATE proposals_consideration SET version_id = (SELECT max(id) FROM papers_version)")

    said, is_right = verified()

    assert not is_right
    assert "version: the acts say 1, the row says 'of another proposal'" in said


def test_a_record_in_many_batches_is_read_whole(record, monkeypatch):
    monkeypatch.setattr("proposals.proof.comparing.AT_ONCE", 1)
    monkeypatch.setattr("proposals.proof.consequences.AT_ONCE", 1)
    proposal_at(Stage.CIRCULATION, measure="ECO-3")
    assert Proposal.objects.count() == 2

    assert verified()[1]


def an_author_left(_monkeypatch):
    """A co-author declines, and is left out of the second text, which names it among its recipients."""
    submission = exchange.submit(authors=["TH"])
    exchange.act(ExchangeAction.DECLINE, submission, delegate("TH"), reason="Not ours.")
    again = exchange.body(recipients=["JP", "TH"])
    exchange.act(ExchangeAction.RESUBMIT, submission, delegate(exchange.LEAD), **again)
    exchange.act(ExchangeAction.DISSEMINATE, submission, secretariat())


def a_recipient_joined_later(monkeypatch):
    """The audience is widened to a participant that took part in nothing when the submission went out."""
    submission = exchange.disseminated()
    later = clock.now() + timedelta(days=5)
    joined = PeriodFactory(status=Status.OBSERVER, valid_from=later.date()).participant_id
    monkeypatch.setattr(clock, "now", lambda: later)
    wider = {"audience": "named", "recipients": [joined], "reason": "They joined."}
    exchange.act(ExchangeAction.WIDEN, submission, delegate(exchange.LEAD), **wider)


def a_recipient_left_before(monkeypatch):
    """A named participant has left when the submission goes out."""
    leaving = PeriodFactory(status=Status.OBSERVER, valid_from=clock.now().date())
    submission = exchange.submit(recipients=["JP", leaving.participant_id])
    later = clock.now() + timedelta(days=5)
    days = {"valid_to": later.date(), "ends_on": later.date(), "ends_precision": Precision.DAY}
    Period.objects.filter(pk=leaving.pk).update(**days)
    monkeypatch.setattr(clock, "now", lambda: later)
    exchange.act(ExchangeAction.DISSEMINATE, submission, secretariat())


@pytest.mark.parametrize("happens", [an_author_left, a_recipient_joined_later, a_recipient_left_before])
def test_who_comes_and_goes_is_no_difference(happens, monkeypatch):
    happens(monkeypatch)
    served = set(Delivery.objects.values_list("participant", flat=True))
    assert {*served, *Version.objects.latest("pk").recipients} != {"JP"}

    assert list(submissions_differ()) == []


def test_the_recipients_of_many_versions_take_as_many_queries_as_those_of_one():
    exchange.disseminated()
    with CaptureQueriesContext(connection) as of_one:
        assert not list(submissions_differ())
    for _number in range(3):
        exchange.disseminated()

    with CaptureQueriesContext(connection) as of_four:
        assert not list(submissions_differ())

    assert len(of_four) == len(of_one)


def test_of_compilations_the_acts_are_read_by_which_views_went_out(monkeypatch):
    """So that the work grows with the submissions, and not with their number times that of compilations."""
    for measure in ("ECO-1", "ECO-2", "ECO-3"):
        exchange.views_of("UZ", measure=measure)
        act_on_compilation(
            ExchangeAction.DISSEMINATE_VIEWS,
            reference=exchange.compiled(measure).reference,
            actor=secretariat(),
            data={},
        )
    monkeypatch.setattr("exchange.proof.AT_ONCE", 1)
    read = []
    monkeypatch.setattr(
        "exchange.proof.acts_about",
        lambda *kinds, **narrowed: (read.append(kinds) or one for one in acts_about(*kinds, **narrowed)),
    )

    assert list(submissions_differ()) == []

    assert read.count(("compilation",)) == len(("ECO-1", "ECO-2", "ECO-3"))


def brute(decisions):
    """What follows each decision, by comparing each with all."""
    for one in decisions:
        same = [other for other in decisions if other.measure_id == one.measure_id]
        later = [other.day for other in same if other.day > one.day]
        replaced = any(other.day == one.day and other.number > one.number for other in same)
        yield one.number, min(later, default=None), replaced


def test_what_follows_a_decision_is_found_in_one_walk():
    drawn = random.Random(9)
    decisions = [
        SimpleNamespace(
            number=f"SOC-{n:03}",
            measure_id=drawn.choice([1, 2, None]),
            day=date(2026, 1, drawn.randint(1, 9)),
        )
        for n in range(200)
    ]
    walk = sorted(decisions, key=lambda one: (str(one.measure_id), one.day, one.number), reverse=True)

    found = {one.decision.number: (one.ends_on, one.is_replaced) for one in _followed(walk)}

    assert found == {number: (ends_on, replaced) for number, ends_on, replaced in brute(decisions)}
