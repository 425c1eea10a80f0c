"""The node with the wrong clock has one, and the database's clock is not touched by it."""

import os
import subprocess
import sys

from django.conf import settings
from django.db import connection

WHAT_IT_SEES = """
import faults.skewed, datetime, time
from django.utils import timezone
from django.db import connection
from records import clock
from web.api.renderers import json_bytes
print((timezone.now() - clock.now()).total_seconds())
print(time.time() - clock.now().timestamp())
print(isinstance(clock.now(), datetime.datetime), isinstance(datetime.date.today(), datetime.date))
day, instant = datetime.date.fromisoformat("2026-11-30"), datetime.datetime.fromtimestamp(0, datetime.UTC)
print(json_bytes([instant, day]))
"""


def test_it_sees_an_hour_more_than_the_database(db):
    environment = os.environ | {
        "CLOCK_OFF_BY": "3600",
        "DJANGO_SETTINGS_MODULE": "cica.settings.local",
        "DATABASE_URL": settings.DATABASE_URL,
    }

    answer = subprocess.run(
        [sys.executable, "-c", WHAT_IT_SEES],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip

    by_django, by_python, kinds, as_json = answer.stdout.splitlines()
    assert 3500 < float(by_django) < 3700
    assert 3500 < float(by_python) < 3700
    assert kinds == "True True"
    assert as_json == """b'["1970-01-01T00:00:00Z","2026-11-30"]'"""
    assert connection.is_usable()
