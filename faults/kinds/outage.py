"""Asks a node that cannot serve: it must say so in time, with the cause, and when to ask again."""

import json
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPResponse

from faults.kinds.base import Wrong
from faults.ports import HOST

LONGEST_REFUSAL = 15.0
"""Seconds: a request waits for a lane until the one before gave up, and then finds it out for itself."""
LONGEST_HEALTH = 2.5  # seconds, on a machine that is busy with the load
CAUSE = "the database does not answer"
ASKED = {"GET": "/catalogue/", "POST": "/api/v1/proposals/"}
"""What is asked by method: a page, and an act of nobody, whose right the database would be asked for."""


def refused_within(port: int, method: str) -> float:
    """Return after how many seconds the node refused a request with 503 and `Retry-After`; raise Wrong."""
    answer, _body, took = _ask(port, method, ASKED[method], seconds=LONGEST_REFUSAL)
    if answer.status != HTTPStatus.SERVICE_UNAVAILABLE or not answer.getheader("Retry-After", "").isdigit():
        raise Wrong(f"{method} {ASKED[method]} answered {answer.status} while the database was frozen")
    return took


def ask_of_health(port: int) -> float:
    """Return after how many seconds the node named the cause of its not being ready; raise Wrong."""
    answer, body, took = _ask(port, "GET", "/healthz", seconds=LONGEST_HEALTH)
    if answer.status != HTTPStatus.SERVICE_UNAVAILABLE or json.loads(body).get("cause") != CAUSE:
        raise Wrong(f"/healthz answered {answer.status} {body[:200]!r} while the database was frozen")
    return took


def _ask(port: int, method: str, path: str, *, seconds: float) -> tuple[HTTPResponse, bytes, float]:
    """Return the answer, its body and after how many seconds it was whole; raise Wrong after so many.

    A socket's timeout begins anew with each byte, so what comes drop by drop is found by the clock.
    """
    connection = HTTPConnection(HOST, port, timeout=seconds)
    began = time.monotonic()
    try:
        body, headers = ("{}", {"Content-Type": "application/json"}) if method == "POST" else (None, {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, HTTPException) as error:
        raise Wrong(f"{method} {path} did not answer within {seconds:g} s: {error!r}") from error
    finally:
        connection.close()
    if (took := time.monotonic() - began) > seconds:
        raise Wrong(f"{method} {path} did not answer within {seconds:g} s, but after {took:.1f} s")
    return answer, content, took
