"""The page that answers "what waits for us"."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from notices.inbox import ORDERING, in_words, notices_of
from notices.models import Notice
from notices.waiting import waiting_for
from records import clock
from records.pages import Page, TablePage
from records.refusals import NotYours


class Inbox(TablePage):
    """First what waits for the reader, then what the reader was told, newest first."""

    model = Notice
    template_name = "notices/inbox.html"
    ordering = ORDERING
    page_size = 20

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the inbox of whoever has logged in."""
        if not self.actor.account:
            raise NotYours(_("Log in to see what waits for you."))
        return super().get(request, **kwargs)

    def rows(self, visible: QuerySet) -> QuerySet:
        """List the reader's notices."""
        return notices_of(visible, self.actor)

    def represent(self, rows: list[Any]) -> list[Any]:
        """Say what each is of."""
        return [in_words(row) for row in rows]

    def context(self, page: Page) -> dict[str, Any]:
        """Add what waits, on the first page; further pages are of notices alone."""
        is_first = not self.request.GET.get("cursor")
        return {"is_first": is_first, "waiting": waiting_for(self.actor, at=clock.now()) if is_first else []}
