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
print((timezone.now() - clock.now()).total_seconds())
print(time.time() - clock.now().timestamp())
print(isinstance(clock.now(), datetime.datetime), isinstance(datetime.date.today(), datetime.date))
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

    by_django, by_python, kinds = answer.stdout.splitlines()
    assert 3500 < float(by_django) < 3700
    assert 3500 < float(by_python) < 3700
    assert kinds == "True True"
    assert connection.is_usable()
