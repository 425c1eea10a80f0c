"""The permanent address of a paper's symbol."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.generic import View

from papers.models import Version
from papers.readers import where_read
from records.refusals import NotVisible
from web.pages import PageMixin


class SymbolAddress(PageMixin, View):
    """The permanent address of a symbol leads to its text, where the reader may see it: 404 elsewhere."""

    def get(self, request: HttpRequest, symbol: str) -> HttpResponse:
        """Go to where the reader reads the version."""
        version = Version.objects.visible_to(self.actor).filter(symbol__iexact=symbol).first()
        if version is None:
            raise NotVisible(_("There is no paper with this symbol."))
        return HttpResponseRedirect(where_read(version, self.actor))
