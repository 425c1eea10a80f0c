"""Whether an audience widens: a pure function of who was asked, who answered what, and what silence means.

No database, clock or wording, so that a worker which was down, late or ran twice changes nothing: it finds
from the same facts the same outcome. Nobody widens an audience but all authors together (DESIGN section 2,
information exchange; N13).
"""

from collections.abc import Mapping
from datetime import datetime

from exchange.enums import AuthorSilence, WideningOutcome


def widening_outcome(
    *, answers: Mapping[str, bool | None], silence: str, answer_by: datetime | None, at: datetime
) -> WideningOutcome:
    """Return how the question stands at `at`.

    `answers` is `{author state: consents, or None while it is silent}`, of answers given before `answer_by`.
    One refusal keeps the audience, at once. The consent of all widens it, at once. At `answer_by`, the
    silence of the rest means what the authors said at submission; a question without `answer_by` stays open
    until all have answered.
    """
    if any(consents is False for consents in answers.values()):
        return WideningOutcome.KEPT
    if answers and all(answers.values()):
        return WideningOutcome.WIDENED
    if answer_by is None or at < answer_by:
        return WideningOutcome.OPEN
    return WideningOutcome.WIDENED if answers and silence == AuthorSilence.RELEASE else WideningOutcome.KEPT
