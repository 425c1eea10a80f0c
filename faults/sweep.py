"""Asks for pages as a delegate's browser does, while something is down that no page may need."""

import time
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException

from faults.kinds.base import Wrong
from faults.ports import HOST

SLOWEST = 6.0  # seconds for one page, on a machine that is busy with the load
PAGES = (
    "/", "/members/", "/members/KZ/", "/catalogue/", "/catalogue/ECO-2/", "/coordinators/", "/proposals/",
    "/exchange/", "/experts/", "/meetings/", "/implementation/", "/decisions/", "/register/", "/procedure/",
    "/search/?q=survey", "/inbox/", "/notices/rules/", "/deadlines/", "/api/v1/", "/api/v1/proposals/",
    "/api/v1/considerations/", "/api/v1/submissions/", "/api/v1/register/", "/api/v1/inbox/",
    "/api/v1/measures/", "/healthz",
)  # fmt: skip


def sweep(pages: Sequence[str], *, port: int, session: str) -> float:
    """Ask for each page once; return how many seconds the slowest took. Raises Wrong for one that fails."""
    slowest = 0.0
    for page in pages:
        began = time.monotonic()
        connection = HTTPConnection(HOST, port, timeout=SLOWEST)
        try:
            connection.request("GET", page, headers={"Cookie": f"sessionid={session}"})
            status = connection.getresponse().status
        except (OSError, HTTPException) as error:
            raise Wrong(f"{page} did not answer: {error!r}") from error
        finally:
            connection.close()
        if status != 200:  # noqa: PLR2004 (OK)
            raise Wrong(f"{page} answered {status}")
        slowest = max(slowest, time.monotonic() - began)
    return slowest
