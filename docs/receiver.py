#!/usr/bin/env python3
"""Receives webhooks and reads the event stream, with nothing but Python's standard library.

    CICA_SECRET=whsec_… CICA_TOKEN=… python docs/receiver.py http://localhost:8000 --port 9000 --after 170

Takes a message only with a good signature, and takes it as a bell: what happened is then read from the event
stream after the last act it knows, so it prints each act once and in order, whatever was missed, repeated or
late. Start it again with `--after` and the last number that it printed.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TOLERANCE = 5 * 60  # seconds by which a message may be old, or our clock be wrong
LARGEST = 64 * 1024  # bytes; a message has some hundred


def is_genuine(headers, body, secret, *, now):
    """Whether the message was signed with our secret not long ago (Standard Webhooks 1.0)."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not timestamp.isdecimal() or abs(now - int(timestamp)) > TOLERANCE:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = f"v1,{base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()}"
    given = headers.get("webhook-signature", "").split(" ")  # two of them while a secret is being replaced
    return any(hmac.compare_digest(expected.encode(), each.encode()) for each in given)


class Stream:
    """The events after the last act that we know, each given out once and in order."""

    def __init__(self, base_url, token, after):
        self.address = f"{base_url.rstrip('/')}/api/v1/events/?page_size=200"
        self.headers = {"Authorization": f"Token {token}"} if token else {}
        self.after = after
        self.lock = threading.Lock()

    def catch_up(self):
        """Read on to the end of the stream, and keep where that is."""
        with self.lock:
            address = f"{self.address}&after={self.after}"
            while address:
                try:
                    with urlopen(Request(address, headers=self.headers), timeout=30) as answer:  # noqa: S310 (http)
                        page = json.load(answer)
                except HTTPError as refusal:
                    address = self.led_on(refusal)
                    continue
                for event in page["results"]:
                    handle(event)
                    self.after = event["data"]["act"]
                address = page["next"]

    def led_on(self, refusal):
        """Where to go on when acts that we know are lost, since the record was restored from a backup."""
        if refusal.code != HTTPStatus.CONFLICT:
            raise refusal
        problem = json.load(refusal)
        say(problem["detail"])  # your system undoes here what it did after that number
        self.after = problem["continue_after"]
        return f"{self.address}&after={self.after}"


def handle(event):
    """Do what your system does with an act; ours prints it."""
    data = event["data"]
    say(f"{data['act']}  {event['type']}  {data['object']['key']}  {data['state']}  {event['timestamp']}")


class Handler(BaseHTTPRequestHandler):
    """Answers at once and works afterwards: who sends a message waits for some seconds only."""

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length <= LARGEST else b""
        if not is_genuine(self.headers, body, self.server.secret, now=time.time()):
            self._answer(HTTPStatus.BAD_REQUEST)
            return
        self._answer(HTTPStatus.NO_CONTENT)
        if json.loads(body)["type"] == "test":
            say("test message")
        else:
            self.server.stream.catch_up()

    def _answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.wfile.flush()

    def log_message(self, *args):
        """Print acts only."""


def say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("base_url", help="http://localhost:8000")
    arguments.add_argument("--port", type=int, default=9000)
    arguments.add_argument("--after", type=int, default=0, help="the last act that is known already")
    given = arguments.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)  # behind your own server for https
    server.secret = os.environ["CICA_SECRET"]
    server.stream = Stream(given.base_url, os.environ.get("CICA_TOKEN", ""), given.after)
    server.stream.catch_up()
    say(f"listening on port {server.server_port}")
    server.serve_forever()


if __name__ == "__main__":
    main()
