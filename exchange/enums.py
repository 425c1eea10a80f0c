"""Words of the exchange of information: kinds, stages, audiences, acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from records.stages import Stages


class SubmissionKind(models.TextChoices):
    """What a submission is."""

    INFORMATION = "information", _("Information")
    VIEWS = "views", _("Views on a measure")
    NIL_RETURN = "nil_return", _("Nil return")


class SubmissionStage(Stages):
    """Where a submission stands. `colour` is what its pill is painted in, everywhere."""

    AWAITING_AUTHORS = "awaiting_authors", _("Awaiting its authors")
    DECLINED = "declined", pgettext_lazy("submission", "Declined by a co-author")
    INTAKE = "intake", _("At the secretariat")
    RETURNED = "returned", pgettext_lazy("submission", "Returned to its authors")
    DISSEMINATED = "disseminated", _("Disseminated")
    WITHDRAWN = "withdrawn", pgettext_lazy("submission", "Withdrawn")

    @property
    def colour(self) -> str:
        """The name of the pill's colour, which the style sheet knows."""
        return STAGE_COLOURS[self]

    @property
    def is_end(self) -> bool:
        """Whether nothing more can come of the submission."""
        return self == SubmissionStage.WITHDRAWN

    @property
    def is_withdrawn(self) -> bool:
        """Whether its authors have taken it back."""
        return self == SubmissionStage.WITHDRAWN

    @property
    def is_dropped(self) -> bool:
        """Whether nobody goes on with it as it is: taken back, or declined by a co-author."""
        return self in (SubmissionStage.WITHDRAWN, SubmissionStage.DECLINED)

    @property
    def is_among_authors(self) -> bool:
        """Whether its authors alone have it: it was not sent to the secretariat."""
        return self in (SubmissionStage.AWAITING_AUTHORS, SubmissionStage.DECLINED)

    @property
    def is_prepared(self) -> bool:
        """Whether it is with its authors, before the secretariat had it or again."""
        return self in (SubmissionStage.AWAITING_AUTHORS, SubmissionStage.DECLINED, SubmissionStage.RETURNED)

    @property
    def awaits_authors(self) -> bool:
        """Whether authors may have a version to confirm: of what is new, or of a correction."""
        return self in (SubmissionStage.AWAITING_AUTHORS, SubmissionStage.DISSEMINATED)

    @property
    def was_declined(self) -> bool:
        """Whether a co-author does not stand behind it."""
        return self == SubmissionStage.DECLINED

    @property
    def was_returned(self) -> bool:
        """Whether the secretariat has sent it back."""
        return self == SubmissionStage.RETURNED

    @property
    def is_at_intake(self) -> bool:
        """Whether it waits at the secretariat."""
        return self == SubmissionStage.INTAKE

    @property
    def is_out(self) -> bool:
        """Whether its audience reads it."""
        return self == SubmissionStage.DISSEMINATED

    @property
    def stands(self) -> bool:
        """Whether it has reached the secretariat and counts."""
        return self.is_at_intake or self.is_out


STAGE_COLOURS = {
    SubmissionStage.AWAITING_AUTHORS: "sand",
    SubmissionStage.DECLINED: "red",
    SubmissionStage.INTAKE: "blue",
    SubmissionStage.RETURNED: "sand",
    SubmissionStage.DISSEMINATED: "green",
    SubmissionStage.WITHDRAWN: "grey",
}


class Audience(models.TextChoices):
    """Who reads a submission once it is disseminated."""

    NAMED = "named", _("Named participants")
    MEMBERS = "members", _("Member states")
    PARTICIPANTS = "participants", _("All participants")
    PUBLIC = "public", _("Everyone")

    @property
    def colour(self) -> str:
        """The colour of its badge: the narrower, the warmer."""
        return AUDIENCE_COLOURS[self]

    @property
    def width(self) -> int:
        """How wide it is, to be compared: a wider audience has the higher number."""
        return list(Audience).index(self)


AUDIENCE_COLOURS = {
    Audience.NAMED: "red",
    Audience.MEMBERS: "sand",
    Audience.PARTICIPANTS: "blue",
    Audience.PUBLIC: "green",
}


class Language(models.TextChoices):
    """The language a submission is written in."""

    EN = "en", _("English")
    RU = "ru", _("Russian")
    FR = "fr", _("French")
    AR = "ar", _("Arabic")
    ZH = "zh", _("Chinese")
    FA = "fa", _("Persian")
    TR = "tr", _("Turkish")
    KO = "ko", _("Korean")
    JA = "ja", _("Japanese")


SEARCH_CONFIGURATIONS = ("simple", "english", "russian", "french")
"""How PostgreSQL takes words apart: word by word, and by the stems of our three languages."""


class AuthorSilence(models.TextChoices):
    """What an author's silence means when it is asked whether the audience may widen."""

    KEEP = "keep", _("Keep the audience as it is")
    RELEASE = "release", _("Release to the wider audience")


class WideningOutcome(models.TextChoices):
    """How the question whether an audience widens stands or ended."""

    OPEN = "open", pgettext_lazy("widening", "Asked")
    WIDENED = "widened", _("Widened")
    KEPT = "kept", _("Kept as it is")


class CallStage(Stages):
    """Where a call for information stands."""

    OPEN = "open", pgettext_lazy("call", "Open")
    CLOSED = "closed", pgettext_lazy("call", "Closed")

    @property
    def colour(self) -> str:
        """The name of the pill's colour."""
        return "blue" if self.is_open else "grey"

    @property
    def is_open(self) -> bool:
        """Whether it can be answered."""
        return self == CallStage.OPEN

    @property
    def is_end(self) -> bool:
        """Whether it takes no further answer."""
        return not self.is_open


class CallAudience(models.TextChoices):
    """Whom a call for information addresses."""

    MEMBERS = "members", _("Member states")
    PARTICIPANTS = "participants", _("All participants")


class CompilationStage(Stages):
    """Where a compilation of views stands."""

    COMPILED = "compiled", _("Compiled")
    DISSEMINATED = "disseminated", _("Disseminated")

    @property
    def colour(self) -> str:
        """The name of the pill's colour."""
        return "green" if self.is_out else "blue"

    @property
    def is_out(self) -> bool:
        """Whether the member states read it."""
        return self == CompilationStage.DISSEMINATED

    @property
    def is_end(self) -> bool:
        """Whether nothing more is done with it."""
        return self.is_out


class ExchangeAction(models.TextChoices):
    """The acts on submissions, calls and compilations, as the register names them."""

    SUBMIT = "submit-information", _("Submit information")
    CONFIRM = "confirm-submission", _("Confirm as an author")
    DECLINE = "decline-submission", _("Decline to be an author")
    RESUBMIT = "resubmit-submission", _("Submit again")
    DISSEMINATE = "disseminate", _("Disseminate")
    RETURN = "return-submission", _("Return to the authors")
    CORRECT = "correct-submission", _("Correct")
    ACKNOWLEDGE = "acknowledge", _("Acknowledge receipt")
    WIDEN = "widen-audience", _("Ask to widen the audience")
    DECLARE_EVENT = "declare-event", _("Declare that the event has come")
    ASK_AUTHORS = "ask-authors", _("Ask the authors whether the audience widens")
    CONSENT = "consent-to-widening", _("Consent to the wider audience")
    REFUSE = "refuse-widening", _("Refuse the wider audience")
    SETTLE = "settle-widening", _("Settle whether the audience widens")
    WITHDRAW = "withdraw-submission", _("Withdraw the submission")
    OPEN_CALL = "open-call", pgettext_lazy("act", "Call for information")
    REMIND = "remind", _("Remind those who have not acted")
    CLOSE_CALL = "close-call", _("Close the call")
    COMPILE = "compile-views", _("Compile the views")
    DISSEMINATE_VIEWS = "disseminate-views", _("Disseminate the compilation")


STAGES = dict(SubmissionStage.choices) | dict(CallStage.choices) | dict(CompilationStage.choices)
WORDS = {
    "from": STAGES,
    "to": STAGES,
    "kind": dict(SubmissionKind.choices),
    "audience": dict(Audience.choices),
    "silence": dict(AuthorSilence.choices),
    "outcome": dict(WideningOutcome.choices),
}
"""What the codes mean that the register keeps of acts of the exchange."""
