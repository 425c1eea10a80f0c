"""Those whom notices go to, in every room; a room adds its own beside its acts."""

from django.utils.translation import gettext_lazy as _

from records.act_types import Group

MEMBERS = Group("members", _("all member states"))
CHAIR = Group("chair", _("the Chair"))
SECRETARIAT = Group("secretariat", _("the secretariat"))
PERSON = Group("person", _("the person whose account it is"))
HEADS = Group("heads", _("the heads of the delegation"))
OFFICERS = Group("officers", _("the other officers of the secretariat"))
ADMINISTRATORS = Group("administrators", _("the other administrators"))

OFFICES = {CHAIR: ["chair"], SECRETARIAT: ["secretariat"]}
"""The two offices as an effect tells them."""
