"""Pages that list: their filters, what of the address was ignored, one page of rows by key.

    class DecisionList(TablePage):
        model = Decision
        template_name = "proposals/decision_list.html"
        ordering = ("-adopted_at", "number")
        filterset_class = DecisionFilter

        def rows(self, visible):
            return visible.values("number", "title", "adopted_at")

As in the API, what `rows` and `find` are given has passed `visible_to(request.actor)`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import View

from web.keyset import Page, page_of
from web.pages import PageMixin
from web.search import search_text


@dataclass(frozen=True)
class Pill:
    """A filter in force, and the address of the list without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True)
class FilterControl:
    """A filter as the page offers it: `kind` is `select` (with `choices`) or the type of an input.

    `errors` say what is wrong with its value, which stands there as it was typed.
    """

    name: str
    label: str
    kind: str
    value: str
    choices: Sequence[tuple[str, str]] = ()
    errors: Sequence[str] = ()


class ListPage(PageMixin, View):
    """What stands around a list by cursor: its neighbours, and the filters on it and in force.

    The template gets `previous`, `next`, `controls`, `pills`, `clear_url`. `controls` and `pills` are drawn
    by `list_filters` of `web/_filters.html`.
    """

    template_name: str
    parameters: Collection[str] = ("cursor",)
    is_searchable = False
    page_size = 50

    def framed(self, page: Page, filters: forms.Form, *, text: str = "", **context: Any) -> HttpResponse:
        """Show a page of the list; one whose filters have no such values says so, and answers 400."""
        status = HTTPStatus.BAD_REQUEST if filters.errors else HTTPStatus.OK
        return self.page(self.template_name, self.frame(page, filters, text=text) | context, status=status)

    def frame(self, page: Page, filters: forms.Form, *, text: str = "") -> dict[str, Any]:
        """Return it; `text` is what was searched for."""
        return {
            "next": self.address(cursor=page.next) if page.next else "",
            "previous": self.address(cursor=page.previous) if page.previous else "",
            "controls": self._controls(filters, text),
            "pills": self._pills(filters, text),
            "clear_url": self.request.path,
        }

    def address(self, **changes: str) -> str:
        """Return this list's address with parameters changed ("" takes one away), from its first page."""
        query = self.request.GET.copy()
        query.pop("cursor", None)
        for name, value in changes.items():
            query.pop(name, None)
            if value:
                query[name] = value
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    def _controls(self, filters: forms.Form, text: str) -> list[FilterControl]:
        search = [FilterControl("search", _("Search"), "search", text)] if self.is_searchable else []
        return search + [_control(bound) for bound in filters]

    def _pills(self, filters: forms.Form, text: str) -> list[Pill]:
        search = [Pill(_("Search"), text, self.address(search=""))] if text else []
        in_force = [
            Pill(str(bound.label), _in_words(bound), self.address(**{bound.name: ""}))
            for bound in filters
            if _typed(bound) and not bound.errors
        ]
        ignored = [
            Pill(_("Not known here, and ignored"), name, self.address(**{name: ""}))
            for name in self.ignored()
        ]
        return search + in_force + ignored


NOTHING = Page(rows=[], next="", previous="")


class TablePage(ListPage, ABC):
    """A list by cursor, read from a queryset: the template gets `rows` besides.

    Where the queryset has `search(text)`, set `is_searchable`.
    """

    model: type[Any]
    """Has `objects.visible_to(actor)`."""
    ordering: Sequence[str]
    filterset_class: Callable[..., Any] | None = None

    @abstractmethod
    def rows(self, visible: Any) -> QuerySet:
        """Return what is listed as `.values()`, with the columns of `ordering` among them."""

    def represent(self, rows: list[Any]) -> list[Any]:
        """Return the rows of one page as the template reads them."""
        return rows

    def context(self, page: Page) -> dict[str, Any]:
        """Return what the template needs besides."""
        return {}

    @cached_property
    def filters(self) -> Any:
        """The filter set as the address fills it in; None where the list has none."""
        if self.filterset_class is None:
            return None
        return self.filterset_class(
            self.request.GET, queryset=self.model.objects.none(), request=self.request
        )

    @property
    def errors(self) -> Mapping[str, Any]:
        """What is wrong with the values of filters, by name."""
        return self.filters.errors if self.filters else {}

    @cached_property
    def as_of(self) -> date:
        """The day asked for; today too where what was asked for is none, which its filter says."""
        return timezone.now().date() if "as_of" in self.errors else super().as_of

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show one page of the list; nothing of it where a filter has no such value."""
        text = search_text(request.GET.get("search", "")) if self.is_searchable else ""
        page = NOTHING if self.errors else self._page(text)
        form = self.filters.form if self.filters else forms.Form({})
        rows = self.represent(page.rows)
        return self.framed(page, form, text=text, **{"rows": rows} | self.context(page))

    def _page(self, text: str) -> Page:
        queryset: Any = self.rows(self.model.objects.visible_to(self.actor))
        if text:
            queryset = queryset.search(text)
        if self.filters:
            queryset = self.filters.filter_queryset(queryset)
        cursor = self.request.GET.get("cursor", "")
        return page_of(queryset, ordering=self.ordering, cursor=cursor, size=self.page_size)


def _typed(bound: forms.BoundField) -> str:
    """Return what was typed, or of a choice the key that it means."""
    meant = bound.form.cleaned_data.get(bound.name)
    return meant if isinstance(meant, str) else str(bound.value() or "")


def _choices(bound: forms.BoundField) -> list[tuple[str, str]]:
    # django-filter's iterator of choices has no length, which list() would ask for.
    return [(str(key), str(label)) for key, label in getattr(bound.field, "choices", ()) if key != ""]


def _control(bound: forms.BoundField) -> FilterControl:
    typed, errors, choices = _typed(bound), [str(error) for error in bound.errors], _choices(bound)
    if choices:
        typed_too = [(typed, typed)] if errors else []
        return FilterControl(bound.name, str(bound.label), "select", typed, choices + typed_too, errors)
    # A browser shows no date that is none.
    kind = "date" if isinstance(bound.field, forms.DateField) and not errors else "search"
    return FilterControl(bound.name, str(bound.label), kind, typed, errors=errors)


def _in_words(bound: forms.BoundField) -> str:
    return dict(_choices(bound)).get(_typed(bound), _typed(bound))
