"""A node that cannot serve must say so in time; one that does not is found out."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from faults.kinds import KINDS, outage
from faults.kinds.base import Wrong
from faults.kinds.outage import CAUSE, ask_of_health, refused_within
from faults.ports import HOST


@contextmanager
def node(
    status: int = 503, *, cause: str = CAUSE, retry_after: str = "5", waits: float = 0, drips: float = 0
) -> Iterator[int]:
    """Serve this answer to everything, after a pause, its bytes with a pause between; give the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(waits)
            body = json.dumps({"status": "not ready", "cause": cause}).encode()
            self.send_response(status)
            if retry_after:
                self.send_header("Retry-After", retry_after)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            for byte in body:
                time.sleep(drips)
                self.wfile.write(bytes([byte]))

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((HOST, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_node_that_refuses_in_time_passes(method):
    with node() as port:
        assert refused_within(port, method) < 1
        assert ask_of_health(port) < 1


@pytest.mark.parametrize("fault", [{"status": 200}, {"status": 500}, {"retry_after": ""}])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_another_answer_is_wrong(method, fault):
    with node(**fault) as port, pytest.raises(Wrong, match="while the database was frozen"):
        refused_within(port, method)


@pytest.mark.parametrize("fault", [{"status": 200}, {"cause": "2 migrations are not applied"}])
def test_another_health_is_wrong(fault):
    with node(**fault) as port, pytest.raises(Wrong, match="/healthz answered"):
        ask_of_health(port)


def test_a_node_that_waits_as_well_is_wrong(monkeypatch):
    monkeypatch.setattr(outage, "LONGEST_REFUSAL", 0.2)
    with node(waits=0.6) as port, pytest.raises(Wrong, match="did not answer within"):
        refused_within(port, "GET")


@pytest.mark.parametrize(
    "asked",
    [lambda port: refused_within(port, "GET"), lambda port: refused_within(port, "POST"), ask_of_health],
)
def test_a_node_whose_answer_comes_drop_by_drop_is_wrong(asked, monkeypatch):
    monkeypatch.setattr(outage, "LONGEST_REFUSAL", 0.3)
    monkeypatch.setattr(outage, "LONGEST_HEALTH", 0.3)
    with node(drips=0.01) as port, pytest.raises(Wrong, match=r"within 0\.3 s, but after"):
        asked(port)


def test_a_normal_run_freezes_the_database():
    (frozen,) = [fault for fault in KINDS if fault.name == "database frozen"]

    assert frozen.lasts == (30.0, 30.0)
    assert frozen.bites
