"""What notices supply to the register, and the ways out to the notices."""

from django.utils.translation import gettext_lazy as _

from notices.actions import tell
from notices.channels import CHANNELS
from notices.former_addresses import FORMER
from notices.mail import MAIL
from notices.password_links import LINK
from notices.proof import deliveries_differ, notices_differ
from notices.restoring import OBJECT_KIND
from notices.service import told_of
from notices.transitions import RESTORE
from records.addresses import address_of
from records.kinds import KINDS, ObjectKind
from records.known_acts import ACTS, Acts
from records.proof import CHECKS
from records.register import LISTENERS
from records.supplying import Supplies
from web.register.told import WHO_WAS_TOLD

SUPPLIES = Supplies(
    ACTS.of(Acts(_("Register"), (RESTORE,))),
    KINDS.of(ObjectKind(OBJECT_KIND, _("Register"), lambda actor: True, lambda key: address_of("act-list"))),
    CHECKS.of(notices_differ, deliveries_differ),
    LISTENERS.of(tell),
    WHO_WAS_TOLD.of(told_of),
    CHANNELS.of(MAIL, LINK, FORMER),  # before those of other rooms: people do not wait for slow machines
)
