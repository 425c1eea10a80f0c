"""The virus scanner: what it finds is refused by name, and what it did not look at is not taken in."""

import json
import shutil
import socket
import subprocess
import threading
import time
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client

from cica.checks import NEEDS
from meetings.models import Document
from records import documents, scanner
from records.refusals import NotScanned
from tests.factories.exchange import text_file
from tests.factories.meetings import convene, later
from tests.factories.members import browser, delegate, secretariat, viewer
from tests.sending import form_on

CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/bin:/usr/local/sbin")
HARMLESS = b"Statement of Kazakhstan.\n"
HARMFUL = b"Statement with the mark of these tests: e1f0a7.\n"
LONG = HARMLESS * 20_000
"""More than one piece of what is sent."""


class FakeClamd:
    """Speaks clamd's protocol on the loopback: finds `mark`, or answers what it is told to."""

    def __init__(self, says=None):
        self.says = says
        self.seen = b""
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self):
        return f"tcp://127.0.0.1:{self.server.getsockname()[1]}"

    def _serve(self):
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                connection.sendall(self._answer(stream))

    def _answer(self, stream):
        command = b""
        while not command.endswith(b"\0"):
            command += stream.read(1)
        if command == b"zPING\0":
            return self.says or b"PONG\0"
        self.seen = b""
        while length := int.from_bytes(stream.read(4), "big"):
            self.seen += stream.read(length)
        found = b"stream: Tests.Mark FOUND\0" if HARMFUL in self.seen else b"stream: OK\0"
        return self.says or found


@pytest.fixture
def clamd(settings):
    fake = FakeClamd()
    settings.SCANNER_ADDRESS = fake.url
    yield fake
    fake.server.close()


@pytest.fixture
def nobody_there(settings):
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SCANNER_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"


def add_document(content, *, over_api):
    """Return the answer to a file among a meeting's documents."""
    meeting = convene(**later(9))
    file, client = text_file("words.txt", content), browser(secretariat())
    path = f"meetings/{meeting.reference}/actions/add-document/"
    if over_api:
        return client.post(f"/api/v1/{path}", {"body": json.dumps({"group": "statements"}), "files": [file]})
    return client.post(f"/{path}", {"group": "statements", "files": [file]})


def test_without_one_nothing_is_asked(settings):
    settings.SCANNER_ADDRESS = ""

    assert (scanner.found_in(HARMFUL), scanner.fault_of_scanner()) == ("", None)


@pytest.mark.parametrize("content", [b"", HARMLESS, LONG], ids=["nothing", "short", "long"])
def test_it_is_shown_every_byte_and_lets_the_harmless_pass(clamd, content):
    assert (scanner.found_in(content), clamd.seen) == ("", content)


@pytest.mark.django_db
@pytest.mark.parametrize("over_api", [True, False], ids=["API", "page"])
def test_what_it_finds_is_refused_by_its_name(clamd, over_api):
    answer = add_document(HARMFUL, over_api=over_api)

    assert answer.status_code == 400
    assert "The virus scanner found “Tests.Mark” in “words.txt”." in answer.text
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("nobody_there")
@pytest.mark.parametrize("over_api", [True, False], ids=["API", "page"])
def test_what_it_did_not_look_at_is_not_taken_in_and_nothing_typed_is_lost(over_api):
    answer = add_document(HARMLESS, over_api=over_api)

    assert (answer.status_code, answer["Retry-After"] if over_api else "60") == (503, "60")
    assert "“words.txt” could not be taken in: the virus scanner" in answer.text
    assert over_api or 'value="statements" checked' in answer.text
    assert not Document.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("over_api", [True, False], ids=["API", "page"])
def test_what_it_lets_pass_is_taken_in(clamd, over_api):
    answer = add_document(HARMLESS, over_api=over_api)

    assert answer.status_code == (200 if over_api else 303)
    assert Document.objects.get().file.content == HARMLESS


@pytest.mark.parametrize(
    "says",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: not readable ERROR\0",
        b"UNKNOWN COMMAND\0",
        b"OK\0",
        b"stream: OK",
        b"",
    ],
)
def test_no_other_answer_passes_for_clean(clamd, says):
    clamd.says = says or b"\0"

    with pytest.raises(scanner.NotLookedAt):
        scanner.found_in(HARMLESS)


def test_it_is_not_waited_for_longer_than_said(settings, monkeypatch):
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SCANNER_ADDRESS = f"tcp://127.0.0.1:{silent.getsockname()[1]}"

        with pytest.raises(scanner.NotLookedAt):
            scanner.found_in(HARMLESS)


def test_it_is_not_waited_for_longer_where_it_says_something_now_and_then(settings, monkeypatch):
    monkeypatch.setattr(scanner, "PATIENCE", 0.3)

    def drip(server):
        connection, _address = server.accept()
        with suppress(OSError), connection:
            for _turn in range(30):
                connection.sendall(b".")
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.SCANNER_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        threading.Thread(target=drip, args=[server], daemon=True).start()
        began = time.monotonic()
        with pytest.raises(scanner.NotLookedAt):
            scanner.found_in(HARMLESS)

    assert time.monotonic() - began < 1


@pytest.fixture
def asked(settings, monkeypatch):
    """How deep in transactions each question to the scanner was asked; the test's own is the first."""
    settings.SCANNER_ADDRESS = "tcp://nowhere"
    depths: list[int] = []
    monkeypatch.setattr(
        scanner, "found_in", lambda content: depths.append(len(connection.savepoint_ids)) or ""
    )
    return depths


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "headers"), [("", {}), ("?dry_run=true", {}), ("", {"Idempotency-Key": "a key"})]
)
def test_it_looks_at_each_file_once_before_anything_is_locked_over_the_api(asked, query, headers):
    path = f"/api/v1/meetings/{convene(**later(9)).reference}/actions/add-document/{query}"
    body = {"body": json.dumps({"group": "statements"}), "files": text_file("a.txt", HARMLESS)}
    depth = len(connection.savepoint_ids)

    assert browser(secretariat()).post(path, body, headers=headers).status_code == 200
    assert asked == [depth]


@pytest.mark.django_db
@pytest.mark.usefixtures("example_urls")
def test_it_looks_at_each_file_once_before_anything_is_locked_on_a_page_and_its_last_look(asked):
    client, path = browser(delegate("KZ")), "/members/KZ/file/"
    depth = len(connection.savepoint_ids)
    form = form_on(client.get(path), path).filled({"files": text_file("a.txt", HARMLESS), "step": "check"})

    check = client.post(path, form)
    back = client.post(path, form_on(check, path).filled({"step": "back"}))
    check = client.post(path, form_on(back, path).filled({"step": "check"}))
    done = client.post(path, form_on(check, path).filled({"step": "confirm"}))

    assert (done.status_code, asked) == (303, [depth])


def test_where_it_does_not_answer_for_one_file_it_is_not_asked_for_the_others(settings, monkeypatch):
    settings.SCANNER_ADDRESS = "tcp://nowhere"
    asked = []

    def found_in(content):
        asked.append(content)
        raise scanner.NotLookedAt("timed out")

    monkeypatch.setattr(scanner, "found_in", found_in)
    files = [text_file(name, HARMLESS) for name in ("one.txt", "two.txt")]
    documents.look_at(files)

    for file in files:
        with pytest.raises(NotScanned):
            documents.AttachedFilesField(label="Files").run_validation([file])
    assert len(asked) == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("example_urls")
def test_nobody_has_it_look_at_what_is_not_theirs_to_send(asked):
    viewer_client = browser(viewer("KZ"))
    viewer_client.post("/members/KZ/file/", {"files": text_file("a.txt", HARMLESS)})
    Client().post("/members/KZ/file/", {"files": text_file("a.txt", HARMLESS)})

    assert asked == []


@pytest.mark.usefixtures("nobody_there")
def test_the_check_of_the_installation_names_it():
    find_fault, hint = NEEDS["cica.E010"]

    assert find_fault().startswith("The virus scanner does not answer")
    assert "SCANNER_ADDRESS" in hint


@pytest.fixture
def real_clamd(settings, tmp_path):
    """Clamd itself, with one signature of our own, on a socket in the file system."""
    address = tmp_path / "clamd.ctl"
    (tmp_path / "tests.ndb").write_text(f"Tests.Mark:0:*:{HARMFUL.hex()}\n")
    tmp_path.chmod(0o755)
    lines = (f"LocalSocket {address}", f"DatabaseDirectory {tmp_path}", "Foreground yes", "ScanPE no")
    (tmp_path / "clamd.conf").write_text("\n".join(lines))
    with subprocess.Popen(
        [CLAMD, "--config-file", tmp_path / "clamd.conf"], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    ) as process:
        settings.SCANNER_ADDRESS = f"unix://{address}"
        until = time.monotonic() + 120
        while scanner.fault_of_scanner() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        yield process
        process.terminate()


@pytest.mark.skipif(not CLAMD, reason="clamd is not installed on this machine")
@pytest.mark.usefixtures("real_clamd")
def test_clamd_itself_is_understood():
    found = [scanner.found_in(content) for content in (HARMLESS, HARMFUL, LONG)]

    assert scanner.fault_of_scanner() is None
    assert [name.split(".UNOFFICIAL")[0] for name in found] == ["", "Tests.Mark", ""]
