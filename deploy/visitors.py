"""Who comes through the proxy: a person with a browser, a ministry's system, a reader who never stops."""

import email
import email.policy
import importlib.util
import re
import ssl
import threading
import uuid
from collections import Counter
from email.message import EmailMessage
from http import HTTPStatus
from http.client import HTTPSConnection
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from deploy.compose import ROOT
from deploy.processes import Failure

PATIENCE = 20  # seconds for one answer
AWAY = {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
REPEATS = 5  # times that a request is sent again, with the same Idempotency-Key
READS_EVERY = 0.1  # seconds
TOKEN_FIELD = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def load_route_a() -> ModuleType:
    """docs/route_a.py, the integrator's script, as a module; it says nothing."""
    path = ROOT / "docs" / "route_a.py"
    specification = importlib.util.spec_from_file_location("route_a", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    module.say = lambda text: None
    return module


class System:
    """A ministry's system: speaks the API in several names, and repeats what no node has answered.

    Has the methods of `route_a.Api`, so that the steps of that script can be walked with it.
    """

    def __init__(self, *, address: str, trust: ssl.SSLContext, tokens: dict[str, str]):
        self.tokens = tokens
        self.client = httpx.Client(base_url=f"{address}/api/v1/", verify=trust, timeout=PATIENCE)
        self.repeats = 0

    def get(self, who: str, path: str, *, expect: int = HTTPStatus.OK, **query: str) -> Any:
        return self._answer("GET", path, who=who, expect=expect, params=query).json()

    def post(
        self, who: str, path: str, body: Any, *, expect: int = HTTPStatus.OK, key: str | None = None
    ) -> Any:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        return self._answer("POST", path, who=who, expect=expect, json=body, headers=headers).json()

    def _answer(self, method: str, path: str, *, who: str, expect: int, **request: Any) -> httpx.Response:
        headers = dict(request.pop("headers", {}))
        if who in self.tokens:
            headers["Authorization"] = f"Token {self.tokens[who]}"
        for _attempt in range(REPEATS):
            try:
                answer = self.client.request(method, path, headers=headers, **request)
            except httpx.TransportError:
                self.repeats += 1
                continue
            if answer.status_code == expect:
                return answer
            if answer.status_code not in AWAY:
                raise Failure(f"{method} {path} by {who}: {answer.status_code}: {answer.text[:300]}")
            self.repeats += 1
        raise Failure(f"{method} {path} by {who}: no node answered {REPEATS} times")


class Browser:
    """A person's browser: it keeps cookies, follows redirections, and sends forms with their token."""

    def __init__(self, *, address: str, trust: ssl.SSLContext):
        headers = {"Origin": address}
        self.client = httpx.Client(
            base_url=address, verify=trust, timeout=PATIENCE, follow_redirects=True, headers=headers
        )

    def read(self, path: str) -> httpx.Response:
        """Ask for a page that must be there."""
        answer = self.client.get(path)
        if answer.status_code != HTTPStatus.OK:
            raise Failure(f"GET {path}: {answer.status_code}")
        return answer

    def send(self, page: str, fields: dict[str, Any], *, files: Any = None) -> httpx.Response:
        """Fill in the form of a page and send it to where the page lies."""
        token = TOKEN_FIELD.search(self.read(page).text)
        if token is None:
            raise Failure(f"{page} has no form")
        referer = {"Referer": str(self.client.base_url.join(page))}
        data = fields | {"csrfmiddlewaretoken": token[1]}
        answer = self.client.post(page, data=data, files=files, headers=referer)
        if answer.status_code != HTTPStatus.OK:
            raise Failure(f"POST {page}: {answer.status_code}")
        return answer

    def log_in(self, username: str, password: str) -> None:
        """Log in by the page's form."""
        answer = self.send("/accounts/login/", {"login": username, "password": password})
        if answer.url.path != "/inbox/":
            raise Failure(f"log-in of {username} led to {answer.url.path}")


class Reader(threading.Thread):
    """Reads one page again and again, in a session, as long as the `with` block lasts."""

    def __init__(self, browser: Browser, path: str):
        super().__init__(daemon=True)
        self.browser, self.path = browser, path
        self.answers: Counter[str] = Counter()
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.wait(READS_EVERY):
            try:
                answer = self.browser.client.get(self.path)
                self.answers[f"{answer.status_code} {answer.url.path}"] += 1
            except httpx.TransportError as error:
                self.answers[type(error).__name__] += 1

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        self.join(PATIENCE)

    def said(self) -> str:
        """How often the page came; raises `Failure` if it ever did not."""
        expected = f"{HTTPStatus.OK:d} {self.path}"
        if set(self.answers) != {expected}:
            raise Failure(f"a reader of {self.path} was answered {dict(self.answers)}")
        return f"{self.answers[expected]} pages read meanwhile, none failed"


def mails_in(folder: Path) -> list[EmailMessage]:
    """The messages that the mail server has been given."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("new/*"))
    ]


def password_links_in(mail: EmailMessage) -> list[str]:
    """The addresses in a mail at which a password is set."""
    text = mail.get_body(["plain"]).get_content()
    return [line for line in text.split() if "/accounts/password/reset/key/" in line]


def announced(size: int, *, address: str, trust: ssl.SSLContext) -> tuple[int, str]:
    """Announce an upload of that many bytes and send none; return the answer's status and media type."""
    asking = HTTPSConnection(urlsplit(address).netloc, context=trust, timeout=PATIENCE)
    asking.putrequest("POST", "/api/v1/submissions/")
    asking.putheader("Content-Length", str(size))
    asking.endheaders()
    answer = asking.getresponse()
    asking.close()
    return answer.status, answer.headers["Content-Type"]
