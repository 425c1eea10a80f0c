"""How a file looks as JSON, the same in every room that has files."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

from records.documents import remarks_on
from records.inspection import REMARKS
from records.models import Document

ANY_FILE = {(HTTPStatus.OK, kind): OpenApiTypes.BINARY for kind in ("application/octet-stream", "*/*")}
"""The answer of an address that hands out a file, of any type; generated clients read the first."""


class FileShape(serializers.Serializer):
    """A file, handed out to be saved."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField()
    url = serializers.CharField()


class FileRemark(serializers.Serializer):
    """Something in a file that its sender may not mean to pass on."""

    file = serializers.CharField()
    remark = serializers.ChoiceField(list(REMARKS.items()))


def remarks_body(documents: Iterable[Document]) -> list[dict[str, str]]:
    """Return the remarks on files, one by one."""
    return [{"file": name, "remark": code} for name, code in remarks_on(documents)]


def file_body(document: Document, *, url: str) -> dict[str, Any]:
    """Return what identifies a file, and where the API hands it out."""
    return {
        "id": document.pk,
        "name": document.name,
        "media_type": document.media_type,
        "size": document.size,
        "sha256": document.digest,
        "url": url,
    }
