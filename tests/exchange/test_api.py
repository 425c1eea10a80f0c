"""The API of the exchange, as another system calls it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openapi_spec_validator import validate

from exchange.enums import ExchangeAction, SubmissionStage
from exchange.groups import AUTHORS, OFFICES_IF_RECEIVED, READERS
from exchange.models import Compilation, Submission
from tests.factories.exchange import (
    CO_AUTHOR,
    LEAD,
    RECIPIENT,
    UNINVOLVED,
    act,
    body,
    call_for_information,
    compiled,
    disseminated,
    submission_at,
    submit,
    text_file,
    views_of,
)
from tests.factories.members import browser, chair, delegate, secretariat

pytestmark = pytest.mark.django_db

SUBMISSIONS = "/api/v1/submissions/"


def post(actor, address: str, **data):
    return browser(actor).post(address, data, content_type="application/json")


def test_a_submission_is_made_and_answered_whole():
    answer = post(delegate(LEAD), SUBMISSIONS, **body(authors=[CO_AUTHOR]))

    made = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"{SUBMISSIONS}{made['reference']}/")
    assert made["stage"] == "awaiting_authors"
    assert made["authors"] == [
        {"state": LEAD, "lead": True, "confirmed": True},
        {"state": CO_AUTHOR, "lead": False, "confirmed": False},
    ]
    assert (made["measures"], made["audience"], made["recipients"]) == (["ECO-2"], "named", [RECIPIENT])
    [withdraw] = made["available_actions"]
    assert withdraw["name"] == "withdraw"
    assert withdraw["tells"] == [str(group.label) for group in (AUTHORS, READERS, OFFICES_IF_RECEIVED)]


def test_a_joint_submission_goes_its_whole_way():
    reference = post(delegate(LEAD), SUBMISSIONS, **body(authors=[CO_AUTHOR])).json()["reference"]
    address = f"{SUBMISSIONS}{reference}/"

    def act(actor, name, **data):
        return post(actor, f"{address}actions/{name}/", **data).json()

    assert act(delegate(CO_AUTHOR), "confirm")["stage"] == "intake"
    assert act(secretariat(), "disseminate")["stage"] == "disseminated"
    received = act(delegate(RECIPIENT), "acknowledge")
    assert [line["participant"] for line in received["deliveries"]] == [RECIPIENT]
    assert received["deliveries"][0]["acknowledged_at"]
    act(delegate(LEAD), "correct", title="Forecasts", text="Eleven.", changes="Ten is eleven.")
    assert act(delegate(CO_AUTHOR), "confirm")["version"] == 2
    withdrawn = act(delegate(LEAD), "withdraw", reason="Wrong figures.")
    assert (withdrawn["stage"], withdrawn["text"]) == ("withdrawn", "Eleven.")
    entry = browser(delegate(RECIPIENT)).get(address).json()
    assert (entry["text"], entry["title"], entry["withdrawal_reason"]) == (None, None, "Wrong figures.")


def test_files_go_in_parts_beside_the_body_and_come_out_whole():
    content = b"Weather: good.\n"
    posted = {"body": json.dumps(body()), "files": [SimpleUploadedFile("a.txt", content), text_file("b.csv")]}

    answer = browser(delegate(LEAD)).post(SUBMISSIONS, posted)

    files = answer.json()["files"]
    assert [file["name"] for file in files] == ["a.txt", "b.csv"]
    handed = browser(secretariat()).get(files[0]["url"])
    assert handed.content == content
    assert handed["Content-Type"] == "text/plain; charset=utf-8"
    assert handed["Content-Disposition"].startswith("attachment")
    assert handed["Cache-Control"] == "private, no-cache"
    known = browser(secretariat()).get(files[0]["url"], headers={"If-None-Match": handed["ETag"]})
    assert known.status_code == 304
    assert browser(delegate(RECIPIENT)).get(files[0]["url"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<script>"),
        ("paper.pdf", b"<html>"),
        ("paper.docx", b"PK not a package"),
        ("data.txt", b"\xff\xfe\x00"),
        ("picture.svg", b"<svg/>"),
        (".txt", b"hidden"),
    ],
)
def test_a_file_that_may_not_be_attached_is_refused(name, content):
    posted = {"body": json.dumps(body()), "files": [SimpleUploadedFile(name, content)]}

    answer = browser(delegate(LEAD)).post(SUBMISSIONS, posted)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["files"])
    assert not Submission.objects.exists()


@pytest.mark.parametrize("text", ["[]", "{", "1"])
def test_the_body_part_is_an_object(text):
    answer = browser(delegate(LEAD)).post(SUBMISSIONS, {"body": text, "files": [text_file()]})

    assert answer.status_code == 400


def test_a_request_with_files_acts_once_for_its_key():
    def send():
        posted = {"body": json.dumps(body()), "files": [text_file()]}
        return browser(delegate(LEAD)).post(SUBMISSIONS, posted, headers={"Idempotency-Key": "one"})

    first, second = send(), send()

    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Submission.objects.count() == 1


def test_the_same_key_with_another_file_is_refused():
    def send(content: bytes):
        posted = {"body": json.dumps(body()), "files": [text_file(content=content)]}
        return browser(delegate(LEAD)).post(SUBMISSIONS, posted, headers={"Idempotency-Key": "one"})

    send(b"one")

    assert send(b"two").status_code == 422


def test_an_act_on_a_changed_submission_is_refused_by_its_tag():
    submission = disseminated()
    client = browser(delegate(RECIPIENT))
    address = f"{SUBMISSIONS}{submission.reference}/"
    tag = client.get(address)["ETag"]
    post(delegate(LEAD), f"{address}actions/correct/", title="F", text="New.", changes="All.")

    answer = client.post(
        f"{address}actions/acknowledge/", {}, content_type="application/json", headers={"If-Match": tag}
    )

    assert answer.status_code == 412


def test_the_ledger_says_what_is_unread_to_those_who_may_know():
    submission = disseminated(CO_AUTHOR, recipients=["JP", "UZ"])
    act(ExchangeAction.ACKNOWLEDGE, submission, delegate("UZ"))

    def told(actor, query=""):
        lines = browser(actor).get(f"/api/v1/submissions/deliveries/{query}").json()["results"]
        return [(line["submission"], line["version"], line["participant"]) for line in lines]

    japan, uzbekistan = ((submission.reference, 1, code) for code in ("JP", "UZ"))
    for actor in (secretariat(), chair(), delegate(LEAD), delegate(CO_AUTHOR)):
        assert told(actor, "?unread=true") == [japan]
        assert told(actor, "?unread=false") == [uzbekistan]
    assert told(delegate("JP")) == [japan]
    assert told(delegate("UZ"), "?unread=true") == told(delegate("KZ")) == []
    assert told(secretariat(), f"?submission={submission.reference}&participant=uz") == [uzbekistan]


def test_the_table_of_a_compilation_is_handed_out_as_csv_and_as_docx():
    views_of(LEAD, text="One register.")
    address = f"/api/v1/compilations/{compiled().reference}/table/"

    table, document = (browser(secretariat()).get(f"{address}{form}/") for form in ("csv", "docx"))

    assert "One register." in table.content.decode("utf-8-sig")
    assert (table["Content-Type"], document.content[:2]) == ("text/csv; charset=utf-8", b"PK")
    assert browser(secretariat()).get(f"{address}pdf/").status_code == 404
    assert browser(delegate(UNINVOLVED)).get(f"{address}csv/").status_code == 404


def test_who_declines_is_answered_without_what_it_sees_no_longer():
    submission = submit(authors=[CO_AUTHOR])

    answer = post(delegate(CO_AUTHOR), f"{SUBMISSIONS}{submission.reference}/actions/decline/", reason="No.")

    assert answer.json() == {"reference": submission.reference, "stage": "declined"}
    kept = browser(delegate(LEAD)).get(f"{SUBMISSIONS}{submission.reference}/").json()
    assert [(row["state"], row["reason"]) for row in kept["declined"]] == [(CO_AUTHOR, "No.")]


def test_the_versions_are_listed_and_read():
    submission = submission_at(SubmissionStage.DISSEMINATED)
    client = browser(delegate(RECIPIENT))
    address = f"{SUBMISSIONS}{submission.reference}/versions/"

    assert [row["version"] for row in client.get(address).json()["results"]] == [1]
    assert client.get(f"{address}1/").json()["text"] == "The forecasts of the season."
    assert browser(delegate(UNINVOLVED)).get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_rows(number, django_assert_num_queries):
    for _row in range(number):
        disseminated(CO_AUTHOR, audience="public")

    with django_assert_num_queries(3):
        rows = Client().get(SUBMISSIONS).json()["results"]
    assert len(rows) == number
    assert rows[0]["authors"] == [LEAD, CO_AUTHOR]


def test_views_have_an_address_of_their_own():
    answer = post(delegate(LEAD), "/api/v1/views/", measures=["ECO-2"], title="Views", text="We agree.")
    submit()

    assert (answer.status_code, answer.json()["kind"]) == (201, "views")
    rows = browser(secretariat()).get("/api/v1/views/").json()["results"]
    assert [row["reference"] for row in rows] == [answer.json()["reference"]]
    refused = post(delegate(LEAD), "/api/v1/views/", kind="information", measures=["ECO-2"])
    assert refused.status_code == 400


def test_a_call_its_answers_and_its_ledger():
    call = call_for_information()
    address = f"/api/v1/calls/{call.reference}/"
    post(delegate(LEAD), f"{address}answers/", kind="nil_return")
    secret = post(delegate("TJ"), f"{address}answers/", **body(measures=[])).json()["reference"]

    seen = browser(delegate(UNINVOLVED)).get(address).json()
    lines = {line["participant"]: line for line in seen["ledger"]}

    assert lines[LEAD]["answer"] == "nil_return"
    assert (lines["TJ"]["answer"], lines["TJ"]["submissions"]) == ("information", [])
    assert lines[UNINVOLVED]["answer"] is None
    officer = browser(secretariat())
    ledger = {line["participant"]: line for line in officer.get(address).json()["ledger"]}
    assert ledger["TJ"]["submissions"] == [secret]
    assert len(officer.get(f"{address}answers/").json()["results"]) == 2
    assert browser(delegate(RECIPIENT)).get(f"{address}answers/").status_code == 404


def compile_the_views_read(officer, measures):
    """Compile the views that the list shows to wait, as a program does."""
    waiting = browser(officer).get("/api/v1/views/?stage=intake").json()["results"]
    digests = [row["digest"] for row in waiting if set(row["measures"]) & set(measures)]
    return post(officer, "/api/v1/compilations/", title="Views", measures=measures, digests=digests)


def test_the_secretariat_calls_compiles_and_disseminates():
    officer = secretariat()
    views_of(LEAD)
    call = post(
        officer, "/api/v1/calls/", title="T", mandate="M", question="Q", measures=["ECO-2"],
        answer_by="2099-01-01T00:00:00Z",
    )  # fmt: skip
    compilation = compile_the_views_read(officer, measures=["ECO-2"])
    address = f"/api/v1/compilations/{compilation.json()['reference']}/"

    out = post(officer, f"{address}actions/disseminate-views/")

    assert [answer.status_code for answer in (call, compilation, out)] == [201, 201, 200]
    rows = browser(delegate(UNINVOLVED)).get(address).json()["rows"]
    assert [(row["measure"], row["states"], row["text"]) for row in rows] == [
        ("ECO-2", [LEAD], "The forecasts of the season.")
    ]
    lists = [browser(officer).get(f"/api/v1/{name}/").json()["results"] for name in ("calls", "compilations")]
    assert [len(rows) for rows in lists] == [1, 1]


def test_a_program_names_the_views_that_it_compiles():
    officer = secretariat()
    read = views_of(LEAD)
    views_of("KZ", measure="ECO-3")
    digest = browser(officer).get(f"{SUBMISSIONS}{read.reference}/").json()["digest"]

    def answered(**named):
        given = post(officer, "/api/v1/compilations/", title="Views", measures=["ECO-2"], **named)
        return given.status_code

    assert [answered(), answered(digests=None)] == [428, 428]
    assert answered(digests=[]) == answered(digests=["0" * 64]) == answered(digests=[digest] * 2) == 409
    late = views_of("UZ", text="What nobody has read.")
    assert answered(digests=[digest]) == 409
    assert compile_the_views_read(officer, measures=["ECO-2"]).status_code == 201
    compiled_now = set(Compilation.objects.get().entries.values_list("version__submission", flat=True))
    assert compiled_now == {read.pk, late.pk}


def test_the_schema_describes_every_act():
    schema = Client().get("/api/schema/", headers={"Accept": "application/json"}).json()

    validate(schema)
    for name in ("confirm", "decline", "disseminate", "return", "correct", "withdraw", "acknowledge"):
        assert f"/api/v1/submissions/{{reference}}/actions/{name}/" in schema["paths"]
    body_of = schema["paths"]["/api/v1/submissions/"]["post"]["requestBody"]["content"]
    assert set(body_of) == {"application/json", "multipart/form-data"}
