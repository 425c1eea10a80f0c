"""Those whom notices of the exchange go to, in words for all; who they are in one case, few may know."""

from django.utils.translation import gettext_lazy as _

from records.act_types import Group

AUTHORS = Group("authors", _("the authors"))
OTHER_AUTHORS = Group("other_authors", _("the other authors"))
READERS = Group("readers", _("everyone it was disseminated to"))
OFFICES_IF_ALONE = Group("offices_if_alone", _("the secretariat and the Chair, if there is no other author"))
OFFICES_IF_RECEIVED = Group("offices_if_received", _("the secretariat and the Chair, if they have it"))
ALL_AT_THE_END = Group(
    "all_at_the_end",
    _("once all authors agree: they, the secretariat, the Chair and everyone it then goes out to"),
)
ASKED = Group("asked", _("everyone the call asks"))
SILENT = Group("silent", _("those who have not answered"))
