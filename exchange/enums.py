"""Words of the exchange of information: kinds, stages, audiences, acts. Imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubmissionKind(models.TextChoices):
    """What a submission is."""

    INFORMATION = "information", _("Information")
    VIEWS = "views", _("Views on a measure")
    NIL_RETURN = "nil_return", _("Nil return")


class Stage(models.TextChoices):
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


STAGE_COLOURS = {
    Stage.AWAITING_AUTHORS: "sand",
    Stage.DECLINED: "red",
    Stage.INTAKE: "blue",
    Stage.RETURNED: "sand",
    Stage.DISSEMINATED: "green",
    Stage.WITHDRAWN: "grey",
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


class Silence(models.TextChoices):
    """What an author's silence means when it is asked whether the audience may widen."""

    KEEP = "keep", _("Keep the audience as it is")
    RELEASE = "release", _("Release to the wider audience")


class WideningOutcome(models.TextChoices):
    """How the question whether an audience widens stands or ended."""

    OPEN = "open", pgettext_lazy("widening", "Asked")
    WIDENED = "widened", _("Widened")
    KEPT = "kept", _("Kept as it is")


class CallStage(models.TextChoices):
    """Where a call for information stands."""

    OPEN = "open", pgettext_lazy("call", "Open")
    CLOSED = "closed", pgettext_lazy("call", "Closed")

    @property
    def colour(self) -> str:
        """The name of the pill's colour."""
        return "blue" if self == CallStage.OPEN else "grey"


class CallAudience(models.TextChoices):
    """Whom a call for information addresses."""

    MEMBERS = "members", _("Member states")
    PARTICIPANTS = "participants", _("All participants")


class CompilationStage(models.TextChoices):
    """Where a compilation of views stands."""

    COMPILED = "compiled", _("Compiled")
    DISSEMINATED = "disseminated", _("Disseminated")

    @property
    def colour(self) -> str:
        """The name of the pill's colour."""
        return "blue" if self == CompilationStage.COMPILED else "green"


class Action(models.TextChoices):
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


STAGES = dict(Stage.choices) | dict(CallStage.choices) | dict(CompilationStage.choices)
WORDS = {
    "from": STAGES,
    "to": STAGES,
    "kind": dict(SubmissionKind.choices),
    "audience": dict(Audience.choices),
    "silence": dict(Silence.choices),
    "outcome": dict(WideningOutcome.choices),
}
"""What the codes mean that the register keeps of acts of the exchange."""
