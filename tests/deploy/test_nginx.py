"""The proxy's configuration, tried with a real nginx before two small nodes."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import settings
from django.urls import resolve, reverse

from deploy import programs, secret_files
from deploy.compose import ROOT
from deploy.processes import free_ports
from records.documents import LARGEST_UPLOAD
from web.api.errors import KINDS, TYPE_PREFIX

CONFIGURATION = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx", path=programs.PLACES)
START_LIMIT = 20  # seconds
MEBIBYTE = 1024 * 1024


def test_the_largest_upload_passes_and_hardly_more():
    lines = (CONFIGURATION / "nginx.conf").read_text().split(";")
    limit = next(line.split()[-1] for line in lines if "client_max_body_size" in line)
    largest = LARGEST_UPLOAD + settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    assert limit.endswith("m")
    assert 0 <= int(limit[:-1]) * MEBIBYTE - largest <= MEBIBYTE


def test_the_addresses_that_it_treats_apart_are_those_of_the_site():
    text = (CONFIGURATION / "nginx.conf").read_text()

    for name in ["account_login", "account_reset_password"]:
        assert f'"POST {reverse(name)}"' in text
    assert resolve("/accounts/password/reset/key/1-secret/").url_name == "account_reset_password_from_key"
    assert resolve("/feeds/secret.ics").url_name == "personal-feed"


def test_a_refusal_of_the_proxy_has_the_type_that_the_api_gives_it():
    text = (CONFIGURATION / "nginx.conf").read_text()
    said = [json.loads(problem) for problem in re.findall(r"return \d+ '(\{.*\})';", text)]

    types = {answer["status"]: answer["type"] for answer in said}
    assert types == {status: f"{TYPE_PREFIX}{KINDS[HTTPStatus(status)]}" for status in (413, 429, 503)}


needs_nginx = pytest.mark.skipif(
    NGINX is None or os.geteuid() != 0,
    reason="nginx is not installed, or not started as the root that it needs",
)


class Node(ThreadingHTTPServer):
    """A web node that remembers what it was sent, and can hang up in mid-request."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Page)
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.hangs_up = False
        self.status = 200


class Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers))
        if self.server.hangs_up:
            self.close_connection = True
            return
        self.send_response(self.server.status)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def do_POST(self):
        self.do_GET()

    def log_message(self, *line):
        """Say nothing."""


class Proxy:
    """nginx before two nodes, in a folder of its own."""

    def __init__(self, folder, nodes):
        self.folder, self.nodes = folder, nodes
        self.port, self.plain = free_ports(2)
        self.trust = None

    def configure(self):
        shutil.copytree(CONFIGURATION, self.folder / "cica")
        secret_files.make_certificate(self.folder, host="localhost")
        self.trust = ssl.create_default_context(cafile=str(self.folder / "tls_certificate"))
        place = self.folder / "cica" / "place"
        servers = [f"server 127.0.0.1:{node.server_port} max_fails=0;" for node in self.nodes]
        (place / "nodes.conf").write_text("\n".join(servers))
        (place / "http.conf").write_text(f"listen 127.0.0.1:{self.plain};")
        (place / "https.conf").write_text(
            f"listen 127.0.0.1:{self.port} ssl; ssl_certificate {self.folder}/tls_certificate;"
            f"ssl_certificate_key {self.folder}/tls_key;"
        )

    def command(self, *more):
        files = ["-p", str(self.folder), "-c", str(self.folder / "cica" / "nginx.conf")]
        return [NGINX, "-e", "stderr", *files, *more]

    def ask(self, method, path, *, headers=None, body=None):
        """Ask once, over a connection of its own; return the answer with its content as `text`."""
        asking = http.client.HTTPSConnection("localhost", self.port, context=self.trust, timeout=20)
        asking.request(method, path, headers=headers or {}, body=body)
        answer = asking.getresponse()
        answer.text = answer.read().decode()
        asking.close()
        return answer

    def asked(self):
        """What both nodes were sent."""
        return [request for node in self.nodes for request in node.asked]

    def log(self):
        return (self.folder / "log").read_text()


@pytest.fixture
def nodes():
    with ExitStack() as running:
        both = [running.enter_context(Node()) for _ in range(2)]
        for node in both:
            threading.Thread(target=node.serve_forever, daemon=True).start()
            running.callback(node.shutdown)
        yield both


@pytest.fixture
def proxy(nodes, tmp_path):
    proxy = Proxy(tmp_path, nodes)
    proxy.configure()
    with running(proxy):
        yield proxy


@contextmanager
def running(proxy):
    """Run a proxy that is configured; it must end well."""
    with (proxy.folder / "log").open("w") as log:
        process = subprocess.Popen(proxy.command(), stdout=log, stderr=log)
    limit = time.monotonic() + START_LIMIT
    while time.monotonic() < limit and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", proxy.port)):
            break
        time.sleep(0.05)
    yield
    process.terminate()
    assert process.wait(20) == 0, proxy.log()


@needs_nginx
def test_nginx_finds_nothing_wrong(nodes, tmp_path):
    proxy = Proxy(tmp_path, nodes)
    proxy.configure()

    said = subprocess.run(proxy.command("-t"), capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr


@needs_nginx
def test_debians_nginx_understands_the_places_that_are_shipped_for_it(nodes, tmp_path):
    proxy = Proxy(tmp_path, nodes)
    proxy.configure()
    place = tmp_path / "cica" / "place"
    for shipped in (CONFIGURATION / "place-debian").iterdir():
        text = shipped.read_text().replace("/etc/cica/secrets", str(tmp_path))
        for listening, port in (("listen 80", proxy.plain), ("listen 443", proxy.port)):
            text = text.replace(listening, f"listen 127.0.0.1:{port}")
        (place / shipped.name).write_text(text)

    said = subprocess.run(proxy.command("-t"), capture_output=True, text=True, check=False)

    assert said.returncode == 0, said.stderr
    assert {path.name for path in place.iterdir()} == {
        path.name for path in (CONFIGURATION / "place").iterdir()
    }


@needs_nginx
def test_what_a_client_says_of_itself_is_said_anew(proxy):
    forged = {
        "X-Forwarded-For": "192.0.2.1", "X-Real-IP": "192.0.2.1", "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example", "Forwarded": "for=192.0.2.1", "X-Request-ID": "mine",
        "X-Received-At": "0",
    }  # fmt: skip

    answer = proxy.ask("GET", "/", headers=forged)

    ((_method, _path, headers),) = proxy.asked()
    assert headers["x-forwarded-for"] == headers["x-real-ip"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == f"localhost:{proxy.port}"
    assert headers["x-request-id"] == answer.headers["X-Request-ID"] != "mine"
    assert abs(float(headers["x-received-at"]) - time.time()) < 60
    assert not {"x-forwarded-host", "forwarded"} & headers.keys()


@needs_nginx
def test_what_may_have_been_done_is_not_sent_to_another_node(proxy, nodes):
    for node in nodes:
        node.hangs_up = True

    answer = proxy.ask("POST", "/api/v1/proposals/", body="{}")

    assert [method for method, _path, _headers in proxy.asked()] == ["POST"]
    assert answer.status == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "10"
    assert "Idempotency-Key" in answer.text


@needs_nginx
def test_a_page_is_asked_of_the_other_node(proxy, nodes):
    nodes[0].hangs_up = True

    answers = [proxy.ask("GET", "/").status for _ in range(6)]

    assert answers == [200] * 6
    assert nodes[0].asked


@needs_nginx
def test_an_act_goes_to_the_other_node_where_one_takes_no_connection(proxy, nodes):
    nodes[0].shutdown()
    nodes[0].socket.close()

    answers = [proxy.ask("POST", "/api/v1/proposals/", body="{}").status for _ in range(6)]

    assert answers == [200] * 6
    assert len(nodes[1].asked) == 6


@needs_nginx
def test_the_reader_of_a_page_is_told_in_three_languages_that_nobody_answers(proxy, nodes):
    for node in nodes:
        node.hangs_up = True

    answer = proxy.ask("GET", "/proposals/")

    assert answer.status == 503
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert all(word in answer.text for word in ["does not answer", "не отвечает", "ne répond pas"])


@needs_nginx
def test_a_nodes_own_refusal_passes_as_it_is(proxy, nodes):
    for node in nodes:
        node.status = 503

    assert proxy.ask("GET", "/healthz").text == "ok"
    assert proxy.ask("GET", "/api/v1/").text == "ok"


@needs_nginx
def test_no_secret_of_an_address_is_in_the_log(proxy, nodes):
    carried = {"Referer": "https://x/secret", "Authorization": "Token secret"}
    for path in ["/search/?q=secret", "/accounts/password/reset/key/1-secret/", "/feeds/secret.ics"]:
        proxy.ask("GET", path, headers=carried)
    for node in nodes:
        node.hangs_up = True
    proxy.ask("GET", "/feeds/secret.ics")
    proxy.ask("GET", "/members/KZ/")
    time.sleep(0.2)

    assert "secret" not in proxy.log()
    assert '"path":"/feeds/…"' in proxy.log()
    assert '"path":"/accounts/password/reset/key/…"' in proxy.log()
    assert '"path":"/members/KZ/","status":503' in proxy.log()


@needs_nginx
def test_no_secret_is_in_the_log_however_grave_the_error(nodes, tmp_path):
    proxy = Proxy(tmp_path, nodes)
    proxy.configure()
    # A socket that is not there is `crit` to nginx, as a connection that a firewall's rule forbids.
    (tmp_path / "cica" / "place" / "nodes.conf").write_text(f"server unix:{tmp_path}/none max_fails=0;")
    with running(proxy):
        answer = proxy.ask("GET", "/feeds/zwitscher.ics")
        time.sleep(0.2)

    assert answer.status == 503
    assert "zwitscher" not in proxy.log()


@needs_nginx
def test_attempts_to_log_in_are_limited_and_nothing_else_is(proxy):
    reading = [proxy.ask("GET", "/accounts/login/").status for _ in range(25)]
    attempts = [proxy.ask("POST", "/accounts/login/", body="login=a").status for _ in range(25)]

    assert set(reading) == {200}
    assert attempts[:21] == [200] * 21
    assert 429 in attempts[21:]


@needs_nginx
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/search/?q=a", "text/html; charset=utf-8"),
        ("/proposals/?stage=open&search=a", "text/html; charset=utf-8"),
        ("/proposals/?%73e%61rch=a", "text/html; charset=utf-8"),
        ("/api/v1/proposals/?se%61r%63h=a", "application/problem+json"),
        ("/api/v1/proposals/?search=a", "application/problem+json"),
    ],
)
def test_searches_are_limited_and_nothing_else_is(proxy, path, kind):
    searches = [proxy.ask("GET", path, headers={"Cookie": "sessionid=a"}) for _ in range(30)]
    reading = [proxy.ask("GET", path.partition("?")[0].replace("search", "x")).status for _ in range(5)]

    assert [answer.status for answer in searches[:21]] == [200] * 21
    refused = [answer for answer in searches if answer.status == 429]
    assert refused
    assert {(answer.headers["Content-Type"], answer.headers["Retry-After"]) for answer in refused} == {
        (kind, "60")
    }
    assert set(reading) == {200}


@needs_nginx
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/exchange/new/", "text/html; charset=utf-8"),
        ("/api/v1/submissions/", "application/problem+json"),
    ],
)
def test_what_is_too_large_reaches_no_node(proxy, path, kind):
    asking = http.client.HTTPSConnection("localhost", proxy.port, context=proxy.trust, timeout=20)
    asking.putrequest("POST", path)
    asking.putheader("Content-Length", str(104 * MEBIBYTE))
    asking.endheaders()
    answer = asking.getresponse()
    asking.close()

    assert (answer.status, answer.headers["Content-Type"]) == (413, kind)
    assert proxy.asked() == []


@needs_nginx
def test_plain_http_leads_to_https_but_for_the_balancer(proxy):
    asking = http.client.HTTPConnection("localhost", proxy.plain, timeout=20)
    asking.request("GET", "/members/?as_of=2007-10-04")
    answer = asking.getresponse()
    answer.read()
    asking.request("GET", "/healthz")
    health = asking.getresponse()
    health.read()
    asking.close()

    assert answer.status == 308
    assert answer.headers["Location"] == "https://localhost/members/?as_of=2007-10-04"
    assert health.status == 200
    ((_method, path, headers),) = proxy.asked()
    assert (path, headers["x-forwarded-proto"]) == ("/healthz", "http")
