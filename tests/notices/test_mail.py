"""Mail: to whom, in which words and zone, one for each person and act; with servers that refuse and drop."""

import smtplib
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core import mail as outbox
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deadlines.waiting import WAITING, Waiting, waiting_for_standing
from members.actor import Actor
from members.enums import Post
from members.models import Account
from notices import letters
from notices.actions import choose_mail
from notices.delivery import deliver_due, fan_out
from notices.enums import DeliveryStatus, MailMode
from notices.mail import next_digest
from notices.models import Attempt, Delivery, MailPreference
from notices.tasks import forget_old_mail
from proposals.enums import Action, Stage
from records import clock, trace
from records.kinds import ObjectLink
from tests.factories.members import CHAIR, AccountFactory, actor_of, chair, delegate
from tests.factories.proposals import COORDINATOR, act, consider, in_days, position, proposal_at
from tests.factories.records import enter_act, tampering
from webhooks.tasks import forget_old_messages

pytestmark = pytest.mark.django_db

MAIL_QUERIES = 15
"""Claiming a delivery, asking for its reader's right once more, what its letter says, and its outcome."""


def person(username: str = "aliya", **facts: object) -> Account:
    return AccountFactory(**{"username": username, "participant_id": "TR"} | facts)


def deliver() -> list[str]:
    """Let the worker do a round; return who has got mail so far, once for each mail."""
    fan_out()
    deliver_due()
    return sorted(letter.to[0].partition("@")[0] for letter in outbox.outbox)


def statuses() -> list[tuple[str, str]]:
    found = Delivery.objects.order_by("account__username")
    return list(found.values_list("account__username", "status"))


def let_it_be_due() -> None:
    Delivery.objects.queued().update(due_at="2026-01-01T00:00Z")


def test_those_who_read_for_an_addressee_get_mail():
    person("aliya"), person("viewer", role="viewer"), person("other", participant_id="KZ")
    person("officer", participant_id=None, post=Post.SECRETARIAT)
    person("office", participant_id=CHAIR, is_chairs_office=True)
    person("former", participant_id="TH", is_chairs_office=True)
    enter_act(told=["TR", "secretariat", "chair"])

    assert deliver() == ["aliya", "office", "officer", "viewer"]


def test_mails_on_a_silence_go_before_others():
    proposal = proposal_at(Stage.CIRCULATION)
    fan_out()
    Delivery.objects.queued().delete()
    person("coordinator", participant_id=COORDINATOR)
    act(Action.COMMENT, proposal, delegate("UZ"), text="One remark.")
    consider(proposal, Action.OPEN_SWG, silence=in_days(20))
    act(Action.EXTEND_SILENCE, proposal, chair(), deadline=in_days(30), reason="Holidays.")
    position(proposal, "UZ", "objection")
    deliver()

    mails = Attempt.objects.filter(delivery__account__username="coordinator").order_by("pk")
    acts = mails.values_list("delivery__act__action", flat=True)
    assert list(acts) == ["open-swg", "extend-silence", "take-position", "comment"]


def test_nobody_gets_two_mails_of_one_act():
    person("office", participant_id=CHAIR, is_chairs_office=True)
    enter_act(told=["chair", CHAIR])

    assert deliver() == ["office"]


def test_an_account_without_an_address_or_switched_off_gets_none():
    person("no-address", email=""), person("gone", is_active=False)
    enter_act(told=["TR"])

    assert deliver() == []
    assert statuses() == []


def test_who_joined_between_the_act_and_its_delivery_gets_it():
    enter_act(told=["TR"])
    person("new")

    assert deliver() == ["new"]


def test_what_may_not_be_seen_is_not_sent():
    person()
    enter_act(object_kind="nobody's", told=["TR"])

    assert deliver() == []


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"email": ""}, {"participant_id": "KZ"}, {"post": "administrator"}]
)
def test_permission_withdrawn_before_delivery_is_respected(change):
    account = person()
    enter_act(told=["TR"])
    fan_out()
    if "post" in change:
        change["participant_id"] = None
    Account.objects.filter(pk=account.pk).update(**change)

    assert deliver() == []
    assert statuses() == [("aliya", "not_entitled")]


def test_a_letter_says_what_happened_in_words_and_three_zones(settings):
    settings.BASE_URL = "https://cbm.example.org/"
    person(time_zone="Asia/Tokyo")
    act = enter_act(told=["TR"], state="KZ", at=datetime(2026, 3, 14, 20, 30, tzinfo=UTC))
    deliver()
    delivery = Delivery.objects.get()

    (letter,) = outbox.outbox
    html, _kind = letter.alternatives[0]

    assert letter.subject == "Participant KZ: participation in CICA"
    assert letter.extra_headers == {
        "Message-ID": f"<{delivery.pk}@cbm.example.org>",
        "List-Id": "CICA CBM notices <notices.cbm.example.org>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": "<https://cbm.example.org/accounts/mail/>",
    }
    for text in (letter.body, html):
        assert "Kazakhstan" in text
        assert "Tokyo time: 15 March 2026, 05:30" in text
        assert "Astana time: 15 March 2026, 01:30" in text
        assert "UTC: 14 March 2026, 20:30" in text
        assert "https://cbm.example.org/members/KZ/" in text
    assert act.rule in letter.body


def test_a_letter_is_in_its_readers_language():
    person(language="ru"), person("berik", language="en")
    enter_act(told=["TR"], at=datetime(2026, 3, 14, tzinfo=UTC))
    deliver()

    russian, english = sorted(outbox.outbox, key=lambda letter: letter.to)
    assert ("14 марта 2026" in russian.body, "14 March 2026" in english.body) == (True, True)
    assert russian.subject != english.subject
    assert "Все уведомления: " in russian.body
    assert "All notices: " in english.body


def test_a_letter_names_what_is_awaited_on_the_same_object_and_until_when(supplied):
    due = datetime(2026, 12, 1, 9, tzinfo=UTC)
    supplied(
        WAITING.of(
            lambda actor, at: [
                Waiting("Answer the Chair.", "/members/KZ/", due, "CA (a)2", "respond"),
                Waiting("Do something else.", "/members/TH/", due, "CA (a)2", "respond"),
            ]
        )
    )
    person()
    enter_act(told=["TR"])
    deliver()

    (letter,) = outbox.outbox
    assert "Awaited from you: Answer the Chair." in letter.body
    assert "Astana time: 1 December 2026, 14:00" in letter.body
    assert "something else" not in letter.body


def test_who_wants_the_inbox_only_gets_no_mail():
    choose_mail(actor=actor_of(person()), mode=MailMode.NONE, digest_hour=8)
    enter_act(told=["TR"])

    assert deliver() == []
    assert statuses() == []


def test_the_acts_of_a_day_go_out_together_at_the_persons_hour():
    account = person(time_zone="Asia/Tokyo")
    choose_mail(actor=actor_of(account), mode=MailMode.DIGEST, digest_hour=7)
    acts = [enter_act(told=["TR"]) for _ in range(3)]

    assert deliver() == []
    digest_at = Delivery.objects.values_list("digest_at", flat=True).distinct().get()
    assert (digest_at.hour, digest_at > acts[-1].at) == (22, True)

    let_it_be_due()
    assert deliver() == ["aliya"]
    (letter,) = outbox.outbox
    assert letter.subject.endswith("3 acts")
    assert letter.body.count("a participant was admitted: Kazakhstan.") == 3
    first = Delivery.objects.get(act=acts[0])
    assert letter.extra_headers["Message-ID"] == f"<{first.pk}@testserver>"
    assert statuses() == [("aliya", "handed_over")] * 3


@pytest.mark.parametrize(
    ("zone", "hour", "after", "expected"),
    [
        ("UTC", 8, "2026-03-14T07:59", "2026-03-14T08:00"),
        ("UTC", 8, "2026-03-14T08:00", "2026-03-15T08:00"),
        ("Asia/Tokyo", 8, "2026-03-14T23:30", "2026-03-15T23:00"),
        ("America/New_York", 8, "2026-03-07T14:00", "2026-03-08T12:00"),  # the night the clocks go forward
        ("America/New_York", 2, "2026-03-08T05:00", "2026-03-08T07:00"),  # an hour which that night skips
        ("Europe/Moscow", 0, "2026-03-14T20:59", "2026-03-14T21:00"),
        ("Nowhere/None", 8, "2026-03-14T07:59", "2026-03-14T08:00"),
    ],
)
def test_the_daily_hour_is_the_persons_own(zone, hour, after, expected):
    found = next_digest(
        Account(time_zone=zone),
        MailPreference(mode=MailMode.DIGEST, digest_hour=hour),
        after=datetime.fromisoformat(after).replace(tzinfo=UTC),
    )

    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


class Server:
    """A mail server that accepts, or answers as the test says, to the recipient or after the text."""

    def __init__(self) -> None:
        self.to_recipient = ""
        self.after_text = ""
        self.received: list[bytes] = []

    async def handle_RCPT(self, server: SMTP, session, envelope, address, options) -> str:  # noqa: N802
        if self.to_recipient:
            return self.to_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session, envelope) -> str:  # noqa: N802
        self.received.append(envelope.content)
        if self.after_text == "drop":
            server.transport.abort()
        return self.after_text if self.after_text not in ("", "drop") else "250 OK"


@pytest.fixture
def server(settings):
    handler = Server()
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller does not look for a port itself
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def one_attempt() -> Delivery:
    deliver()
    return Delivery.objects.get()


@pytest.fixture
def letter_to_send():
    person()
    enter_act(told=["TR"])


def test_a_mail_is_handed_over_when_the_server_has_taken_it(server, letter_to_send):
    delivery = one_attempt()

    (content,) = server.received
    received = message_from_bytes(content, policy=default)
    assert (delivery.status, delivery.attempts) == ("handed_over", 1)
    assert received["Message-ID"] == f"<{delivery.pk}@testserver>"
    assert received["Auto-Submitted"] == "auto-generated"
    assert received.get_body(("plain",)) is not None
    assert received.get_body(("html",)) is not None


def test_the_servers_answer_is_kept_and_followed_from_the_request(server, settings, caplog):
    settings.EMAIL_BACKEND = "notices.smtp.EmailBackend"
    server.after_text = "250 2.0.0 Ok: queued as 4F2A"
    person()
    with trace.following("from-the-proxy"):
        enter_act(told=["TR"])

    with caplog.at_level("INFO", logger="cica.trail"), requests_of(caplog) as followed:
        delivery = one_attempt()

    assert (delivery.status, delivery.detail) == ("handed_over", "250 2.0.0 Ok: queued as 4F2A")
    assert delivery.ledger.get().detail == "250 2.0.0 Ok: queued as 4F2A"
    (line,) = [message for message in followed if str(delivery.pk) in message]
    assert followed[line] == "from-the-proxy"
    assert "is handed_over: 250 2.0.0 Ok: queued as 4F2A" in line


@contextmanager
def requests_of(caplog):
    """Collect what is logged, with the request that was followed as it was."""
    followed = {}

    def note(record):
        followed[record.getMessage()] = trace.current()
        return True

    caplog.handler.addFilter(note)
    yield followed
    caplog.handler.removeFilter(note)


def test_a_refused_mail_is_a_line_of_the_log(server, letter_to_send, caplog):
    server.to_recipient = "550 No such mailbox"

    delivery = one_attempt()

    (line,) = [record for record in caplog.records if record.name == "cica.trail"]
    assert line.levelname == "WARNING"
    assert (
        f"{delivery.pk} of act {delivery.act_id} by mail is refused: 550 No such mailbox" in line.getMessage()
    )


@pytest.mark.parametrize("place", ["to_recipient", "after_text"])
def test_a_permanent_refusal_is_final(server, letter_to_send, place):
    setattr(server, place, "550 No such mailbox")

    delivery = one_attempt()

    assert (delivery.status, delivery.attempts, delivery.detail) == ("refused", 1, "550 No such mailbox")


@pytest.mark.parametrize("place", ["to_recipient", "after_text"])
def test_a_temporary_refusal_is_tried_again(server, letter_to_send, place):
    setattr(server, place, "451 Try later")
    delivery = one_attempt()
    assert (delivery.status, delivery.detail) == ("queued", "451 Try later")

    setattr(server, place, "")
    let_it_be_due()

    assert one_attempt().status == "handed_over"


def test_a_connection_lost_after_the_text_is_tried_again_under_the_same_id(server, letter_to_send):
    server.after_text = "drop"
    assert one_attempt().status == "queued"
    server.after_text = ""
    let_it_be_due()
    assert one_attempt().status == "handed_over"

    first, second = (message_from_bytes(content)["Message-ID"] for content in server.received)
    assert first == second


def test_a_server_that_is_down_only_delays(settings, letter_to_send):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    delivery = one_attempt()

    assert delivery.status == "queued"
    assert delivery.due_at - clock.now() < timedelta(minutes=2)
    assert "refused" in delivery.detail


@pytest.mark.parametrize(
    "refusal",
    [
        smtplib.SMTPAuthenticationError(535, b"Wrong password"),
        smtplib.SMTPConnectError(554, b"Your network is not welcome"),
        smtplib.SMTPHeloError(550, b"Who are you?"),
        smtplib.SMTPSenderRefused(530, b"Authentication required", "cica@example.org"),
    ],
    ids=lambda refusal: type(refusal).__name__,
)
def test_what_a_server_has_against_us_is_no_refusal_of_the_reader(monkeypatch, letter_to_send, refusal):
    def refuse(letter, **options):
        raise refusal

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    assert one_attempt().status == DeliveryStatus.QUEUED


def test_an_address_that_mail_cannot_be_sent_to_is_refused(letter_to_send):
    Account.objects.update(email="a\nb@example.org")

    delivery = one_attempt()

    assert (delivery.status, delivery.attempts) == ("refused", 1)


def test_that_somebody_was_sent_mail_is_kept_for_ever(letter_to_send):
    assert one_attempt().status == DeliveryStatus.HANDED_OVER
    Delivery.objects.update(created_at="2007-03-14T00:00Z")

    forget_old_mail()
    forget_old_messages()

    assert Delivery.objects.count() == Attempt.objects.count() == 1


@pytest.mark.parametrize("page", ["/meetings/M-1/", "/meetings/M-1/#logistics"])
def test_what_is_awaited_on_any_part_of_an_objects_page_is_found(monkeypatch, supplied, page):
    monkeypatch.setattr(letters, "link_to", lambda kind, key: ObjectLink("Meeting", key, page))
    due = datetime(2026, 12, 1, 9, tzinfo=UTC)
    supplied(
        WAITING.of(
            lambda actor, at: [
                Waiting(
                    "Find a venue.", "/meetings/M-1/acts/update-task/?task=1", due, "CA (b)4", "update-task"
                ),
                Waiting("Book the flights.", "/meetings/M-1/#logistics", due, "CA (b)4", "update-task"),
                Waiting("Do something else.", "/meetings/M-11/", due, "CA (b)4", "update-task"),
            ]
        )
    )
    person()
    enter_act(told=["TR"])
    deliver()

    (letter,) = outbox.outbox
    assert ("Find a venue." in letter.body, "Book the flights." in letter.body) == (True, True)
    assert "something else" not in letter.body


def test_in_a_round_what_waits_is_asked_once_for_all_of_one_standing_and_language(monkeypatch, supplied):
    asked = []
    supplied(WAITING.of(lambda actor, at: asked.append(actor.participant) or ()))
    monkeypatch.setattr(clock, "now", lambda: datetime(2030, 3, 1, 9, tzinfo=UTC))
    person("aliya"), person("berik"), person("fr", language="fr"), person("kz", participant_id="KZ")
    enter_act(told=["TR", "KZ"])

    deliver()
    assert sorted(asked) == ["KZ", "TR", "TR"]

    enter_act(told=["TR"])
    deliver()
    assert sorted(asked) == ["KZ", "TR", "TR", "TR", "TR"]


def test_a_further_mail_to_one_standing_costs_a_small_fixed_number_of_queries(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2030, 3, 1, 9, tzinfo=UTC))

    def queries(readers: int) -> int:
        with tampering():
            Delivery.objects.all().delete()
        for number in range(readers):
            person(f"reader-{readers}-{number}")
        enter_act(told=["TR"])
        fan_out()
        with CaptureQueriesContext(connection) as round_of_mails:
            assert deliver_due() == Delivery.objects.count()
        return len(round_of_mails)

    one = queries(1)  # then there are 1 + 2, then 1 + 2 + 3 readers
    three, six = queries(2), queries(3)

    assert six - three == 3 * (three - one) / 2
    assert (three - one) / 2 <= MAIL_QUERIES


def test_outside_a_round_what_waits_is_asked_every_time(supplied):
    asked = []
    supplied(WAITING.of(lambda actor, at: asked.append(at) or ()))

    for _ in range(2):
        waiting_for_standing(Actor.nobody(), at=clock.now())

    assert len(asked) == 2
