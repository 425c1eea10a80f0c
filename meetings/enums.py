"""Words for meetings: kinds, stages, audiences, what became of an item."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from proposals.enums import Body
from records.stages import Stages


class MeetingKind(models.TextChoices):
    """What a meeting is. `decision` marks a decision taken between meetings, in the record only."""

    SOC = "soc", _("Session of the Senior Officials Committee")
    SWG = "swg", _("Session of the Special Working Group")
    EXPERT = "expert", _("Meeting of experts")
    SUMMIT = "summit", _("Summit")
    MINISTERIAL = "ministerial", _("Ministerial meeting")
    MINISTERIAL_INFORMAL = "ministerial_informal", _("Informal ministerial meeting")
    MINISTERIAL_SPECIAL = "ministerial_special", _("Special ministerial meeting")
    MINISTERIAL_SECTORAL = "ministerial_sectoral", _("Sectoral ministerial meeting")
    PREPARATORY = "preparatory", _("Preparatory meeting")
    DECISION = "decision", _("Decision between meetings")


SESSIONS = (MeetingKind.SWG, MeetingKind.SOC)
BODY_OF: Mapping[str, Body] = {MeetingKind.SWG: Body.SWG, MeetingKind.SOC: Body.SOC}
"""The body of each kind of meeting that is a session."""
OTHER_MEETINGS = tuple(kind for kind in MeetingKind if kind not in (*SESSIONS, MeetingKind.DECISION))
"""The kinds that are convened without being a session of a body."""
SESSION_CHOICES = [(kind.value, kind.label) for kind in SESSIONS]
OTHER_CHOICES = [(kind.value, kind.label) for kind in OTHER_MEETINGS]
CONVENED_CHOICES = SESSION_CHOICES + OTHER_CHOICES


class MeetingFormat(models.TextChoices):
    """How people meet."""

    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    HYBRID = "hybrid", _("Hybrid")


class MeetingAudience(models.TextChoices):
    """Who is invited; a public meeting is seen by everyone (DESIGN section 4)."""

    PUBLIC = "public", _("Public; all participants are invited")
    PARTICIPANTS = "participants", _("All participants")
    MEMBERS = "members", _("Member states")
    INVITED = "invited", _("The participants named")


class MeetingStage(Stages):
    """Where a meeting stands. `colour` is what its pill is painted in."""

    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")

    @property
    def colour(self) -> str:
        """The name of the pill's colour, which the style sheet knows."""
        return {MeetingStage.PLANNED: "blue", MeetingStage.HELD: "green", MeetingStage.CANCELLED: "grey"}[
            self
        ]

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be held, or to be reported."""
        return self == MeetingStage.PLANNED

    @property
    def is_cancelled(self) -> bool:
        """Whether it was not held."""
        return self == MeetingStage.CANCELLED

    @property
    def is_end(self) -> bool:
        """Whether it is over, held or not."""
        return not self.is_planned


class ItemOutcome(Stages):
    """What became of an item of the agenda. The first are those of the bodies' conclusions on a proposal."""

    AGREED = "agreed", _("Agreed by consensus")
    APPROVED = "approved", _("Approved by consensus")
    RETURNED_TO_SWG = "returned_to_swg", _("Returned to the Working Group")
    RETURNED = "returned", _("Returned to the drafters")
    DECLINED = "declined", _("Not taken further")
    NOTED = "noted", _("Noted")
    DEFERRED = "deferred", _("Deferred to a later meeting")
    CHARGED = "charged", _("Experts charged with a working paper")

    @property
    def is_deferred(self) -> bool:
        """Whether nothing came of the item here, so that another meeting takes it up."""
        return self == ItemOutcome.DEFERRED


CONCLUDING = tuple(outcome for outcome in ItemOutcome if outcome != ItemOutcome.CHARGED)
"""What an item can be concluded with; experts are charged by an act of its own."""
CONCLUDED_CHOICES = [(outcome.value, outcome.label) for outcome in CONCLUDING]
ADOPTING: Mapping[str, ItemOutcome] = {Body.SWG: ItemOutcome.AGREED, Body.SOC: ItemOutcome.APPROVED}
"""How each body adopts a text."""


class TaskState(models.TextChoices):
    """How a task of the logistics stands."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    NOT_NEEDED = "not_needed", pgettext_lazy("task", "Not needed")

    @property
    def colour(self) -> str:
        """The name of the badge's colour."""
        return {TaskState.OPEN: "sand", TaskState.DONE: "green", TaskState.NOT_NEEDED: "grey"}[self]


class InvitationAnswer(models.TextChoices):
    """What a participant answers to an invitation."""

    IN_PERSON = "in_person", _("Takes part in person")
    ONLINE = "online", _("Takes part online")
    ABSENT = "absent", _("Does not take part")


class DocumentGroup(models.TextChoices):
    """The fixed groups in which a meeting's documents stand, in the order of its page."""

    OUTCOMES = "outcomes", _("Outcomes")
    OFFICIAL = "official", _("Official")
    INFORMATION = "information", pgettext_lazy("documents", "Information")
    IN_SESSION = "in_session", _("In-session")
    STATEMENTS = "statements", _("Statements")
