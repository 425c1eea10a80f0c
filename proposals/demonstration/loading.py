"""Loads the demonstration: all of it, in one transaction, once."""

import time
from collections.abc import Iterable
from enum import StrEnum

from django.db import connection, transaction

from proposals.demonstration import annex, others
from proposals.demonstration.annex import Waits
from proposals.demonstration.cast import Cast
from proposals.models import Proposal
from records import clock

LOADING_LOCK = 20071
"""The advisory lock of loading, so that two commands at once load one demonstration."""


class Loaded(StrEnum):
    """What loading found and did."""

    NOW = "loaded"
    BEFORE = "there already"
    NOT = "not loaded"


def load() -> Loaded:
    """Load the demonstration into a record without proposals.

    Where it was loaded before, nothing changes; where the record has its own proposals, nothing is mixed in.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING_LOCK])
        if Proposal.objects.filter(is_demonstration=True).exists():
            return Loaded.BEFORE
        if Proposal.objects.exists():
            return Loaded.NOT
        cast = Cast()
        tell([story(cast) for story in (*annex.STORIES, *others.STORIES)])
        return Loaded.NOW


def tell(stories: Iterable[Waits]) -> None:
    """Tell the stories to their end; those that wait for a silence to end go on after all the others."""
    first_halves = [(story, next(story, None)) for story in stories]
    for story, until in first_halves:
        if until is None:
            continue
        time.sleep(max(0.0, (until - clock.now()).total_seconds()))
        if next(story, None):
            raise RuntimeError("a story of the demonstration waits once at most")
