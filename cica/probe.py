"""`python -m cica.probe web|worker|scheduler`: whether that process of this container does its work.

Exits with 0 or 1, for a health check of Docker's or of any other supervisor.
"""

import argparse
import os
import socket
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

PATIENCE = 5  # seconds
STANDSTILL = 120  # seconds without a task asked for, after which the scheduler is not at work


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("process", choices=PROBES)
    parser.add_argument("--port", type=int, default=8000, help="where web listens")
    parser.add_argument("--node", default=f"celery@{socket.gethostname()}", help="how the worker is called")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cica.settings.production")
    return 0 if PROBES[arguments.process](arguments) else 1


def web_answers(arguments: argparse.Namespace) -> bool:
    """Whether the health page is content, asked for by the name that the site is known by."""
    asking = HTTPConnection("127.0.0.1", arguments.port, timeout=PATIENCE)
    try:
        asking.request("GET", "/healthz", headers={"Host": urlsplit(settings.BASE_URL).netloc})
        return asking.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()


def worker_answers(arguments: argparse.Namespace) -> bool:
    """Whether the worker answers through the broker."""
    from cica.celery import app  # noqa: PLC0415  costly, and the others need none of it

    return bool(app.control.ping(destination=[arguments.node], timeout=PATIENCE, limit=1))


def scheduler_moves(arguments: argparse.Namespace) -> bool:
    """Whether it has written its schedule lately, as it does at each task that it asks for.

    How the file's name ends is the dbm library's choice.
    """
    schedule = Path(settings.CELERY_BEAT_SCHEDULE_FILENAME)
    written = [path.stat().st_mtime for path in schedule.parent.glob(f"{schedule.name}*")]
    return max(written, default=0) > time.time() - STANDSTILL


PROBES: dict[str, Callable[[argparse.Namespace], bool]] = {
    "web": web_answers,
    "worker": worker_answers,
    "scheduler": scheduler_moves,
}

if __name__ == "__main__":
    sys.exit(main())
