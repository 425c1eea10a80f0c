"""Words for who takes part and who acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ParticipantKind(models.TextChoices):
    """What a participant is."""

    STATE = "state", _("State")
    ORGANISATION = "organisation", _("Organisation")


class Status(models.TextChoices):
    """What a participant's period gives it."""

    MEMBER = "member", pgettext_lazy("status of a state", "Member")
    OBSERVER = "observer", _("Observer")


class Precision(models.TextChoices):
    """How exactly a source gives the first or last day of a period."""

    DAY = "day", _("day known")
    MONTH = "month", _("month known")
    YEAR = "year", _("year known")
    ATTESTED = "attested", _("proved by that day")


class Post(models.TextChoices):
    """What an account is for: a delegation, the secretariat, or the operation of the system."""

    DELEGATION = "delegation", _("Delegation")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")


class RecordEntry(models.TextChoices):
    """Which kind of entry of a participant an act cancels or corrects."""

    STATUS = "status", _("Status")
    CHAIRMANSHIP = "chairmanship", _("Chairmanship")


class DelegationRole(models.TextChoices):
    """What a delegate may do for the delegation."""

    HEAD = "head", _("Head of delegation")
    DELEGATE = "delegate", _("Delegate")
    VIEWER = "viewer", _("Viewer (reads only)")


class Capacity(models.TextChoices):
    """In what capacity somebody acts (DESIGN section 1); `procedure` is the clock closing a silence."""

    PUBLIC = "public", _("Public")
    OBSERVER = "observer", _("Observer")
    MEMBER = "member", _("Member state")
    CHAIR = "chair", _("Chair")
    SECRETARIAT = "secretariat", _("Secretariat")
    ADMINISTRATOR = "administrator", _("Administrator")
    PROCEDURE = "procedure", _("The procedure itself")


EVERYONE = (Capacity.PUBLIC,)
"""Who can see what is public, as acts keep it (`records.kinds.ObjectKind.readers`)."""
RESTRICTED = (Capacity.MEMBER, Capacity.CHAIR, Capacity.SECRETARIAT)
"""Who reads what is in progress (DESIGN section 4)."""
OFFICES = (Capacity.CHAIR, Capacity.SECRETARIAT)
