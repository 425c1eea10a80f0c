"""What was typed into a form that came from nobody: kept while its author logs in again.

A session ends while somebody writes, and the form is then sent by nobody. What it holds stays in the session
of that browser, which logging in goes on with, and is handed only to the account that the form was drawn for.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict

NAME = "held"
"""The name in the session, and of the parameter that asks for it."""
KEPT_FOR = 60 * 60
"""Seconds that the session of somebody who does not log in keeps it."""
NOT_KEPT = ("csrfmiddlewaretoken", NAME)


@dataclass(frozen=True)
class Held:
    """The fields of a form, for whom it was drawn, and the names of the files that it came with."""

    key: str
    account: str
    fields: str
    files: Sequence[str] = ()

    @classmethod
    def kept(cls, request: HttpRequest, *, key: str, account: str) -> Self:
        """Keep the form that `request` posts, in place of one kept before."""
        fields = request.POST.copy()
        for name in NOT_KEPT:
            fields.pop(name, None)
        held = cls(key=key, account=account, fields=fields.urlencode(), files=names_of_files(request))
        request.session[NAME] = asdict(held)
        request.session.set_expiry(KEPT_FOR)
        return held

    @classmethod
    def asked_for(cls, request: HttpRequest) -> Self | None:
        """Return what the address of `request` asks for, if its session keeps it for its own account."""
        kept: dict[str, Any] = request.session.get(NAME) or {}
        is_theirs = kept.get("account") == request.actor.account
        return cls(**kept) if kept and is_theirs and kept["key"] == request.GET.get(NAME) else None

    def address(self, form_url: str) -> str:
        """Return where the form is shown again with what it held."""
        return f"{form_url}?{urlencode({NAME: self.key})}"

    def posted(self) -> QueryDict:
        """Return the fields as they were posted."""
        return QueryDict(self.fields, mutable=False)


def forget(request: HttpRequest) -> None:
    """Drop what is kept: its form was sent."""
    request.session.pop(NAME, None)


def names_of_files(request: HttpRequest) -> list[str]:
    """Return the names of the files that a form came with, which a browser cannot choose again by itself."""
    return [file.name for _field, files in request.FILES.lists() for file in files]
