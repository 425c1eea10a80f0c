"""Content on its way to a reader, by pages and API alike: the ledger notes what a recipient is handed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from exchange import actions
from exchange.models import Attachment, Compilation, Version
from exchange.tables import TableRow, rows_of
from records import clock
from records.models import Document
from records.refusals import NotVisible
from web.handing_out import handed_out
from web.requests import actor_of


def hand_out(versions: Iterable[Version | None], *, request: Any) -> None:
    """Note that versions go out with the answer to `request`; with that to a HEAD nothing does."""
    if request.method != "HEAD":
        actions.note_opened(versions, actor=actor_of(request), at=clock.now())


def file_handed_out(reference: str, document: UUID, *, request: Any) -> HttpResponse:
    """Answer a file of a submission, to be saved.

    Raises NotVisible where no version that the reader may read has it.
    """
    visible = Attachment.objects.visible_to(actor_of(request)).filter(
        version__submission__reference=reference
    )
    held = Version.objects.filter(pk__in=visible.filter(document=document).values("version"))
    versions = list(held.only("pk"))
    if not versions:
        raise NotVisible(_("There is nothing at this address."))
    hand_out(versions, request=request)
    return handed_out(Document.objects.get(pk=document), request=request)


def table_handed_out(compilation: Compilation, *, request: Any) -> list[TableRow]:
    """Return the table of a compilation as its reader may read it, with the texts of the views."""
    readable = Version.objects.visible_to(actor_of(request)).filter(
        pk__in=compilation.entries.values("version")
    )
    hand_out(readable.only("pk"), request=request)
    return rows_of(compilation, actor=actor_of(request))
