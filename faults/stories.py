"""What delegations do: each story is a series of acts by several of them, as any integrator would send them.

`{key}` in a text is replaced by the act's key; the register keeps these texts, so the oracle finds the key
there.
"""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from faults.client import Client, NeverAnswered, Refused

LEAD, SECOND = "delegate.kz", "delegate.kg"
CHAIR, SECRETARIAT = "chair", "secretariat"
PAUSE = 1.0  # seconds between two looks at a silence
PATIENCE = 240  # seconds that a silence has to end, from its deadline
WAIVER = "The delegations have told the Chair that they are ready. {key}"
HARMLESS = ("support", "no_objection", "reservation", "interpretative_statement", "dissociation")
BIG_FILE = 3 * 1024 * 1024  # bytes; more than fits in memory, so it passes through a temporary file
ROUTE = "A"
NAME_A_VERSION = {"circulate", "conclude-swg", "conclude-soc"}

Story = Callable[[Client, random.Random, str], None]


def proposal(client: Client, rng: random.Random, measure: str) -> None:
    """Take a measure from a declaration of interest to its end, by one of the ways that lead there."""
    Proposal(client, rng, measure).tell()


class Proposal:
    """One proposal of route A on its way."""

    def __init__(self, client: Client, rng: random.Random, measure: str) -> None:
        self.client = client
        self.rng = rng
        self.measure = measure
        self.members = [who for who in client.tokens if who.startswith("delegate.")]
        self.reference = ""
        self.shown: dict[str, Any] = {}

    def tell(self) -> None:
        """Go the whole way, or leave it where chance says so."""
        self.clear_the_way()
        self.declare()
        self.designate()
        self.write()
        self.discuss()
        if not self.consider("swg"):
            return
        if not self.consider("soc"):
            return
        if by_chance(self.rng, 0.5):
            self.act(SECRETARIAT, "complete", statement="It has been carried out. {key}")

    def act(self, who: str, action: str, **body: Any) -> None:
        """Take one act of the procedure, on the version that was shown last."""
        if action in NAME_A_VERSION:
            body["digest"] = self.shown["papers"][0]["versions"][-1]["digest"]
        self.shown = self.client.post(who, f"proposals/{self.reference}/actions/{action}/", body, act=action)

    def clear_the_way(self) -> None:
        """Let the Chair withdraw what an earlier story left unfinished on the measure."""
        found = self.client.get(SECRETARIAT, f"proposals/?measure={self.measure}&route={ROUTE}")["results"]
        for row in found:
            if row["stage"] not in {"approved", "completed", "declined", "withdrawn"}:
                self.reference = row["reference"]
                self.act(CHAIR, "withdraw", reason="It was left unfinished. {key}")

    def declare(self) -> None:
        """Let two states declare their interest, and perhaps a third that leaves again."""
        body = {
            "route": ROUTE,
            "measure": self.measure,
            "offer": "coordinator",
            "statement": "We offer. {key}",
        }
        self.reference = self.client.post(LEAD, "proposals/", body, act="declare-interest")["reference"]
        self.act(SECOND, "declare-interest", offer="co_coordinator", statement="So do we. {key}")
        if by_chance(self.rng, 0.3):
            third = self.rng.choice([who for who in self.members if who not in {LEAD, SECOND}])
            self.act(third, "declare-interest", offer="none", statement="We follow it. {key}")
            self.act(third, "withdraw-interest", statement="No longer. {key}")

    def designate(self) -> None:
        """Let the Chair consult the interested states, and designate both."""
        self.act(CHAIR, "open-consultation", answer_by=in_future(days=10), message="Who? {key}")
        self.act(LEAD, "respond", answer="coordinate", statement="{key}")
        self.act(SECOND, "respond", answer="support", supports="KZ", statement="{key}")
        coordinators = [{"state": "KZ", "role": "coordinator"}, {"state": "KG", "role": "co_coordinator"}]
        self.act(
            CHAIR, "designate-coordinators", coordinators=coordinators, draft_due=day_in(30), message="{key}"
        )

    def write(self) -> None:
        """Submit a paper, perhaps have it returned once, and circulate it."""
        self.submit()
        if by_chance(self.rng, 0.3):
            self.act(SECRETARIAT, "return-to-drafters", reason="Say more. {key}")
            self.submit()
        self.act(SECRETARIAT, "circulate", comments_until=in_future(days=14), message="{key}")

    def submit(self) -> None:
        """Submit a short paper."""
        paragraphs = [{"heading": True, "en": "Objectives"}, {"en": "The states share what they know."}]
        self.act(LEAD, "submit-paper", title=f"Concept paper on {self.measure}", paragraphs=paragraphs)

    def discuss(self) -> None:
        """Let some members comment, and perhaps take the comments in."""
        for who in self.rng.sample(self.members, self.rng.randint(3, 8)):
            self.act(who, "comment", text="We have one question. {key}")
        if by_chance(self.rng, 0.2):
            self.act(SECOND, "revise", reason="To take the comments in. {key}")
            self.submit()
            self.act(SECRETARIAT, "circulate", comments_until=in_future(days=7), message="{key}")

    def consider(self, body: str) -> bool:
        """Let a body consider the paper; whether it was adopted."""
        if by_chance(self.rng, 0.5):
            return self.at_meeting(body)
        return self.by_silence(body)

    def at_meeting(self, body: str) -> bool:
        """Open, take positions, conclude."""
        self.act(CHAIR, f"open-{body}", mode="meeting", waiver_reason=WAIVER)
        consideration = self.shown["considerations"][0]
        for who in self.rng.sample(self.members, self.rng.randint(2, 6)):
            self.position(consideration["id"], who, self.rng.choice(HARMLESS))
        if by_chance(self.rng, 0.1):
            self.act(
                CHAIR, f"conclude-{body}", outcome="declined", present=consideration["roster"], reason="{key}"
            )
            return False
        outcome = "agreed" if body == "swg" else "approved"
        self.act(CHAIR, f"conclude-{body}", outcome=outcome, present=consideration["roster"], reason="{key}")
        return True

    def by_silence(self, body: str) -> bool:
        """Open a silence of a few seconds; perhaps object at a random moment around its deadline; wait for
        its end.
        """
        lasts = timedelta(seconds=self.rng.uniform(3, 8))
        closes_at = datetime.now(UTC) + lasts
        self.act(CHAIR, f"open-{body}", mode="silence", deadline=closes_at.isoformat(), waiver_reason=WAIVER)
        consideration = self.shown["considerations"][0]["id"]
        if by_chance(self.rng, 0.3):
            time.sleep(self.rng.uniform(0, lasts.total_seconds()))
            self.position(consideration, self.rng.choice(self.members), "objection")
        limit = time.monotonic() + lasts.total_seconds() + PATIENCE
        while (found := self.client.get(CHAIR, f"considerations/{consideration}/"))["outcome"] == "open":
            if time.monotonic() > limit:
                raise NeverAnswered(f"the silence {consideration} did not end")
            time.sleep(PAUSE)
        return found["outcome"] in {"agreed", "approved"}

    def position(self, consideration: int, who: str, position: str) -> None:
        """Take a position; too late for an objection is a refusal like any other."""
        body = {"position": position, "statement": "Our view. {key}"}
        self.client.post(who, f"considerations/{consideration}/positions/", body, act="take-position")


def submission(client: Client, rng: random.Random, measure: str) -> None:
    """Let two states send information together; it is disseminated, acknowledged, perhaps corrected or
    withdrawn.
    """
    readers = rng.sample([who for who in client.tokens if who not in {LEAD, SECOND, CHAIR, SECRETARIAT}], 3)
    body = {
        "measures": [measure],
        "title": "Survey of border posts",
        "text": "Forty posts were surveyed.",
        "audience": "participants",
        "authors": ["KG"],
        "again": True,  # the same words as before are meant
    }
    size = BIG_FILE if client.manners.uploads or by_chance(rng, 0.1) else 2_000
    files = {"survey.txt": b"x" * size} if client.manners.uploads or by_chance(rng, 0.5) else None
    made = client.post(LEAD, "submissions/", body, act="submit-information", files=files)
    at = f"submissions/{made['reference']}/actions/"
    client.post(SECOND, f"{at}confirm/", {}, act="confirm-submission")
    if by_chance(rng, 0.15):
        client.post(SECRETARIAT, f"{at}return/", {"reason": "The table is missing."}, act="return-submission")
        return
    client.post(SECRETARIAT, f"{at}disseminate/", {}, act="disseminate")
    for who in readers:
        client.post(who, f"{at}acknowledge/", {}, act="acknowledge")
    if by_chance(rng, 0.3):
        correction = {"title": body["title"], "text": "Forty-one posts.", "changes": "The number of posts."}
        client.post(LEAD, f"{at}correct/", correction, act="correct-submission")
        client.post(SECOND, f"{at}confirm/", {}, act="confirm-submission")
    if by_chance(rng, 0.2):
        client.post(LEAD, f"{at}withdraw/", {"reason": "It is out of date."}, act="withdraw-submission")


def activity(client: Client, rng: random.Random, measure: str) -> None:
    """Let a state enter an activity, and perhaps cancel it."""
    who = rng.choice([who for who in client.tokens if who.startswith("delegate.")])
    body = {
        "measure": measure,
        "year": datetime.now(UTC).year + 1,
        "title": "Seminar",
        "format": "online",
        "again": True,
    }
    made = client.post(who, "activities/", body, act="plan-activity")
    if by_chance(rng, 0.5):
        at = f"activities/{made['reference']}/actions/cancel-activity/"
        client.post(who, at, {"reason": "No room. {key}"}, act="cancel-activity")


STORIES: tuple[tuple[Story, int], ...] = ((proposal, 5), (submission, 2), (activity, 1))
"""Each story with how often it is told, beside the others."""


def tell_one(client: Client, rng: random.Random, measure: str) -> None:
    """Tell one story; what the system refuses ends it."""
    told = [story for story, _weight in STORIES]
    story = (
        submission if client.manners.uploads else rng.choices(told, [weight for _story, weight in STORIES])[0]
    )
    try:
        story(client, rng, measure)
    except (Refused, NeverAnswered):
        return  # the journal has it, and the oracle judges what was answered and what was not


def by_chance(rng: random.Random, share: float) -> bool:
    """Whether it happens this time; `share` is how often it does, from 0 to 1."""
    return rng.random() < share


def in_future(**ahead: float) -> str:
    """Return an instant to come, as the API takes it."""
    return (datetime.now(UTC) + timedelta(**ahead)).isoformat()


def day_in(days: int) -> str:
    """Return a day to come."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
