"""The kinds of object that acts of this room speak of, and who may see each.

A submission has three: what its readers see (`submission`), what its authors settle among themselves and with
the secretariat (`handling`), and one recipient's line of the ledger (`delivery`). So a reader of what was
disseminated learns neither why it was once returned, nor who else acknowledged it.
"""

from functools import partial

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from exchange.models import Call, Compilation, Delivery, Submission
from members.actor import Actor
from records.addresses import address_of
from records.kinds import ObjectKind


def _keys(rows: QuerySet, column: str = "reference") -> QuerySet:
    return rows.values(column)


def _handled(actor: Actor) -> QuerySet:
    return _keys(Submission.objects.handled_by(actor))


KINDS = (
    ObjectKind(
        "submission",
        _("Submission"),
        lambda actor: _keys(Submission.objects.visible_to(actor)),
        partial(address_of, "submission"),
        Submission.objects.readers_of,
    ),
    ObjectKind(
        "handling",
        _("Handling of a submission"),
        _handled,
        partial(address_of, "submission"),
        Submission.objects.handlers_of,
    ),
    ObjectKind(
        "delivery",
        _("Delivery of a submission"),
        lambda actor: _keys(Delivery.objects.visible_to(actor), "key"),
        lambda key: address_of("submission", key.partition("/")[0]),
    ),
    ObjectKind(
        "call",
        _("Call for information"),
        lambda actor: _keys(Call.objects.visible_to(actor)),
        partial(address_of, "call"),
    ),
    ObjectKind(
        "compilation",
        _("Compilation of views"),
        lambda actor: _keys(Compilation.objects.visible_to(actor)),
        partial(address_of, "compilation"),
        Compilation.objects.readers_of,
    ),
)
