"""The API's documentation as light pages, made from the document that `/api/schema/` hands out.

`/api/reference/` lists the operations by what they are on; a page for each of those says all of them whole.
"""

import json
import re
import shlex
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import View
from drf_spectacular.renderers import OpenApiJsonRenderer

from cica.api import LANGUAGES, document_in
from records.refusals import NotVisible
from web.api.conditional import etag_of, not_modified
from web.api.schema import operations_of
from web.feeds import absolute
from web.pages import PageMixin

JSON = "application/json"
CHOICE = re.compile(r"^\* `(.*)` - (.*)$", re.MULTILINE)
"""A line by which the document says in a description what a value means."""


@dataclass(frozen=True)
class DocumentedBody:
    """A body that is taken or answered: the name of its schema, and an example as indented JSON."""

    name: str
    example: str

    @property
    def anchor(self) -> str:
        """Where the page shows it."""
        return f"body-{self.name}"


@dataclass(frozen=True)
class DocumentedAnswer:
    """One status an operation answers: what it means, and the body that comes with it."""

    status: str
    description: str
    body: DocumentedBody | None


@dataclass(frozen=True)
class Parameter:
    """What may stand in the address, its query or a header; `choices` are all values, with words."""

    name: str
    where: str
    description: str
    is_required: bool
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Shown:
    """An operation as its page shows it."""

    method: str
    address: str
    name: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: DocumentedBody | None
    answers: tuple[DocumentedAnswer, ...]

    @property
    def curl(self) -> str:
        """The command that calls it with the example of its body."""
        command = ["curl", "-X", self.method, "-H", "Authorization: Token …"]
        if self.body:
            compact = json.dumps(json.loads(self.body.example), ensure_ascii=False)
            command += ["-H", f"Content-Type: {JSON}", "-d", compact]
        return shlex.join([*command, absolute(self.address)])


@dataclass(frozen=True)
class DocumentedPart:
    """The operations on one kind of object, and the bodies that they name, each once."""

    tag: str
    operations: tuple[Shown, ...]

    @property
    def bodies(self) -> list[DocumentedBody]:
        """Return them by name."""
        answered = (answer.body for one in self.operations for answer in one.answers)
        taken = (one.body for one in self.operations)
        found = {body.name: body for body in (*taken, *answered) if body}
        return [found[name] for name in sorted(found)]


@lru_cache(maxsize=len(LANGUAGES))
def parts_in(language: str) -> dict[str, DocumentedPart]:
    """Return the parts of the reference by tag, in the active language."""
    document = json.loads(document_in(language, OpenApiJsonRenderer))
    by_tag: dict[str, list[Shown]] = {}
    for method, address, operation in operations_of(document):
        shown = _shown(method.upper(), address, operation, document["components"])
        by_tag.setdefault(operation["tags"][0], []).append(shown)
    return {tag: DocumentedPart(tag, tuple(by_tag[tag])) for tag in sorted(by_tag)}


def _shown(method: str, address: str, operation: dict[str, Any], components: dict[str, Any]) -> Shown:
    return Shown(
        method=method,
        address=address,
        name=operation["operationId"],
        summary=operation["summary"],
        description=operation["description"],
        parameters=tuple(map(_parameter, operation["parameters"])),
        body=_body(operation.get("requestBody", {}), components),
        answers=tuple(
            _answer(status, answer, components) for status, answer in operation["responses"].items()
        ),
    )


def _parameter(said: dict[str, Any]) -> Parameter:
    in_words = dict(CHOICE.findall(said["description"]))
    return Parameter(
        name=said["name"],
        where=said["in"],
        description=CHOICE.sub("", said["description"]).strip(),
        is_required=said.get("required", False),
        choices=tuple(
            (str(value), in_words.get(value, "")) for value in said["schema"].get("enum", in_words)
        ),
    )


def _answer(status: str, answer: dict[str, Any], components: dict[str, Any]) -> DocumentedAnswer:
    shared = answer.get("$ref", "").rpartition("/")[2]
    said = components["responses"][shared] if shared else answer
    return DocumentedAnswer(status, said["description"], None if shared else _body(answer, components))


def _body(holder: dict[str, Any], components: dict[str, Any]) -> DocumentedBody | None:
    name = next(iter(holder.get("content", {}).get(JSON, {}).get("examples", {})), "")
    if not name:
        return None
    return DocumentedBody(
        name, json.dumps(components["examples"][name]["value"], ensure_ascii=False, indent=1)
    )


class ReferencePage(PageMixin, View):
    """The index, or the page of one part; the same for every reader but for the frame around it."""

    def _etag(self, language: str, tag: str) -> str:
        """Return what changes with the document and the frame: who reads, and the secret of its forms."""
        actor, secret = self.actor, self.request.META.get("CSRF_COOKIE", "")
        reader = (actor.account, actor.username, actor.participant, sorted(actor.capacities), actor.may_write)
        shown = repr((tag, self.ignored(), reader, secret))
        return etag_of(document_in(language, OpenApiJsonRenderer) + shown.encode())

    def get(self, request: HttpRequest, tag: str = "") -> HttpResponse:
        """Show it, or answer 304 to whoever has it."""
        language = get_language() or "en"
        parts = parts_in(language)
        if tag and tag not in parts:
            raise NotVisible(_("There is nothing at this address."))
        etag = self._etag(language, tag)
        if had := not_modified(request, etag):
            had["ETag"] = etag
            return had
        template = "api_reference_part.html" if tag else "api_reference.html"
        response = self.page(template, {"parts": list(parts.values()), "part": parts.get(tag)})
        response["ETag"] = self._etag(language, tag)  # of the secret that it brings, where there was none
        return response
