"""The pages of the exchange, through their real addresses."""

import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from docx import Document
from docx.oxml import OxmlElement

from exchange.enums import ExchangeAction, SubmissionStage
from exchange.models import Compilation, Submission
from members.models import Participant
from tests import pages
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    call_for_information,
    compiled,
    disseminated,
    dossier_of,
    submission_at,
    submit,
    text_file,
    views_of,
)
from tests.factories.members import browser, delegate, secretariat, viewer
from tests.factories.records import tampering
from tests.sending import confirmed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("stage", SubmissionStage)
def test_a_submissions_page_opens_in_every_stage(stage):
    submission = submission_at(stage)

    for actor in (delegate(LEAD), secretariat()):
        page = browser(actor).get(submission.get_absolute_url())
        assert page.status_code == 200
        assert "Who can see this" in page.content.decode()


def test_a_reader_finds_text_files_and_the_act_that_waits_for_it():
    submission = disseminated(text="Forecast of the season.", files=[text_file()])
    client = browser(delegate(RECIPIENT))

    text = client.get(submission.get_absolute_url()).content.decode()

    assert "Forecast of the season." in text
    assert "/acts/acknowledge/" in text
    address = dossier_of(submission).current.attachments.get().document_id
    file = client.get(f"{submission.get_absolute_url()}files/{address}/")
    assert file.content == b"Season: good.\n"
    assert file["Content-Disposition"] == 'attachment; filename="forecast.txt"'
    assert file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("audience", "some", "others"),
    [
        ({"audience": "named", "recipients": ["JP"]}, {"JP"}, {"UZ", "US"}),
        ({"audience": "members"}, {"UZ", "KZ"}, {"JP", "US"}),
        ({"audience": "participants"}, {"UZ", "JP", "US"}, set()),
        ({"audience": "public"}, set(), {"UZ", "JP", "US"}),
    ],
)
def test_behind_the_badge_stands_the_list_of_those_who_read_it(audience, some, others):
    submission = disseminated(**audience)
    client, names = browser(delegate(LEAD)), Participant.objects.names()

    told = set(client.get(f"/api/v1/submissions/{submission.reference}/").json()["readers"])
    behind = pages.found(client.get(submission.get_absolute_url()), "details", id="readers")
    listed = [name for details in behind for name in pages.texts(details, "li")]

    assert some <= told
    assert not others & told
    assert {code for code in some | others if names[code] in listed} == some


def test_behind_the_badge_of_what_was_withdrawn_stands_nobody():
    submission = act(ExchangeAction.WITHDRAW, disseminated(), delegate(LEAD), reason="Replaced.")

    answer = browser(delegate(LEAD)).get(f"/api/v1/submissions/{submission.reference}/").json()

    assert answer["readers"] == []


def test_opening_the_page_is_entered_in_the_ledger():
    submission = disseminated()
    browser(delegate(RECIPIENT)).get(submission.get_absolute_url())

    assert dossier_of(submission).deliveries[RECIPIENT].opened_at


def telling_word() -> bytes:
    """Return a document with its author's name, a tracked change and a comment."""
    word = Document()
    word.core_properties.author = "A. Delegate"
    paragraph = word.add_paragraph("We agree.")
    paragraph._p.append(OxmlElement("w:ins"))
    word.add_comment(paragraph.runs, text="Do we?", author="A. Delegate")
    content = io.BytesIO()
    word.save(content)
    return content.getvalue()


@pytest.mark.parametrize("is_out", [False, True])
def test_authors_and_secretariat_are_told_what_a_file_gives_away_and_its_readers_are_not(is_out):
    submission = submit(files=[text_file("a.docx", telling_word())])
    if is_out:
        submission = act(ExchangeAction.DISSEMINATE, submission, secretariat())
    told = ["tracked_changes", "comments", "authors"]

    pages, remarks = {}, {}
    for who in (delegate(LEAD), secretariat(), delegate(RECIPIENT)):
        name, client = who.participant or "secretariat", browser(who)
        pages[name] = client.get(submission.get_absolute_url()).content.decode()
        api = client.get(f"/api/v1/submissions/{submission.reference}/")
        remarks[name] = api.json().get("file_remarks", [])

    sentences = ("has tracked changes", "has comments", "names its authors")
    for name in (LEAD, "secretariat"):
        assert all(sentence in pages[name] for sentence in sentences)
        assert remarks[name] == [{"file": "a.docx", "remark": code} for code in told]
    assert not any(sentence in pages[RECIPIENT] for sentence in sentences)
    assert remarks[RECIPIENT] == []


def test_submitting_by_the_form_with_a_file():
    client = browser(delegate(LEAD))
    posted = {
        "kind": "information",
        "measures": ["ECO-2", "ECO-3"],
        "title": "Forecasts",
        "text": "Good.",
        "language": "en",
        "audience": "named",
        "recipients": ["JP"],
        "authors": ["TJ"],
        "files": [text_file()],
    }

    answer = confirmed(client, "/exchange/new/", posted)

    submission = Submission.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, submission.get_absolute_url())
    assert submission.stage == SubmissionStage.AWAITING_AUTHORS
    assert dossier_of(submission).latest.attachments.count() == 1


def test_a_refused_form_keeps_what_was_typed():
    answer = browser(delegate(LEAD)).post("/exchange/new/", {"title": "Forecasts", "text": ""})

    assert answer.status_code == 400
    assert 'value="Forecasts"' in answer.content.decode()


def test_a_file_posted_as_a_text_is_refused():
    answer = browser(delegate(LEAD)).post("/exchange/new/", {"title": text_file(), "measures": ["ECO-2"]})

    assert answer.status_code == 400


def test_declining_leads_away_from_what_one_sees_no_longer():
    submission = submit(authors=[CO_AUTHOR])

    answer = browser(delegate(CO_AUTHOR)).post(
        f"{submission.get_absolute_url()}acts/decline/", {"step": "confirm", "reason": "No."}
    )

    assert (answer.status_code, answer["Location"]) == (303, "/exchange/")


@pytest.mark.parametrize("name", ["resubmit", "withdraw"])
def test_the_form_of_an_act_begins_with_what_is_there(name):
    submission = submission_at(SubmissionStage.RETURNED)

    page = browser(delegate(LEAD)).get(f"{submission.get_absolute_url()}acts/{name}/")

    assert page.status_code == 200
    assert ('value="Harvest forecasts"' in page.content.decode()) == (name == "resubmit")


def test_the_intake_desk_is_the_secretariats():
    waiting, unread = submission_at(SubmissionStage.INTAKE), disseminated()
    preparing = submit(authors=[CO_AUTHOR], title="Quokka")

    page = browser(secretariat()).get("/exchange/intake/").content.decode()

    for submission in (waiting, unread, preparing):
        assert submission.reference in page
    assert "Quokka" not in page
    assert browser(delegate(LEAD)).get("/exchange/intake/").status_code == 403
    assert Client().get("/exchange/intake/").status_code == 302


def test_the_desk_names_those_who_have_not_acknowledged():
    submission, names = disseminated(audience="members"), Participant.objects.names()
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate(UNINVOLVED))

    page = browser(secretariat()).get("/exchange/intake/").content.decode()
    unread = page.partition('<td data-label="Not acknowledged">')[2].partition("</details>")[0]

    assert names["KZ"] in unread
    assert names[UNINVOLVED] not in unread


def test_a_viewer_is_offered_no_act():
    submission = disseminated()

    page = browser(viewer(RECIPIENT)).get(submission.get_absolute_url()).content.decode()

    assert "/acts/" not in page


def test_a_submission_is_of_the_same_year_for_every_reader():
    """In Astana the year may be over while it is not in UTC."""
    submission = disseminated(audience="public")
    with tampering():
        Submission.objects.update(submitted_at=datetime(2026, 12, 31, 22, tzinfo=UTC))
    client = Client()
    client.cookies["zone"] = "Asia/Almaty"

    for year, is_found in ((2026, True), (2027, False)):
        page = client.get("/exchange/", {"year": year}).content.decode()
        assert (f"/exchange/{submission.reference}/" in page) == is_found


def test_the_list_is_filtered_and_searched():
    ours, other = (
        disseminated(audience="public"),
        disseminated(audience="public", title="Wombats", measures=["ENV-1"]),
    )
    client = Client()

    def found(query: str) -> list[str]:
        page = client.get(f"/exchange/?{query}").content.decode()
        return [row.reference for row in (ours, other) if f"/exchange/{row.reference}/" in page]

    both = [ours.reference, other.reference]
    assert found("") == both
    assert found("measure=env-1") == [other.reference]
    assert found("area=ECO") == [ours.reference]
    assert found(f"state={LEAD}") == both
    assert found(f"state={UNINVOLVED}") == []
    assert found("language=ru") == []
    assert found("kind=information&stage=disseminated") == both
    assert found(f"year={ours.submitted_at.year}") == both
    assert found("year=2007") == []
    assert found("search=wombat") == [other.reference]
    assert found("search=harvest") == [ours.reference]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(number, django_assert_num_queries):
    for _row in range(number):
        disseminated(CO_AUTHOR, audience="public", measures=["ECO-2", "ECO-3"])
    client = Client()
    client.get("/exchange/")

    with django_assert_num_queries(4):
        client.get("/exchange/")


def test_a_call_is_opened_answered_and_closed_in_the_browser():
    call = call_for_information()
    page = browser(delegate(LEAD)).get(call.get_absolute_url()).content.decode()
    assert f"/exchange/new/?call={call.reference}" in page
    form = (
        browser(delegate(LEAD)).get(f"/exchange/new/?call={call.reference}&kind=nil_return").content.decode()
    )
    assert f'value="{call.reference}"' in form

    answer = confirmed(
        browser(delegate(LEAD)),
        "/exchange/new/",
        {"kind": "nil_return", "call": call.reference, "language": "en", "audience": "members"},
    )

    assert answer.status_code == 303
    page = browser(secretariat()).get(call.get_absolute_url()).content.decode()
    assert "1 of 28" in page
    assert "Nil return" in page
    closed = browser(secretariat()).post(f"{call.get_absolute_url()}acts/close-call/", {"step": "confirm"})
    assert closed.status_code == 303


@pytest.mark.parametrize(
    "address", ["/exchange/calls/", "/exchange/calls/new/", "/exchange/views/", "/exchange/views/new/"]
)
def test_the_secretariats_pages_open(address):
    call_for_information()
    views_of(LEAD)
    compiled()

    assert browser(secretariat()).get(address).status_code == 200


def test_a_compilation_is_read_as_a_page_a_table_and_a_document():
    views_of(LEAD, text="=We agree.")
    compilation = compiled()
    client = browser(secretariat())

    page = client.get(compilation.get_absolute_url())
    table = client.get(f"{compilation.get_absolute_url()}table.csv").content.decode("utf-8-sig")
    document = client.get(f"{compilation.get_absolute_url()}table.docx")

    assert "=We agree." in page.content.decode()
    assert table.splitlines()[1].startswith(""""ECO-2","Kyrgyzstan","Harvest forecasts","'=We agree.",""")
    read = Document(io.BytesIO(document.content))
    (shown,) = read.tables
    assert [shown.cell(1, 0).text, shown.cell(1, 3).text] == ["ECO-2", "=We agree."]
    assert [round(side.mm) for side in (read.sections[0].page_width, read.sections[0].page_height)] == [
        297,
        210,
    ]
    assert "w:tblHeader" in shown.rows[0]._tr.xml
    assert (read.core_properties.author, read.core_properties.title) == ("", compilation.title)
    assert browser(delegate(UNINVOLVED)).get(compilation.get_absolute_url()).status_code == 404


def test_the_compilation_is_disseminated_by_its_form():
    views_of(LEAD)
    compilation = compiled()

    browser(secretariat()).post(
        f"{compilation.get_absolute_url()}acts/disseminate-views/", {"step": "confirm"}
    )

    assert Compilation.objects.get().stage == "disseminated"
    assert browser(delegate(UNINVOLVED)).get(compilation.get_absolute_url()).status_code == 200


def test_an_earlier_version_says_that_there_is_a_later_one():
    submission = disseminated()
    act(ExchangeAction.CORRECT, submission, delegate(LEAD), title="F", text="New.", changes="All.")

    page = browser(delegate(RECIPIENT)).get(f"{submission.get_absolute_url()}versions/1/").content.decode()

    assert "There is a later version" in page


def test_what_is_not_there_is_not_found():
    submission = disseminated()
    client = browser(delegate(UNINVOLVED))

    for rest in ("", "versions/1/", "acts/acknowledge/", "files/7b8c1f2e-0000-4000-8000-000000000000/"):
        assert client.get(f"{submission.get_absolute_url()}{rest}").status_code == 404
    assert browser(delegate(LEAD)).get(f"{submission.get_absolute_url()}acts/fly/").status_code == 404
    assert client.get("/exchange/calls/C-2026-999/").status_code == 404
    assert client.get("/exchange/views/V-2026-999/table.csv").status_code == 404
