"""Words of the procedure: routes, stages, bodies, positions, outcomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from papers.enums import PaperKind
from records.stages import Stages


class Route(models.TextChoices):
    """The ways to an approved paper (DESIGN section 2)."""

    A = "A", _("Coordinator proposal")
    B = "B", _("Exchange of views to working paper")
    C = "C", _("Amendment of the approach or the catalogue")
    D = "D", _("Annual plan")


class Stage(Stages):
    """Where a proposal stands. `colour` is what its pill is painted in, everywhere."""

    INTEREST = "interest", _("Interest declared")
    CONSULTATION = "consultation", _("Consultation by the Chair")
    VIEWS = "views", _("Exchange of views")
    EXPERTS = "experts", _("Experts")
    DRAFTING = "drafting", _("Drafting")
    EDITORIAL = "editorial", _("Editorial check")
    CIRCULATION = "circulation", _("Circulation")
    WORKING_GROUP = "working_group", _("Special Working Group")
    AGREED = "agreed", _("Agreed by the Working Group")
    SENIOR_OFFICIALS = "senior_officials", _("Senior Officials Committee")
    APPROVED = "approved", _("Approved")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")

    @property
    def colour(self) -> str:
        """The name of the pill's colour, which the style sheet knows."""
        return STAGE_COLOURS[self]

    @property
    def is_open(self) -> bool:
        """Whether the proposal is still on its way to a decision."""
        return self in OPEN_STAGES

    @property
    def is_end(self) -> bool:
        """Whether nothing more can come of the proposal."""
        return self in ENDS

    @property
    def is_decided(self) -> bool:
        """Whether a decision on the proposal was taken."""
        return self in (Stage.APPROVED, Stage.COMPLETED)

    @property
    def is_dropped(self) -> bool:
        """Whether the proposal came to its end without a decision."""
        return self in (Stage.DECLINED, Stage.WITHDRAWN)

    @property
    def is_withdrawn(self) -> bool:
        """Whether those whose proposal it was have taken it back."""
        return self == Stage.WITHDRAWN

    @property
    def awaits_answers(self) -> bool:
        """Whether the Chair's consultation runs."""
        return self == Stage.CONSULTATION

    @property
    def awaits_experts(self) -> bool:
        """Whether states are to designate experts."""
        return self == Stage.EXPERTS

    @property
    def awaits_paper(self) -> bool:
        """Whether those who draft are to submit their paper."""
        return self == Stage.DRAFTING

    @property
    def awaits_comments(self) -> bool:
        """Whether a circulated paper is open to comments."""
        return self == Stage.CIRCULATION

    @property
    def awaits_completion(self) -> bool:
        """Whether the decision is taken, and to be carried out."""
        return self == Stage.APPROVED

    @property
    def has_text(self) -> bool:
        """Whether the text that was circulated last is the one that is spoken of: none is written anew."""
        return self not in BEFORE_CIRCULATION

    @property
    def is_agreed(self) -> bool:
        """Whether the Working Group has agreed, and the Committee has still to decide."""
        return self in (Stage.AGREED, Stage.SENIOR_OFFICIALS)

    @property
    def considered_by(self) -> "Body | None":
        """Before which body the paper is."""
        return {Stage.WORKING_GROUP: Body.SWG, Stage.SENIOR_OFFICIALS: Body.SOC}.get(self)


OPEN_STAGES = (
    Stage.INTEREST,
    Stage.CONSULTATION,
    Stage.VIEWS,
    Stage.EXPERTS,
    Stage.DRAFTING,
    Stage.EDITORIAL,
    Stage.CIRCULATION,
    Stage.WORKING_GROUP,
    Stage.AGREED,
    Stage.SENIOR_OFFICIALS,
)
"""The stages before a decision, in their usual order."""
BEFORE_CIRCULATION = OPEN_STAGES[: OPEN_STAGES.index(Stage.CIRCULATION)]
ENDS = (Stage.COMPLETED, Stage.DECLINED, Stage.WITHDRAWN)

STAGE_COLOURS = {
    Stage.INTEREST: "sand",
    Stage.CONSULTATION: "sand",
    Stage.VIEWS: "sand",
    Stage.EXPERTS: "sand",
    Stage.DRAFTING: "blue",
    Stage.EDITORIAL: "blue",
    Stage.CIRCULATION: "teal",
    Stage.WORKING_GROUP: "violet",
    Stage.AGREED: "violet",
    Stage.SENIOR_OFFICIALS: "violet",
    Stage.APPROVED: "green",
    Stage.COMPLETED: "green",
    Stage.DECLINED: "red",
    Stage.WITHDRAWN: "grey",
}


class Action(models.TextChoices):
    """The acts of the procedure, named by what somebody does."""

    DECLARE_INTEREST = "declare-interest", _("Declare interest")
    WITHDRAW_INTEREST = "withdraw-interest", _("Withdraw interest")
    OPEN_CONSULTATION = "open-consultation", _("Open the consultation")
    RESPOND = "respond", _("Answer the consultation")
    DESIGNATE_COORDINATORS = "designate-coordinators", _("Designate coordinators")
    OPEN_VIEWS = "open-views", _("Open an exchange of views")
    CALL_EXPERTS = "call-experts", _("Call for experts")
    CHARGE_EXPERTS = "charge-experts", _("Charge experts with the working paper")
    PROPOSE_AMENDMENT = "propose-amendment", _("Propose an amendment")
    COMPILE_PLAN = "compile-plan", _("Compile the annual plan")
    SUBMIT_PAPER = "submit-paper", _("Submit the paper")
    RETURN_TO_DRAFTERS = "return-to-drafters", _("Return to the drafters")
    CIRCULATE = "circulate", _("Circulate to the member states")
    COMMENT = "comment", pgettext_lazy("act", "Comment")
    REVISE = "revise", _("Take back to revise")
    OPEN_SWG = "open-swg", _("Open the consideration by the Working Group")
    CONCLUDE_SWG = "conclude-swg", _("Conclude the consideration by the Working Group")
    OPEN_SOC = "open-soc", _("Open the consideration by the Committee")
    CONCLUDE_SOC = "conclude-soc", _("Conclude the consideration by the Committee")
    TAKE_POSITION = "take-position", _("Take a position")
    EXTEND_SILENCE = "extend-silence", _("Extend the silence procedure")
    END_SILENCE = "end-silence", _("End the silence procedure without adoption")
    CLOSE_SILENCE = "close-silence", _("Close the silence procedure")
    COMPLETE = "complete", pgettext_lazy("act", "Complete")
    PUBLISH_DECISION = "publish-decision", _("Publish the decision")
    WITHDRAW = "withdraw", _("Withdraw the proposal")


class InterestOffer(models.TextChoices):
    """What a state offers when it declares its interest."""

    NONE = "none", _("No offer")
    COORDINATOR = "coordinator", _("To coordinate")
    CO_COORDINATOR = "co_coordinator", _("To co-coordinate")
    EITHER = "either", _("To coordinate or co-coordinate")


class ConsultationAnswer(models.TextChoices):
    """A state's answer to the Chair's consultation."""

    COORDINATE = "coordinate", pgettext_lazy("answer", "Offers to coordinate")
    CO_COORDINATE = "co_coordinate", _("Offers to co-coordinate")
    SUPPORT = "support", _("Supports another state")
    NO_VIEW = "no_view", _("Has no view")


class Body(models.TextChoices):
    """The bodies that consider papers."""

    SWG = "SWG", _("Special Working Group")
    SOC = "SOC", _("Senior Officials Committee")


class Mode(models.TextChoices):
    """How a body considers a paper."""

    MEETING = "meeting", _("At a meeting")
    SILENCE = "silence", _("By silence procedure")


class PositionKind(models.TextChoices):
    """What a state says of a text under consideration. There is no voting."""

    SUPPORT = "support", _("Support")
    NO_OBJECTION = "no_objection", _("No objection")
    RESERVATION = "reservation", _("Reservation")
    INTERPRETATIVE_STATEMENT = "interpretative_statement", _("Interpretative statement")
    DISSOCIATION = "dissociation", _("Dissociation")
    OBJECTION = "objection", _("Objection")
    AMENDMENT = "amendment", _("Amendment")


BLOCKING = frozenset({PositionKind.OBJECTION, PositionKind.AMENDMENT})
"""The positions that prevent adoption and break a silence."""

ATTACHED = (PositionKind.RESERVATION, PositionKind.INTERPRETATIVE_STATEMENT, PositionKind.DISSOCIATION)
"""The positions whose statements are published with the decision or not at all."""


class Outcome(models.TextChoices):
    """How a consideration stands or ended."""

    OPEN = "open", pgettext_lazy("consideration", "Open")
    AGREED = "agreed", _("Agreed")
    APPROVED = "approved", pgettext_lazy("consideration", "Approved")
    RETURNED = "returned", _("Returned")
    DECLINED = "declined", pgettext_lazy("consideration", "Declined")
    DEFERRED = "deferred", pgettext_lazy("consideration", "Deferred")
    NOTED = "noted", pgettext_lazy("consideration", "Noted")
    ENDED = "ended", pgettext_lazy("consideration", "Ended without adoption")
    SILENCE_BROKEN = "silence_broken", _("Silence broken")
    WITHDRAWN = "withdrawn", pgettext_lazy("consideration", "Withdrawn")


class SwgOutcome(models.TextChoices):
    """What the Chair may conclude for the Special Working Group."""

    AGREED = "agreed", _("Agreed by consensus")
    RETURNED = "returned", _("Returned to the drafters")
    DECLINED = "declined", _("Not taken further")
    DEFERRED = "deferred", _("Deferred to a later meeting")
    NOTED = "noted", _("Noted")


class SocOutcome(models.TextChoices):
    """What the Chair may conclude for the Senior Officials Committee."""

    APPROVED = "approved", _("Approved by consensus")
    RETURNED_TO_SWG = "returned_to_swg", _("Returned to the Working Group")
    RETURNED = "returned", _("Returned to the drafters")
    DECLINED = "declined", _("Not taken further")
    DEFERRED = "deferred", _("Deferred to a later meeting")
    NOTED = "noted", _("Noted")


class DecisionAudience(models.TextChoices):
    """Who may read a decision; it only ever widens."""

    MEMBERS = "members", _("Member states")
    PARTICIPANTS = "participants", _("All participants")
    PUBLIC = "public", _("Everyone")


class DraftingRole(models.TextChoices):
    """Why a state drafts a proposal's paper."""

    COORDINATOR = "coordinator", _("Coordinator")
    CO_COORDINATOR = "co_coordinator", _("Co-coordinator")
    RESPONSIBLE_EXPERT = "responsible_expert", _("State of a responsible expert")
    PROPOSER = "proposer", _("Proposer")


PAPER_OF_ROUTE = {
    Route.A: PaperKind.CONCEPT_PAPER,
    Route.B: PaperKind.WORKING_PAPER,
    Route.C: PaperKind.AMENDMENT,
    Route.D: PaperKind.PLAN,
}


class Leg(models.TextChoices):
    """A part of the way that a proposal has before it, as its forecast names it."""

    OPENING = "opening", _("Opening of the consultation")
    ANSWERS = "answers", _("Answers to the consultation")
    DESIGNATION = "designation", _("Designation of the coordinators")
    VIEWS = "views", _("Exchange of views and their compilation")
    EXPERTS = "experts", _("Designation of experts")
    EXPERT_MEETING = "expert_meeting", _("Meeting of experts")
    DRAFTING = "drafting", pgettext_lazy("leg", "Drafting")
    EDITORIAL = "editorial", pgettext_lazy("leg", "Editorial check")
    TRANSLATION = "translation", _("Translation into the working languages")
    COMMENTS = "comments", _("Comment period")
    NOTICE = "notice", _("Notice of a session")
    SESSION = "session", _("Wait for a session")
    SILENCE = "silence", _("Silence procedure")


class Office(models.TextChoices):
    """The offices whose working days parts of the way take."""

    CHAIR = "chair", _("the Chair")
    SECRETARIAT = "secretariat", _("the secretariat")


class Way(models.TextChoices):
    """How a body can take a proposal at the earliest."""

    SESSION = "session", _("At an announced session")
    SILENCE = "silence", _("By silence procedure")


ENDED_AS: dict[str, Outcome] = {
    **{outcome: Outcome(outcome) for outcome in SwgOutcome},
    **{outcome: Outcome(outcome) for outcome in SocOutcome if outcome != SocOutcome.RETURNED_TO_SWG},
    SocOutcome.RETURNED_TO_SWG: Outcome.RETURNED,
}
"""How a body's consideration has ended by what the Chair concluded."""
WORDS = {
    "from": dict(Stage.choices),
    "to": dict(Stage.choices),
    "body": dict(Body.choices),
    "mode": dict(Mode.choices),
    "position": dict(PositionKind.choices),
    "outcome": dict(SocOutcome.choices) | dict(SwgOutcome.choices),
    "silence": {"broken": _("Silence broken")},
}
"""What the codes mean that the register keeps of acts on proposals."""
