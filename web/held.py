"""What was typed into a form that came from nobody: kept while its author logs in again.

A session ends while somebody writes, and the form is then sent by nobody. What it holds stays in the session
of that browser, which logging in goes on with. Every page tells of it until it is opened, and it is handed
only to the account that the form was drawn for.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.utils.text import Truncator

from web.drawn import Drawn
from web.requests import actor_of
from web.untyped import HELD, NOT_HELD, UNTYPED

NAME = HELD
KEPT_AS = "held_forms"
"""The name in the session."""
KEPT_FOR = 60 * 60
"""Seconds after which the session of somebody who does not log in ends; within a day of that it is deleted
(`web.tasks`).
"""
MOST = 5
"""Forms that one session keeps: one of each window that somebody writes in; the oldest goes first."""
BEGINNING = 60
"""Characters of what was typed by which its author knows it again."""


@dataclass(frozen=True)
class HeldForm:
    """The fields of a form, its page, for whom it was drawn, and the names of the files that it came with.

    `is_opened` says that its author had it back.
    """

    key: str
    account: str
    form_url: str
    fields: str
    files: Sequence[str] = ()
    is_opened: bool = False

    @classmethod
    def kept(cls, request: HttpRequest, *, drawn: Drawn, form_url: str) -> Self:
        """Keep the form that `request` posts, beside those of other windows."""
        fields = request.POST.copy()
        for name in NOT_HELD:
            fields.pop(name, None)
        files = names_of_files(request)
        held = cls(drawn.key, drawn.account, form_url, fields.urlencode(), files)
        _keep(request, [*(one for one in _all(request) if one.key not in (drawn.key, drawn.held)), held])
        request.session.set_expiry(KEPT_FOR)
        return held

    @classmethod
    def asked_for(cls, request: HttpRequest) -> "HeldForm | None":
        """Return what the address of `request` asks for, if its session keeps it for its own account."""
        found = next((one for one in _theirs(request) if one.key == request.GET.get(NAME)), None)
        if found and not found.is_opened:
            opened = replace(found, is_opened=True)
            _keep(request, [opened if one == found else one for one in _all(request)])
        return found

    @property
    def address(self) -> str:
        """Where the form is shown again with what it held."""
        return f"{self.form_url}?{urlencode({NAME: self.key})}"

    @property
    def begins_with(self) -> str:
        """How the longest of what was typed begins; "" where nothing was."""
        typed = (text for name, values in self.posted().lists() if name not in UNTYPED for text in values)
        return Truncator(max(typed, key=len, default="")).chars(BEGINNING)

    def posted(self) -> QueryDict:
        """Return the fields as they were posted."""
        return QueryDict(self.fields, mutable=False)


def to_go_on_with(request: HttpRequest) -> list[HeldForm]:
    """Return what is kept for the reader, and was not given back yet, the oldest first."""
    return [one for one in _theirs(request) if not one.is_opened]


def forget(request: HttpRequest, drawn: Drawn) -> None:
    """Drop what is kept of one form, since it was sent."""
    kept = _all(request)
    left = [one for one in kept if one.key not in (drawn.key, drawn.held)]
    if left != kept:
        _keep(request, left)


def _all(request: HttpRequest) -> list[HeldForm]:
    return [HeldForm(**one) for one in request.session.get(KEPT_AS, ())]


def _theirs(request: HttpRequest) -> list[HeldForm]:
    account = actor_of(request).account
    return [one for one in _all(request) if one.account == account] if account else []


def _keep(request: HttpRequest, forms: Sequence[HeldForm]) -> None:
    request.session[KEPT_AS] = [asdict(one) for one in forms[-MOST:]]


def names_of_files(request: HttpRequest) -> list[str]:
    """Return the names of the files that a form came with, which a browser cannot choose again by itself."""
    return [file.name or "" for _field, files in request.FILES.lists() for file in files]
