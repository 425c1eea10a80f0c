"""Files among a meeting's documents: who adds them, who is handed them, what the register keeps."""

import errno
import json
from unittest.mock import Mock

import pytest
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client

from exchange.reading.submission import SubmissionReading
from meetings.api.serializers import MeetingShape
from meetings.models import Document
from members.actor import Actor
from notices.models import Notice
from papers.models import Version
from proposals.enums import Stage
from records import documents
from records.canonical import sha256
from records.documents import AttachedFilesField
from records.models import Act
from records.models import Document as File
from records.refusals import Invalid, NotNow
from tests.exchange.test_views import telling_word
from tests.factories.exchange import text_file
from tests.factories.meetings import convene, later, on_meeting
from tests.factories.members import administrator, browser, chair, delegate, secretariat
from tests.factories.proposals import considered, proposal_at
from tests.inputs import every_input, fields_within
from tests.pages import texts
from web.api.shapes import shape_of

pytestmark = pytest.mark.django_db

API = "/api/v1/meetings/"
CONTENT = b"Statement of Kazakhstan.\n"


def statement(name="statement.txt", content=CONTENT):
    return text_file(name, content)


def with_file(**changes):
    """Return a meeting with one file among its documents."""
    meeting = convene(**{**later(9), **changes})
    on_meeting(meeting, "add-document", group="statements", files=[statement()])
    return meeting


def file_of(meeting):
    return Document.objects.get(meeting=meeting, file__isnull=False).file


def addresses(meeting):
    """Return where the page and where the API hand the file out."""
    rest = f"{meeting.reference}/files/{file_of(meeting).pk}/"
    return f"/meetings/{rest}", f"{API}{rest}"


def test_a_file_is_added_by_the_form_and_handed_out_by_its_page():
    meeting = convene(**later(9))
    client = browser(secretariat())
    form = client.get(f"/meetings/{meeting.reference}/actions/add-document/").content.decode()
    posted = {"group": "statements", "files": [statement(), statement("second.txt", b"Second.\n")]}

    answer = client.post(f"/meetings/{meeting.reference}/actions/add-document/", posted)

    assert 'enctype="multipart/form-data"' in form
    assert (answer.status_code, answer["Location"]) == (303, f"/meetings/{meeting.reference}/")
    page = browser(delegate("UZ")).get(f"/meetings/{meeting.reference}/").content.decode()
    assert page.index("second.txt") < page.index("statement.txt")
    kept = File.objects.get(name="statement.txt")
    assert f'href="/meetings/{meeting.reference}/files/{kept.pk}/" download' in page
    handed = browser(delegate("UZ")).get(f"/meetings/{meeting.reference}/files/{kept.pk}/")
    assert (handed.content, handed["Content-Type"]) == (CONTENT, "text/plain; charset=utf-8")
    assert handed["Content-Disposition"] == 'attachment; filename="statement.txt"'
    assert handed["X-Content-Type-Options"] == "nosniff"
    assert handed["Cache-Control"] == "private, no-cache"


def test_a_file_is_added_by_the_api_and_handed_out_by_it():
    meeting = convene(**later(9))
    posted = {"body": json.dumps({"group": "official"}), "files": [statement()]}

    answer = browser(chair()).post(f"{API}{meeting.reference}/actions/add-document/", posted)

    [shown] = answer.json()["documents"]
    file = shown["file"]
    assert (answer.status_code, shown["group"], shown["kind"], shown["title"]) == (
        200, "official", "file", "statement.txt",
    )  # fmt: skip
    assert shown["key"] == file["id"] == str(file_of(meeting).pk)
    assert (file["size"], file["sha256"]) == (len(CONTENT), sha256(CONTENT))
    reader = browser(delegate("UZ"))
    handed = reader.get(file["url"])
    assert handed.content == CONTENT
    assert handed["Content-Disposition"].startswith("attachment")
    assert reader.get(file["url"], headers={"If-None-Match": handed["ETag"]}).status_code == 304


def test_a_link_has_no_file_in_the_api():
    proposal = proposal_at("soc")
    meeting = convene(**later(9))
    on_meeting(meeting, "add-document", group="official", symbol=considered(proposal).version.symbol)

    [shown] = browser(chair()).get(f"{API}{meeting.reference}/").json()["documents"]

    assert (shown["kind"], shown["file"]) == ("paper", None)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("members", {"member", "chair"}),
        ("participants", {"member", "chair", "observer"}),
        ("public", {"member", "chair", "observer", "administrator", "public"}),
    ],
)
def test_who_may_see_the_meeting_is_handed_its_files_and_nobody_else(audience, readers):
    meeting = with_file(kind="expert", audience=audience)
    clients = {
        "member": browser(delegate("UZ")),
        "chair": browser(chair()),
        "observer": browser(delegate("JP")),
        "administrator": browser(administrator()),
        "public": Client(),
    }

    for address in addresses(meeting):
        answers = {who: client.get(address) for who, client in clients.items()}
        assert {who for who, answer in answers.items() if answer.status_code == 200} == readers
        assert {answers[who].status_code for who in answers.keys() - readers} <= {404}
    assert Document.objects.visible_to(Actor.nobody()).exists() == (audience == "public")


def test_a_file_is_found_under_its_own_meeting_alone():
    meeting, other = with_file(), convene(**later(12))

    for address in addresses(meeting):
        assert (
            browser(secretariat()).get(address.replace(meeting.reference, other.reference)).status_code == 404
        )


@pytest.mark.parametrize(
    ("name", "content"), [("page.html", b"<script>"), ("paper.pdf", b"<html>"), (".txt", b"hidden")]
)
def test_a_file_that_may_not_be_attached_is_refused_by_page_and_api(name, content):
    meeting = convene(**later(9))
    client = browser(secretariat())
    refused = {"group": "official", "files": [SimpleUploadedFile(name, content)]}
    by_api = {"body": json.dumps({"group": "official"}), "files": [SimpleUploadedFile(name, content)]}

    page = client.post(f"/meetings/{meeting.reference}/actions/add-document/", refused)
    answer = client.post(f"{API}{meeting.reference}/actions/add-document/", by_api)

    assert page.status_code == 400
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["files"])
    assert not File.objects.exists()


def test_a_refused_form_keeps_what_was_typed_and_no_file_is_stored():
    meeting = convene(**later(9))
    symbol = proposal_at(Stage.CIRCULATION).paper.base_symbol
    posted = {"group": "in_session", "symbol": symbol, "files": [statement()]}

    answer = browser(secretariat()).post(f"/meetings/{meeting.reference}/actions/add-document/", posted)

    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Name a paper or a decision, or attach files." in text
    assert f'value="{symbol}" selected' in text
    assert 'value="in_session" checked' in text
    assert not File.objects.exists()


def test_more_files_than_an_act_takes_are_refused():
    meeting = convene(**later(9))
    files = [statement(f"{number}.txt", f"{number}".encode()) for number in range(documents.MOST_FILES + 1)]

    with pytest.raises(Invalid) as refusal:
        on_meeting(meeting, "add-document", group="official", files=files)

    assert list(refusal.value.errors) == ["files"]


def test_a_content_stands_once_in_a_group():
    meeting = with_file()

    with pytest.raises(NotNow, match="already"):
        on_meeting(meeting, "add-document", group="statements", files=[statement("again.txt")])
    with pytest.raises(NotNow, match="already"):
        on_meeting(meeting, "add-document", group="official", files=[statement("a.txt"), statement("b.txt")])
    on_meeting(meeting, "add-document", group="official", files=[statement()])

    assert Document.objects.filter(meeting=meeting).count() == 2


def test_the_register_keeps_name_and_digest_and_shows_them_to_who_sees_the_meeting():
    meeting = with_file(audience="public")

    act = Act.objects.get(action="add-document")
    payload = json.loads(act.payload)

    assert payload["files"] == [
        {"file": str(file_of(meeting).pk), "name": "statement.txt", "digest": sha256(CONTENT)}
    ]
    assert {"secretariat", "chair", "UZ", "JP"} <= set(
        Notice.objects.filter(act=act).values_list("addressee", flat=True)
    )
    for reader in (delegate("UZ"), delegate("JP"), Actor.nobody()):
        assert "statement.txt" in browser(reader).get(f"/register/{act.number}/").content.decode()


def test_a_paper_among_the_documents_is_named_to_those_who_read_proposals_alone():
    meeting, paper = convene(audience="public"), circulated_paper()

    act = on_meeting(meeting, "add-document", group="official", symbol=paper.symbol)

    assert browser(delegate("UZ")).get(f"/register/{act.number}/").status_code == 200
    assert browser(delegate("JP")).get(f"/register/{act.number}/").status_code == 404


def circulated_paper() -> Version:
    return Version.objects.get(paper__proposal=proposal_at(Stage.CIRCULATION))


def test_a_file_taken_off_is_handed_out_no_more_and_its_digest_stays_in_the_register():
    meeting = with_file()
    kept, reader = file_of(meeting), browser(secretariat())
    where = addresses(meeting)
    form = f"/meetings/{meeting.reference}/actions/remove-document/"
    offered = reader.get(form)

    answer = reader.post(form, {"group": "statements", "file": str(kept.pk)})

    assert texts(offered, "option", value=kept.pk) == ["statement.txt (Statements)"]
    assert answer.status_code == 303
    assert [reader.get(address).status_code for address in where] == [404, 404]
    assert f'"digest":"{kept.digest}"' in Act.objects.get(action="remove-document").payload.replace(" ", "")
    assert File.objects.filter(pk=kept.pk).exists()
    assert 'name="file"' not in reader.get(form).content.decode(), "nothing is offered where no file stands"


def test_only_a_file_of_the_group_is_taken_off():
    meeting, other = with_file(), with_file()

    with pytest.raises(Invalid):
        on_meeting(meeting, "remove-document", group="statements", file=str(file_of(other).pk))
    with pytest.raises(NotNow, match="does not stand"):
        on_meeting(meeting, "remove-document", group="official", file=str(file_of(meeting).pk))
    with pytest.raises(Invalid):
        on_meeting(meeting, "remove-document", group="statements")

    assert Document.objects.count() == 2


BIG = b"A line of a statement.\n" * 200_000  # more than is kept in memory while it comes in


class FullDisk(TemporaryUploadedFile):
    """A temporary file on a disk that has room for the first bytes only."""

    def write(self, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch):
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", FullDisk)


@pytest.mark.usefixtures("full_disk")
def test_a_form_whose_file_finds_the_disk_full_keeps_what_was_typed_and_names_the_file():
    meeting = convene(**later(9))
    symbol = proposal_at(Stage.CIRCULATION).paper.base_symbol
    posted = {"group": "statements", "symbol": symbol, "files": [statement("big.txt", BIG)]}

    page = browser(secretariat()).post(f"/meetings/{meeting.reference}/actions/add-document/", posted)

    assert page.status_code == 507
    assert "“big.txt” could not be taken in: the disk of the system is full." in page.text
    assert f'value="{symbol}" selected' in page.text
    assert not File.objects.exists()


@pytest.mark.usefixtures("full_disk")
def test_a_program_whose_file_finds_the_disk_full_is_told_which_and_to_come_again():
    meeting = convene(**later(9))
    client, address = browser(secretariat()), f"{API}{meeting.reference}/actions/add-document/"

    def send():
        body = {"body": json.dumps({"group": "statements"}), "files": [statement("big.txt", BIG)]}
        return client.post(address, body, headers={"Idempotency-Key": "the-same"})

    refused = send()

    assert (refused.status_code, refused["Content-Type"]) == (507, "application/problem+json")
    assert refused["Retry-After"] == "60"
    assert "“big.txt”" in refused.json()["errors"]["files"][0]


def test_with_room_again_the_same_request_is_carried_out(monkeypatch):
    meeting = convene(**later(9))
    client, address = browser(secretariat()), f"{API}{meeting.reference}/actions/add-document/"

    def send():
        body = {"body": json.dumps({"group": "statements"}), "files": [statement("big.txt", BIG)]}
        return client.post(address, body, headers={"Idempotency-Key": "the-same"})

    with monkeypatch.context() as full:
        full.setattr(uploadhandler, "TemporaryUploadedFile", FullDisk)
        assert send().status_code == 507
    assert send().status_code == 200
    assert File.objects.get().content == BIG


def test_a_file_that_came_in_over_the_api_is_closed_with_the_answer(monkeypatch):
    taken = []

    class Watched(TemporaryUploadedFile):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            taken.append(self)

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", Watched)
    address = f"{API}{convene(**later(9)).reference}/actions/add-document/"
    files = [statement(f"{letter}.txt", BIG + letter.encode()) for letter in "ab"]
    body = {"body": json.dumps({"group": "statements"}), "files": files}

    assert browser(secretariat()).post(address, body, headers={"Idempotency-Key": "one"}).status_code == 200

    assert [file.closed for file in taken] == [True, True]


def test_another_failure_of_the_disk_is_a_failure(monkeypatch):
    meeting = convene(**later(9))
    client = browser(secretariat())
    client.raise_request_exception = False
    broken = Mock(side_effect=OSError(errno.EIO, "Input/output error"))
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", broken)
    posted = {"body": "{}", "files": [statement("big.txt", BIG)]}

    assert client.post(f"{API}{meeting.reference}/actions/add-document/", posted).status_code == 500


def test_those_who_convene_are_told_what_a_file_gives_away_and_its_other_readers_are_not():
    meeting = convene(**later(9), audience="public")
    on_meeting(meeting, "add-document", group="statements", files=[text_file("a.docx", telling_word())])
    told = ["tracked_changes", "comments", "authors"]
    readers = {"officer": secretariat(), "Chair": chair(), "member": delegate("KG"), "public": None}

    said = {}
    for name, reader in readers.items():
        client = browser(reader) if reader else Client()
        page = client.get(meeting.get_absolute_url()).content.decode()
        remarks = client.get(f"{API}{meeting.reference}/").json()["file_remarks"]
        said[name] = "has tracked changes" in page, [remark["remark"] for remark in remarks]

    assert said["officer"] == said["Chair"] == (True, told)
    assert said["member"] == said["public"] == (False, [])


def test_every_room_that_takes_files_says_what_they_give_away():
    rooms = {
        taken.__module__.partition(".")[0]
        for taken in every_input()
        for _where, field in fields_within(taken(), "")
        if isinstance(field, AttachedFilesField)
    }

    assert rooms - {"records", "web"} == {
        shape.__module__.partition(".")[0] for shape in (MeetingShape, shape_of(SubmissionReading))
    }
    assert all("file_remarks" in shape().fields for shape in (MeetingShape, shape_of(SubmissionReading)))
