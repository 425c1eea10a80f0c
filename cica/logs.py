"""How a log is written, and what must not be read in it."""

import json
import logging
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from records import trace

SECRET_IN_PATH = re.compile(r"(/feeds/)[^/\s\"']+")
"""The secret of a personal calendar (`deadlines.calendars`), wherever a path is written."""


class SecretsMasked(logging.Filter):
    """Writes `/feeds/…` in place of a personal calendar's address, in whatever message names it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message; let every record pass."""
        message = record.getMessage()
        masked = SECRET_IN_PATH.sub(r"\1…", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True


class WithoutTraceback(logging.Filter):
    """Makes one line of what any scanner can cause, such as a request for another host (DisallowedHost)."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop the traceback; let every record pass."""
        record.exc_info = record.exc_text = None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class JsonLines(logging.Formatter):
    """A line of JSON: time in UTC, process, release, the request that was worked for, and what is said."""

    def __init__(self, release: str) -> None:
        super().__init__()
        self.release = release
        self.process = process_named(sys.argv)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is one of its members."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "process": f"{self.process} {record.process}",
            "release": self.release,
            "request": getattr(getattr(record, "request", None), "trace", "") or trace.current(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class SecurityLines(JsonLines):
    """A line of the security log (`records.security`): the facts in place of a message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = json.loads(super().format(record))
        kept = {name: line[name] for name in ("at", "process", "release", "request")}
        return json.dumps(kept | vars(record)["fact"])


def process_named(arguments: Sequence[str]) -> str:
    """Return what a process of this command line is called in docs/deployment.md."""
    program = Path(arguments[0])
    name = program.parent.name if program.name == "__main__.py" else program.stem  # as `python -m` has it
    if name == "celery":
        return "scheduler" if "beat" in arguments else "courier" if "delivery" in arguments else "worker"
    if name == "granian":
        return "web"
    return " ".join(arguments[1:2]) if name == "manage" else name
