"""The log of an installation: a line of JSON for each thing said, and no secret."""

import json
import logging
import logging.config
import sys

import pytest
from django.conf import settings
from django.test import Client

from cica.logs import JsonLines, process_named
from records import trace


@pytest.fixture
def lines(monkeypatch):
    """What the log would print in production, as it comes."""
    monkeypatch.setattr(sys, "argv", ["/venv/bin/celery", "--app", "cica", "worker", "--queues", "delivery"])
    written = []
    handler = logging.Handler()
    handler.setFormatter(JsonLines("1.2"))
    handler.emit = lambda record: written.append(handler.format(record))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_line_has_time_process_release_and_request(lines):
    with trace.following("4f2a"):
        logging.getLogger("cica.any").warning("Two\nlines, %s", "одна")

    (line,) = map(json.loads, lines)
    assert line["at"].endswith("+00:00")
    assert line["process"].startswith("courier ")
    assert (line["release"], line["request"], line["level"]) == ("1.2", "4f2a", "WARNING")
    assert (line["logger"], line["message"]) == ("cica.any", "Two\nlines, одна")


def test_what_django_says_of_a_request_names_it(lines):
    answer = Client().get("/api/v1/nothing/")

    (line,) = [line for line in map(json.loads, lines) if line["logger"] == "django.request"]
    assert line["request"] == answer["X-Request-ID"]


def test_a_traceback_is_a_member_of_its_line(lines):
    try:
        int("no number")
    except ValueError:
        logging.getLogger("cica.any").exception("It failed.")

    (line,) = map(json.loads, lines)
    assert "ValueError: invalid literal" in line["traceback"]


def test_a_request_for_another_host_is_one_line_without_traceback(lines):
    Client().get("/", headers={"Host": "evil.example"})

    said = [line for line in map(json.loads, lines) if line["logger"] == "django.security.DisallowedHost"]
    assert [line["level"] for line in said] == ["WARNING"]
    assert "traceback" not in said[0]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("/venv/bin/granian --interface wsgi", "web"),
        ("/venv/site-packages/granian/__main__.py --interface wsgi", "web"),
        ("/venv/bin/celery --app cica worker --queues celery", "worker"),
        ("/venv/bin/celery --app cica worker --queues delivery", "courier"),
        ("/venv/bin/celery --app cica beat", "scheduler"),
        ("manage.py migrate --no-input", "migrate"),
        ("/srv/cica/cica/work.py celery", "work"),
    ],
)
def test_a_process_is_called_as_the_documents_call_it(words, name):
    assert process_named(words.split()) == name


def test_every_logger_of_the_settings_can_be_made():
    logging.config.dictConfigClass(settings.LOGGING)
