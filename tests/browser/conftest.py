"""Chromium, driven as a person would: one window for each reader, wide or narrow."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from members.actor import Actor
from records import clock
from tests.browser.reader import Reader
from tests.factories.members import browser as logged_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Start Debian's Chromium once for a module, without a window.

    Not for the session: in a thread with an event loop Django's connections are of another context, and one
    that a later test opened would still be open, out of reach, when the database is to be dropped.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed.")
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with playwright.sync_playwright() as running:
        # As root Chromium refuses its sandbox; the pages it opens here are our own.
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def pass_days(monkeypatch) -> Callable[[int], None]:
    """Let days go by on the clocks that the system asks: the database's, and the server's for "today"."""
    gone = [timedelta()]
    for place in (clock, timezone):
        monkeypatch.setattr(place, "now", lambda real=place.now: real() + gone[0])

    def go_by(days: int) -> None:
        gone[0] += timedelta(days=days)

    return go_by


@pytest.fixture
def open_window(chromium, live_server, tmp_path) -> Iterator[Callable[..., Reader]]:
    """Return `open_window(actor, width=1280)`: a window in which the actor is logged in.

    Pictures go to the folder that `SCREENSHOTS` names, else to the test's own.
    """
    contexts = []
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def window(actor: Actor, *, width: int = 1280) -> Reader:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, timezone_id="Asia/Almaty"
        )
        contexts.append(context)
        if actor.account:
            value = logged_in(actor).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
            )
        return Reader(context.new_page(), folder)

    yield window
    for context in contexts:
        context.close()
