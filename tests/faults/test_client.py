"""The client repeats an act under one key until it is answered, and its journal says what it was told."""

import json
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from faults.client import Client, Manners, Refused
from faults.journal import Journal

ACT = {"number": 7, "action": "comment", "state": "KZ"}


class Scripted(BaseHTTPRequestHandler):
    """Answers each request with the next of the server's script; None hangs up."""

    def do_POST(self):
        self.server.keys.append(self.headers["Idempotency-Key"])
        self.server.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        status, answer = self.server.script.pop(0)
        if status is None:
            self.close_connection = True
            return
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Location", answer.get("at", ""))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words):
        """Say nothing."""


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Scripted) as server:
        server.keys, server.bodies, server.script = [], [], []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(server):
    return Client(
        ports=[server.server_port],
        tokens={"delegate.kz": "token"},
        states={"delegate.kz": "KZ"},
        journal=Journal(),
        manners=Manners(),
        rng=random.Random(1),
    )


def comment(client):
    return client.post("delegate.kz", "somewhere/", {"text": "Ours. {key}"}, act="comment")


def test_an_act_is_repeated_under_its_key_until_it_is_answered(client, server):
    server.script += [(None, None), (500, {}), (503, {}), (200, {"history": [ACT]})]

    comment(client)

    sent = client.journal.sent[0]
    assert server.keys == [sent.key] * 4
    assert len(set(server.bodies)) == 1
    assert sent.key.encode() in server.bodies[0]
    assert (sent.is_acknowledged, sent.number, sent.times_sent) == (True, 7, 4)
    assert client.journal.troubles == 3


def test_a_number_is_taken_only_from_the_clients_own_act(client, server):
    server.script.append((200, {"history": [{**ACT, "state": "KG"}]}))

    comment(client)

    assert client.journal.sent[0].number is None


def test_a_refusal_is_no_acknowledgement(client, server):
    server.script.append((403, {"detail": "It is not yours."}))

    with pytest.raises(Refused, match="It is not yours"):
        comment(client)

    assert not client.journal.sent[0].is_acknowledged
    assert client.journal.sent[0].status == 403


def test_an_overtaken_act_is_tried_again_and_then_refused(client, server):
    server.script += [(409, {"detail": "Somebody else was faster."})] * 7

    with pytest.raises(Refused):
        comment(client)

    assert (client.journal.raced, client.journal.sent[0].status) == (6, 409)


def test_an_act_sent_twice_at_once_keeps_both_answers(client, server):
    client.manners.sends_twice = True
    client.rng = random.Random(4)
    server.script += [(200, {"history": [ACT], "at": "/1/"}), (200, {"history": [], "at": "/2/"})]

    while len(server.script) == 2:
        comment(client)

    assert client.journal.sent[0].answers == {"/1/", "/2/"}
