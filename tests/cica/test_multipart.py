"""A form with files that came broken, doubled or without its end is refused, by the API and by pages."""

import json
from io import BytesIO

import pytest
from django.test import Client

from exchange.models import Submission
from meetings.models import Document
from tests.factories.exchange import body
from tests.factories.meetings import convene, later
from tests.factories.members import browser, delegate, secretariat
from tests.pages import texts

pytestmark = pytest.mark.django_db

SUBMISSIONS = "/api/v1/submissions/"
B = "zq-boundary"
TEXT = json.dumps(body())


def part(name: str, content: str, *, filename: str | None = None) -> str:
    file = f'; filename="{filename}"' if filename is not None else ""
    return f'--{B}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{content}\r\n'


ANNEX = part("files", "Season: good.\n" * 50, filename="forecast.txt")
END = f"--{B}--\r\n"
WHOLE = part("body", TEXT) + ANNEX + END

BROKEN = {
    "in the middle of a file": WHOLE[: len(part("body", TEXT)) + 200],
    "before its last boundary": WHOLE[: -len(END)],
    "within its last boundary": WHOLE[:-4],
    "two bodies": part("body", TEXT) + part("body", TEXT) + ANNEX + END,
    "another text": part("body", TEXT) + part("audience", "public") + ANNEX + END,
    "a file without its name": part("body", TEXT) + part("files", "Season: good.") + END,
    "a file of an empty name": part("body", TEXT) + part("files", "Season: good.", filename="") + END,
    "a part without a name": part("body", TEXT) + f"--{B}\r\n\r\nSeason: good.\r\n" + END,
    "no body": ANNEX + END,
    "nothing": "",
    "the files twice": part("body", json.dumps(body(files=[]))) + ANNEX + END,
}


def send(client: Client, address: str, content: str, **extra: object):
    return client.post(
        address,
        content,
        content_type=f"multipart/form-data; boundary={B}",
        headers=extra.pop("headers", {}),
        **extra,
    )


def test_a_whole_form_is_taken_with_its_file():
    answer = send(browser(delegate("KG")), SUBMISSIONS, WHOLE)

    assert (answer.status_code, len(answer.json()["files"])) == (201, 1), answer.text


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_form_is_no_act(kind):
    answer = send(browser(delegate("KG")), SUBMISSIONS, BROKEN[kind])

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), answer.text
    assert not Submission.objects.exists()


@pytest.mark.parametrize(("content", "declared"), [(WHOLE, -100), (WHOLE[: -len(END)], 100)])
def test_a_body_of_another_length_than_was_said_is_no_act(content, declared):
    said = {"CONTENT_LENGTH": str(len(content) + declared), "wsgi.input": BytesIO(content.encode())}
    answer = send(browser(delegate("KG")), SUBMISSIONS, content, **said)

    assert answer.status_code == 400
    assert not Submission.objects.exists()


NAMED_ALIKE = [
    ("forecast.txt", "forecast.txt"),
    ("forecast.txt", "FORECAST.TXT"),
    ("прогноз.txt", "ПРОГНОЗ.txt"),
]
"""A next version tells the files of the last apart by their names."""


@pytest.mark.parametrize("names", NAMED_ALIKE)
def test_two_files_of_one_name_are_no_act_of_the_api(names):
    files = "".join(part("files", f"Season: {name}.", filename=name) for name in names)

    answer = send(browser(delegate("KG")), SUBMISSIONS, part("body", TEXT) + files + END)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["files"])
    assert not Submission.objects.exists()


@pytest.mark.parametrize("names", NAMED_ALIKE)
def test_two_files_of_one_name_are_no_act_of_a_page(names):
    address = f"/meetings/{convene(**later(9)).reference}/actions/add-document/"
    files = "".join(part("files", f"Season: {name}.", filename=name) for name in names)

    answer = send(browser(secretariat()), address, part("group", "statements") + files + END)

    assert (answer.status_code, names[0] in answer.text) == (400, True)
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["file", "files[0]", "annex", "group", "kept_files"])
def test_a_file_that_a_page_did_not_ask_for_is_no_act_without_it(name):
    address = f"/meetings/{convene(**later(9)).reference}/actions/add-document/"
    stray = part(name, "Season: bad.", filename="other.txt")

    answer = send(browser(secretariat()), address, page_form() + stray + END)

    assert (answer.status_code, Document.objects.exists()) == (400, False)


LOST = {
    "a file without the name of its control": (
        f'--{B}\r\nContent-Disposition: form-data; filename="a.txt"\r\n\r\nSeason: bad.\r\n'
    ),
    "a file whose name is none": part("files", "Season: bad.", filename="a/"),
    "a text beside the files": part("files", "Season: bad."),
    "a part without a name": f"--{B}\r\n\r\nSeason: bad.\r\n",
    "a name that the form does not have": part("recipient", "JP"),
    "a row that the form does not have": part("group[0]code", "statements"),
    "a second value": part("group", "proceedings"),
    "the same value again": part("group", "statements"),
}


@pytest.mark.parametrize("kind", LOST)
def test_what_the_form_of_an_act_would_lose_in_silence_is_no_act(kind):
    address = f"/meetings/{convene(**later(9)).reference}/actions/add-document/"

    answer = send(browser(secretariat()), address, page_form() + LOST[kind] + END)

    assert (answer.status_code, Document.objects.exists()) == (400, False)


@pytest.mark.parametrize("name", ["language", "recipient"])
def test_what_another_form_would_lose_in_silence_is_refused(name):
    sent = {"language": ["fr"], "time_zone": ["Asia/Almaty"]}
    sent[name] = [*sent.get(name, []), "ru"]

    answer = browser(delegate("KG")).post("/accounts/profile/", sent)

    assert (answer.status_code, f"“{name}”" in answer.text) == (400, True)


def test_a_control_in_which_no_file_was_chosen_is_no_part_that_was_lost():
    address = f"/meetings/{convene(**later(9)).reference}/actions/add-document/"

    answer = send(browser(secretariat()), address, page_form() + part("files", "", filename="") + END)

    assert answer.status_code == 303, answer.text


def page_form() -> str:
    return part("group", "statements") + part("files", "Season: good.\n" * 50, filename="forecast.txt")


def test_a_page_refuses_a_form_that_was_cut_and_shows_what_came_of_it():
    meeting = convene(**later(9)).reference
    address = f"/meetings/{meeting}/actions/add-document/"

    cut = send(browser(secretariat()), address, page_form()[:-100])
    whole = send(browser(secretariat()), address, page_form() + END)

    assert (cut.status_code, "did not arrive whole" in cut.text, "statements" in texts(cut, "dd")) == (
        400,
        True,
        True,
    )
    assert whole.status_code == 303, whole.text
    assert Document.objects.filter(file__isnull=False).count() == 1
