"""How a file looks as JSON, the same in every room that has files."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers

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
