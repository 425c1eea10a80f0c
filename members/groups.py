"""Those whom notices go to, in every room; a room adds its own beside its acts."""

from django.utils.translation import gettext_lazy as _

from records.acts import Group

MEMBERS = Group("members", _("all member states"))
CHAIR = Group("chair", _("the Chair"))
SECRETARIAT = Group("secretariat", _("the secretariat"))

OFFICES = {CHAIR: ["chair"], SECRETARIAT: ["secretariat"]}
"""The two offices as an effect tells them."""
