"""One proposal of the demonstration, told act by act. Every line of a story is an act of the procedure."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from papers.models import Paragraph, Version
from proposals import actions
from proposals.demonstration.cast import CHAIR, SECRETARIAT, Cast
from proposals.demonstration.papers import Text
from proposals.enums import Action, Mode, PositionKind
from proposals.models import Consideration, Proposal
from records import clock
from records.door import take
from records.refusals import Refusal

EARLY = "Demonstration: the delegations have told the Chair that they are ready."
"""Why a comment period is waived or a silence is short: the demonstration cannot wait for weeks."""
SHORTEST_SILENCE = timedelta(seconds=3)
"""How long the demonstration's own silences last, on a machine that is quick enough."""


class Story:
    """Performs one proposal's acts, each by a part of the cast: a state's code, `chair`, `secretariat`."""

    def __init__(self, cast: Cast, measure: str) -> None:
        self.cast = cast
        self.measure = measure
        self.reference = ""

    def declare(self, state: str, *, offer: str = "none", statement: str = "") -> None:
        """Declare a state's interest; the first declaration opens a proposal, marked as a demonstration."""
        body = {"offer": offer, "statement": statement}
        if self.reference:
            self.act(state, Action.DECLARE_INTEREST, **body)
            return
        taken = actions.declare(measure=self.measure, actor=self.cast[state], data=body)
        self.reference = taken.subject.proposal.reference
        Proposal.objects.filter(reference=self.reference).update(is_demonstration=True)

    def act(self, part: str, action: str, **body: Any) -> None:
        """Perform one act with its body as the API would take it."""
        take(action, actions.PROPOSALS.at(self.reference), actor=self.cast[part], data=body)

    def on_behalf_of(self, state: str, note_number: str, action: str, **body: Any) -> None:
        """Let the secretariat enter a state's act, which came by a note verbale of today."""
        note = {
            "on_behalf_of": state,
            "note_number": note_number,
            "note_date": clock.now().date().isoformat(),
        }
        self.act(SECRETARIAT, action, **body, **note)

    def consult(self, *, answer_in_days: int = 10, message: str = "") -> None:
        """Let the Chair open the consultation."""
        self.act(CHAIR, Action.OPEN_CONSULTATION, answer_by=noon_in(answer_in_days), message=message)

    def designate(self, *, draft_in_days: int = 45, message: str = "", **roles: str) -> None:
        """Let the Chair designate, `AZ="coordinator"`."""
        lines = [{"state": state, "role": role} for state, role in roles.items()]
        due = (clock.now() + timedelta(days=draft_in_days)).date().isoformat()
        self.act(CHAIR, Action.DESIGNATE_COORDINATORS, coordinators=lines, draft_due=due, message=message)

    text: Text
    """What was submitted last."""

    def submit(self, state: str, text: Text) -> None:
        """Submit a text, and keep it with the identities its paragraphs were given."""
        lines = [line.as_field() for line in text.lines]
        self.act(state, Action.SUBMIT_PAPER, title=text.title, paragraphs=lines)
        latest = Version.objects.filter(paper__proposal__reference=self.reference).order_by("-number")[:1]
        identities = Paragraph.objects.filter(version=latest.get()).order_by("position")
        self.text = text.identified(
            [str(identity) for identity in identities.values_list("identity", flat=True)]
        )

    def circulate(self, *, comments_in_days: int = 21, message: str = "") -> None:
        """Let the secretariat circulate the paper."""
        self.act(SECRETARIAT, Action.CIRCULATE, comments_until=noon_in(comments_in_days), message=message)

    def comment(self, state: str, text: str, *, on: str = "", wording: str = "") -> None:
        """Comment on the paper, or on the paragraph that begins with `on`."""
        paragraph = {"paragraph": self._identity(on)} if on else {}
        self.act(state, Action.COMMENT, text=text, proposed_wording=wording, **paragraph)

    def consider(self, action: str, *, silence_until: datetime | None = None) -> None:
        """Let the Chair open a consideration: at a meeting, or by a silence until an instant."""
        mode = Mode.SILENCE if silence_until else Mode.MEETING
        deadline = {"deadline": silence_until} if silence_until else {}
        self.act(CHAIR, action, mode=mode, waiver_reason=EARLY, **deadline)

    def short_silence(self, action: str, *positions: Callable[[], None]) -> datetime:
        """Open a silence that ends in a moment, take the positions within it, and return its end.

        Where a machine is too slow for that, everything is undone and begun again with a longer moment.
        """
        moment = SHORTEST_SILENCE
        while True:
            end = clock.now() + moment
            try:
                with transaction.atomic():
                    self.consider(action, silence_until=end)
                    for position in positions:
                        position()
            except Refusal:
                if clock.now() < end:
                    raise
                moment *= 2
            else:
                return end

    def position(self, state: str, position: PositionKind, statement: str = "", *, on: str = "") -> None:
        """Take a state's position, to the paragraph that begins with `on` where given."""
        paragraphs = [self._identity(on)] if on else []
        self.act(state, Action.TAKE_POSITION, position=position, statement=statement, paragraphs=paragraphs)

    def conclude(self, action: str, outcome: str, *, reason: str = "", absent: tuple[str, ...] = ()) -> None:
        """Let the Chair conclude a meeting at which all the roster but `absent` was present."""
        roster = self.consideration().roster
        present = [state for state in roster if state not in absent]
        self.act(CHAIR, action, outcome=outcome, present=present, reason=reason)

    def consideration(self) -> Consideration:
        """Return the latest consideration."""
        return Consideration.objects.filter(proposal__reference=self.reference).latest("pk")

    def settle(self) -> None:
        """Close the silence whose deadline has come, as the worker would."""
        actions.settle(Proposal.objects.get(reference=self.reference).pk)

    def _identity(self, beginning: str) -> str:
        return self.text.lines[self.text.position(beginning)].identity or ""


def noon_in(days: int) -> datetime:
    """Return noon UTC (17:00 in Astana) of the day so many days ahead."""
    now = clock.now()
    return datetime.combine(now.date() + timedelta(days=days), time(12), now.tzinfo)
