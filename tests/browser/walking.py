"""What the walks of several routes share: days to come, and the way of a paper through both bodies."""

from datetime import datetime, timedelta

from proposals.models import Decision
from records import clock
from tests.browser.reader import Reader

NARROW = 390
WAIVER = "The delegations have told the Chair that they are ready."


def in_days(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


def day(at: datetime) -> str:
    """Write the day of an instant as a date field takes it."""
    return f"{at:%Y-%m-%d}"


def approve_at_meetings(home: str, *, president: Reader, officer: Reader) -> str:
    """Take a submitted paper through circulation and both bodies (CA (a)3); return the decision's number."""
    officer.act(home, "Circulate to the member states", final=True, comments_until=in_days(10))
    president.act(home, "Open the consideration by the Working Group", mode="meeting", waiver_reason=WAIVER)
    conclude(home, "Conclude the consideration by the Working Group", president, outcome="agreed")
    president.act(home, "Open the consideration by the Committee", mode="meeting")
    conclude(home, "Conclude the consideration by the Committee", president, outcome="approved")
    number = Decision.objects.get(proposal__reference=home.split("/")[2]).number
    assert number in president.look()
    return number


def conclude(home: str, name: str, president: Reader, *, outcome: str) -> None:
    """Conclude a consideration at which every member state is present."""
    president.open(home)
    president.press(name)
    president.tick_all("present")
    president.send(name, final=True, outcome=outcome)
