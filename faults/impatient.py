"""The workers' Celery application with as many retries as ever, none of which waits for longer than seconds.

A real schedule goes on for days (`notices.channels`), and a run of minutes would not see its end. What is cut
short are the waits alone: how often a thing is tried, and when it counts as refused, stays as it is.
"""

from dataclasses import replace
from datetime import timedelta

import django

django.setup()

from cica.celery import app  # noqa: E402 (the settings go first)
from notices.channels import CHANNELS, known_channels  # noqa: E402
from records import supplying  # noqa: E402

LONGEST_WAIT = timedelta(seconds=8)

impatient = {
    channel.name: replace(channel, waits=tuple(min(wait, LONGEST_WAIT) for wait in channel.waits))
    for channel in known_channels()
}
supplied = {**supplying.read(), CHANNELS: impatient}
supplying.read = lambda: supplied  # what apps declare stands; these workers read something else

__all__ = ["app"]
