"""Files of a form that is shown again: kept for its author, since a browser does not choose them again.

A form comes back when something is wrong with it, when its object moved, and for the last look before an act
is final. Its files are kept for the account that sent them, for a day, and come with the next sending unless
their boxes are cleared. They belong to nothing, and nobody else ever reads them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from rest_framework import serializers

from records.documents import AttachedFileField, content_of
from records.models import KeptUpload
from records.refusals import NoRoom

FIELD = "kept_files"
"""The name under which a form carries the keys of what is kept."""
KEPT_FOR = timedelta(days=1)


def keep(files: Iterable[tuple[str, list[UploadedFile]]], *, account: str, at: datetime) -> list[KeptUpload]:
    """Keep those of `(field, files)` that could be attached; what cannot is refused by the form, by name."""
    return [
        KeptUpload.objects.create(
            account=account, field=field, name=file.name, content=content_of(file), kept_at=at
        )
        for field, chosen in files
        for file in chosen
        if _could_be_attached(file)
    ]


def _could_be_attached(file: UploadedFile) -> bool:
    try:
        AttachedFileField().run_validation(file)
    except (serializers.ValidationError, NoRoom, AttributeError):
        return False
    return True


def kept(keys: Iterable[str], *, account: str) -> list[KeptUpload]:
    """Return what is kept under these keys for the account, leaving out what is anybody else's."""
    own = KeptUpload.objects.filter(account=account, pk__in=[key for key in keys if _is_key(key)])
    return list(own.order_by("kept_at", "pk"))


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def as_uploaded(row: KeptUpload) -> UploadedFile:
    """Return what is kept as it came."""
    return SimpleUploadedFile(row.name, bytes(row.content))


def drop(rows: Iterable[KeptUpload]) -> None:
    """Delete what was kept: it was entered."""
    KeptUpload.objects.filter(pk__in=[row.pk for row in rows]).delete()


def forget(*, before: datetime) -> int:
    """Delete what was kept before an instant, and return how many there were."""
    return KeptUpload.objects.filter(kept_at__lt=before).delete()[0]
