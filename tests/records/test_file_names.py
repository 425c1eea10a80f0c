"""A file is called what it was called: by pages and the API it is taken whole, or refused with the reason."""

import json
from email.message import Message

import pytest

from meetings.models import Document
from records.models import Document as File
from tests.factories.exchange import body
from tests.factories.meetings import convene, later
from tests.factories.members import browser, delegate, secretariat

pytestmark = pytest.mark.django_db

B = "zq-boundary"
TAKEN = [
    "forecast.txt",
    "Отчет о погоде.txt",
    "prévisions.txt",
    "پیش\u200cبینی.txt",
    "и\u0306.txt",
    "天気.txt",
    "R&amp;D.txt",
    "R&D.txt",
    "100%25.txt",
    "50%.txt",
    "a;b=c.txt",
    "l'avis.txt",
    'the "forecast".txt',
    "a\xa0b.txt",
    "console.txt",
    "nul-list.txt",
    "com10.txt",
    "a..b.txt",
    "a.TXT",
    "🏔.txt",
    "я" * 251 + ".txt",
    "\U00010330" * 251 + ".txt",
    "a" * 251 + ".txt",
]
REFUSED = [
    ("a\u202etxt.txt", "U+202E"),
    ("a\u2066.txt", "U+2066"),
    ("a\u200f.txt", "U+200F"),
    ("a\U000e0041.txt", "U+E0041"),
    ("a\0.txt", "U+0000"),
    ("a\x1b.txt", "U+001B"),
    ("a\ue000.txt", "U+E000"),
    ("a\u2028b.txt", "one line"),
    ("a\tb.txt", "one line"),
    ("я" * 252 + ".txt", "at most 255"),
    ("a" * 300 + ".txt", "at most 255"),
    ("a." + "я" * 3_000, "at most 255"),
    ("CON.txt", "Windows"),
    ("nul.txt", "Windows"),
    ("Com1.tar.txt", "Windows"),
    ("LPT³.txt", "Windows"),
    ("aux .txt", "Windows"),
    (".txt", "cannot begin or end"),
    ("...txt", "cannot be kept"),
    (" a.txt", "cannot begin or end"),
    ("a.txt.", "cannot begin or end"),
    ("a.txt ", "cannot begin or end"),
    ("\u200b.txt", "cannot be kept"),
    ("a.\0", "U+0000"),
    ("a." + "я" * 200, "allowed kind"),
]
FORECAST, LONG_FORECAST = "Season: good.", "Season: good.\n" * 250_000


def posted(name: str, *, field: str, value: str, content: str = FORECAST) -> dict:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    head = f"--{B}\r\nContent-Disposition: form-data; name="
    form = (
        f'{head}"{field}"\r\n\r\n{value}\r\n'
        f'{head}"files"; filename="{quoted}"\r\n\r\n{content}\r\n--{B}--\r\n'
    )
    return {"data": form.encode(), "content_type": f"multipart/form-data; boundary={B}"}


def saved_as(answer) -> str:
    """Return what a browser calls the file that it saves."""
    message = Message()
    message["Content-Disposition"] = answer["Content-Disposition"]
    return message.get_filename()


@pytest.mark.parametrize("name", TAKEN)
def test_the_api_takes_and_hands_out_a_file_under_its_name(name):
    client = browser(delegate("KG"))

    answer = client.post("/api/v1/submissions/", **posted(name, field="body", value=json.dumps(body())))

    assert answer.status_code == 201, answer.text
    [file] = answer.json()["files"]
    assert (file["name"], saved_as(client.get(file["url"]))) == (name, name)


@pytest.mark.parametrize("name", TAKEN)
def test_pages_take_and_hand_out_a_file_under_its_name(name):
    meeting, client = convene(**later(9)), browser(secretariat())

    answer = client.post(
        f"/meetings/{meeting.reference}/actions/add-document/",
        **posted(name, field="group", value="statements"),
    )

    assert answer.status_code == 303, answer.text
    kept = File.objects.get()
    handed = client.get(f"/meetings/{meeting.reference}/files/{kept.pk}/")
    assert (kept.name, saved_as(handed)) == (name, name)


@pytest.mark.parametrize(("name", "said"), REFUSED)
@pytest.mark.parametrize("content", [FORECAST, LONG_FORECAST])
def test_the_api_says_why_a_file_cannot_be_called_so(name, said, content):
    sent = posted(name, field="body", value=json.dumps(body()), content=content)

    answer = browser(delegate("KG")).post("/api/v1/submissions/", **sent)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["files"]), answer.text
    assert said in str(answer.json()["errors"])


@pytest.mark.parametrize(("name", "said"), REFUSED)
def test_pages_say_why_a_file_cannot_be_called_so(name, said):
    address = f"/meetings/{convene(**later(9)).reference}/actions/add-document/"

    answer = browser(secretariat()).post(address, **posted(name, field="group", value="statements"))

    assert (answer.status_code, said in answer.text) == (400, True)
    assert not Document.objects.exists()


def test_folders_are_no_part_of_a_name():
    for sent in ("C:\\\\Users\\\\a.txt", "../../a.txt", "/etc/a.txt"):
        form = posted("a.txt", field="body", value=json.dumps(body()))
        form["data"] = form["data"].replace(b'"a.txt"', f'"{sent}"'.encode())
        answer = browser(delegate("KG")).post("/api/v1/submissions/", **form)
        assert [file["name"] for file in answer.json()["files"]] == ["a.txt"], answer.text
