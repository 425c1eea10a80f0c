"""What identifies a file, the same in every room that has files."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from records.documents import remarks_on
from records.inspection import REMARKS
from records.models import Document
from web.readings import DescribedBy

ANY_FILE = {(HTTPStatus.OK, kind): OpenApiTypes.BINARY for kind in ("application/octet-stream", "*/*")}
"""The answer of an address that hands out a file, of any type; generated clients read the first."""


@dataclass(frozen=True)
class FileShape:
    """A file, handed out to be saved."""

    id: UUID
    name: str
    media_type: str
    size: Annotated[int, "In bytes."]
    sha256: str
    url: str


@dataclass(frozen=True)
class FileRemark:
    """Something in a file that its sender may not mean to pass on."""

    file: str
    remark: Annotated[str, DescribedBy(partial(serializers.ChoiceField, list(REMARKS.items())))]


def remarks_body(documents: Iterable[Document]) -> list[FileRemark]:
    """Return the remarks on files, one by one."""
    return [FileRemark(name, code) for name, code in remarks_on(documents)]


def file_body(document: Document, *, url: str) -> FileShape:
    """Return what identifies a file, and where the API hands it out."""
    return FileShape(
        id=document.pk,
        name=document.name,
        media_type=document.media_type,
        size=document.size,
        sha256=document.digest,
        url=url,
    )
