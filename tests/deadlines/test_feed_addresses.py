"""Secret addresses of personal calendars: whose they are, what is in them, that they can be taken back."""

import logging
import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from cica.logs import SecretsMasked
from deadlines.calendars.addresses import MOST
from deadlines.models import FeedAddress
from members.enums import DelegationRole
from members.models import Account, Period
from members.tokens import issue_token
from proposals.enums import Stage
from records import clock
from records.models import RepeatableRequest
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import browser, delegate, secretariat, viewer
from tests.factories.proposals import silence_at

pytestmark = pytest.mark.django_db

PAGE, API = "/accounts/feeds/", "/api/v1/feeds/"
CANARY = "zwitscher"


def address_of(code: str = "KG", name: str = "Telephone") -> str:
    """Make an address by the page; return its path."""
    page = browser(delegate(code)).post(PAGE, {"name": name})
    assert page.status_code == 201
    return re.search(r"http://testserver(/feeds/[\w-]+\.ics)", page.text)[1]


def summaries(answer) -> list[str]:
    return [str(event["summary"]) for event in Calendar.from_ical(answer.content).walk("VEVENT")]


def test_whoever_has_the_address_reads_the_accounts_calendar_without_logging_in(client):
    path = address_of("KG")
    meeting = convene(kind="swg", title="Open session", audience="public", place="Astana", **later(9))
    convene(kind="expert", audience="invited", invited=["JP"], title="For Japan", **later(9))

    answer = client.get(path)

    assert "Open session" in summaries(answer)
    assert "For Japan" not in answer.content.decode()
    assert f"http://testserver/meetings/{meeting.reference}/" in answer.content.decode().replace("\r\n ", "")
    assert "sessionid" not in answer.cookies


def test_of_what_is_restricted_a_personal_feed_shows_kind_reference_time_and_link_alone(client):
    path = address_of("KG")
    meeting = convene(title=CANARY, place=CANARY, message=CANARY, measures=["ECO-2"], **later(9))
    on_meeting(meeting, "host-meeting", delegate("KZ"))

    text = client.get(path).content.decode().replace("\r\n ", "")
    [event] = [
        event
        for event in Calendar.from_ical(text).walk("VEVENT")
        if event["uid"].startswith(f"meeting/{meeting.reference}")
    ]

    assert CANARY not in text
    assert {name: str(event[name]) for name in event if name not in ("DTSTAMP", "LAST-MODIFIED")} == {
        "UID": f"meeting/{meeting.reference}@testserver",
        "SUMMARY": f"Session of the Senior Officials Committee: {meeting.reference}",
        "DTSTART": str(event["dtstart"]),
        "DTEND": str(event["dtend"]),
        "DESCRIPTION": f"http://testserver/meetings/{meeting.reference}/",
        "URL": f"http://testserver/meetings/{meeting.reference}/",
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "CLASS": "PRIVATE",
        "SEQUENCE": "1",
    }
    assert event.decoded("dtstart") == meeting.starts_at.replace(microsecond=0)


def test_of_a_deadline_a_personal_feed_shows_kind_reference_time_and_link_alone(client):
    path = address_of("UZ")
    proposal = silence_at(Stage.WORKING_GROUP)

    events = Calendar.from_ical(client.get(path).content).walk("VEVENT")
    [silence] = [event for event in events if "/silence/" in event["uid"]]

    assert str(silence["summary"]) == f"End of a silence procedure: {proposal.reference}"
    assert str(silence["description"]) == f"http://testserver/proposals/{proposal.reference}/"
    assert "ECO-2" not in client.get(path).text


def test_what_may_be_seen_is_asked_at_each_reading(client):
    path = address_of("KG")
    meeting = convene(audience="members", **later(9))
    assert meeting.reference in client.get(path).content.decode()

    today = clock.now().date()
    Period.objects.on(today).filter(participant="KG").update(valid_to=today)

    assert meeting.reference not in client.get(path).content.decode()


def test_a_secret_is_long_shown_once_and_kept_nowhere(client):
    path = address_of("KG")
    secret = path.removeprefix("/feeds/").removesuffix(".ics")

    assert len(secret) >= 43  # 256 bits in base64
    assert secret not in browser(delegate("KG")).get(PAGE).text
    [kept] = FeedAddress.objects.values()
    assert not any(secret in str(value) for value in kept.values())
    assert client.get(f"/feeds/{kept['digest']}.ics").status_code == 404


@pytest.mark.parametrize("secret", ["x", "x" * 43, "x" * 5000, "%00", "..%2f", "ключ"])
def test_a_wrong_secret_answers_like_what_does_not_exist(client, secret):
    address_of("KG")

    answers = [client.get(f"/feeds/{secret}.ics"), client.get("/nowhere/")]

    assert {answer.status_code for answer in answers} == {404}
    contents = {re.sub(r'\?next=[^"]*', "", answer.text.partition("<main")[2]) for answer in answers}
    assert len(contents) == 1


def test_a_revoked_address_opens_nothing(client):
    path = address_of("KG")
    [address] = FeedAddress.objects.all()

    page = browser(delegate("KG")).get(f"{PAGE}{address.pk}/")
    gone = browser(delegate("KG")).post(f"{PAGE}{address.pk}/")

    assert "Telephone" in page.text
    assert (gone.status_code, gone["Location"]) == (303, PAGE)
    assert client.get(path).status_code == 404


def test_an_account_that_is_no_longer_active_has_no_calendar(client):
    path = address_of("KG")
    Account.objects.filter(feed_addresses__isnull=False).update(is_active=False)

    assert client.get(path).status_code == 404
    assert FeedAddress.objects.get().last_used_on is None


def test_anybody_elses_address_is_not_found():
    address_of("KG")
    [address] = FeedAddress.objects.all()

    for actor in (delegate("UZ"), viewer("KG"), secretariat()):
        stranger = browser(actor)
        assert "Telephone" not in stranger.get(PAGE).text
        assert stranger.get(f"{PAGE}{address.pk}/").status_code == 404
        assert stranger.post(f"{PAGE}{address.pk}/").status_code == 404
        assert stranger.get(API).json()["results"] == []
        assert stranger.delete(f"{API}{address.pk}/").status_code == 404
    assert FeedAddress.objects.count() == 1


def test_nobody_has_no_addresses(client):
    assert client.get(PAGE).status_code == client.post(PAGE, {"name": "x"}).status_code == 302
    assert client.get(f"{PAGE}{uuid.uuid4()}/").status_code == 404
    assert client.get(API).json()["results"] == []
    assert client.post(API, {"name": "x"}, content_type="application/json").status_code == 401
    assert client.delete(f"{API}{uuid.uuid4()}/").status_code == 401


def test_the_page_says_when_an_address_was_last_used(client):
    path = address_of("KG")
    reader = browser(delegate("KG"))
    assert "never" in reader.get(PAGE).text

    client.get(path)

    assert FeedAddress.objects.get().last_used_on == clock.now().date()
    assert "never" not in reader.get(PAGE).text


def test_a_name_is_needed_and_an_account_has_only_so_many():
    reader = browser(delegate("KG"))

    refused = reader.post(PAGE, {"name": " "})
    assert (refused.status_code, "feed-name" in refused.text) == (400, True)
    for number in range(MOST):
        assert reader.post(PAGE, {"name": f"No. {number}"}).status_code == 201
    assert reader.post(PAGE, {"name": "one more"}).status_code == 409
    assert reader.post(API, {"name": "one more"}, content_type="application/json").status_code == 409
    assert FeedAddress.objects.count() == MOST


def test_nothing_keeps_or_tells_on_a_secret_address(client):
    answer = client.get(address_of("KG"))
    made = browser(delegate("KG")).post(PAGE, {"name": "Desk"})

    assert answer["Cache-Control"] == made["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"


def test_a_program_that_has_the_calendar_is_told_so(client):
    path = address_of("KG")
    etag = client.get(path)["ETag"]

    again = client.get(path, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private, no-store")


def test_a_personal_feed_speaks_the_language_of_its_account(client):
    path = address_of("KG")
    before = client.get(path, headers={"Accept-Language": "fr"})
    Account.objects.filter(feed_addresses__isnull=False).update(language="ru")

    after = client.get(path, headers={"Accept-Language": "fr"})

    assert (before["Content-Language"], after["Content-Language"]) == ("en", "ru")


def test_a_personal_feed_takes_the_same_queries_for_any_number_of_events(client):
    path = address_of("KG")
    client.get(path)  # the first reading of a day notes the day

    def asked_for(number: int) -> int:
        convene(audience="members", measures=["ECO-2"], **later(9 + number))
        with CaptureQueriesContext(connection) as asked:
            client.get(path)
        return len(asked)

    assert len({asked_for(number) for number in range(3)}) == 1


def test_the_api_makes_lists_and_revokes(client):
    reader = browser(delegate("KG"))
    body = {"name": "Registry"}
    key = {"Idempotency-Key": "k-1"}

    made = reader.post(API, body, content_type="application/json", headers=key)
    again = reader.post(API, body, content_type="application/json", headers=key)

    address = made.json()["address"]
    assert made.status_code == again.status_code == 201
    assert again.json() == {name: value for name, value in made.json().items() if name != "address"}
    assert RepeatableRequest.objects.get().address == made["Location"] == f"{API}{made.json()['id']}/"
    assert reader.get(API).json()["results"] == [again.json()]
    assert client.get(address.removeprefix("http://testserver")).status_code == 200
    assert reader.delete(f"{API}{made.json()['id']}/").status_code == 204
    assert client.get(address.removeprefix("http://testserver")).status_code == 404


def test_a_viewer_may_have_an_address_but_a_token_that_reads_only_makes_none(client):
    account = Account.objects.get(public_id=viewer("KG").account)
    assert account.role == DelegationRole.VIEWER

    def post_with(read_only: bool):
        _token, key = issue_token(account=account, read_only=read_only, lifetime=timedelta(days=1))
        headers = {"Authorization": f"Token {key}"}
        return Client().post(API, {"name": "x"}, content_type="application/json", headers=headers)

    assert post_with(read_only=False).status_code == 201
    refused = post_with(read_only=True)
    assert (refused.status_code, refused.json()["detail"]) == (403, "This token reads only.")
    assert browser(viewer("KG")).post(PAGE, {"name": "Telephone"}).status_code == 201


def test_no_log_says_a_secret(client, caplog):
    path = address_of("KG")
    FeedAddress.objects.all().delete()
    caplog.handler.addFilter(SecretsMasked())

    with caplog.at_level(logging.INFO):
        client.get(path)

    [line] = [record.getMessage() for record in caplog.records if "Not Found" in record.getMessage()]
    assert line == "Not Found: /feeds/…"


def test_the_console_masks_secrets(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["secrets_masked"]
    assert settings.LOGGING["filters"]["secrets_masked"] == {"()": "cica.logs.SecretsMasked"}
