"""Files of a form that is shown again: kept for its author, since a browser does not choose them again.

A form comes back when something is wrong with it, when its object moved, and for the last look before an act
is final. Its files are kept for the account that sent them, for a day, and come with the next sending unless
their boxes are cleared. They belong to nothing, and nobody else ever reads them.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db.models.functions import Length
from django.utils.datastructures import MultiValueDict
from rest_framework import serializers

from records import documents
from records.models import KeptUpload
from records.refusals import Invalid
from web.untyped import KEPT_FILES

FIELD = KEPT_FILES
MOST_KEPT = documents.LARGEST_UPLOAD
"""Bytes kept for one account: as many as one form can bring. The oldest go first."""


def keep(
    form: serializers.Serializer, files: MultiValueDict, *, account: str, at: datetime
) -> list[KeptUpload]:
    """Keep those files that their field of the form could take; what it refuses is named by the form."""
    rows = [
        KeptUpload.objects.create(
            account=account,
            field=name,
            name=file.name,
            content=file.read(),
            kept_at=at,
            is_scanned=documents.is_clean(file),
        )
        for name, chosen in files.lists()
        for file in chosen
        if _could_be_taken(form.fields.get(name), file)
    ]
    _drop_oldest(account)
    return rows


def _drop_oldest(account: str) -> None:
    own = KeptUpload.objects.filter(account=account).annotate(size=Length("content"))
    rows = list(own.order_by("-kept_at", "-pk").values_list("pk", "size"))
    so_far = accumulate(size for _pk, size in rows)
    too_much = [pk for (pk, _size), total in zip(rows, so_far, strict=True) if total > MOST_KEPT]
    KeptUpload.objects.filter(pk__in=too_much).delete()


def _could_be_taken(field: Any, file: UploadedFile) -> bool:
    try:
        getattr(field, "child", field).run_validation(file)
        file.seek(0)
    except (serializers.ValidationError, Invalid, AttributeError):
        return False
    return True


def kept(keys: Iterable[str], *, account: str) -> list[KeptUpload]:
    """Return what is kept under these keys for the account, leaving out what is anybody else's or gone."""
    own = KeptUpload.objects.filter(account=account, pk__in=[key for key in keys if _is_key(key)])
    return list(own.order_by("kept_at", "pk"))


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def as_uploaded(row: KeptUpload) -> UploadedFile:
    """Return what is kept as it came; what the scanner let pass then, it is not asked about again."""
    file = SimpleUploadedFile(row.name, bytes(row.content))
    if row.is_scanned:
        documents.know_clean(file)
    return file


def drop(rows: Iterable[KeptUpload]) -> None:
    """Delete what was kept: it was entered."""
    KeptUpload.objects.filter(pk__in=[row.pk for row in rows]).delete()
