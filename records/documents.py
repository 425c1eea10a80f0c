"""Files: what may be attached, how it is kept. Knows no room and no reader.

A file is kept in the database, so that it is written, backed up and restored with the act it came by, and
lies nowhere that a web server could reach. Who may have it is decided by what it is attached to: a room finds
the document within `visible_to(actor)` and only then hands it out (`web.handing_out`).
"""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePath
from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from records import scanner, security
from records.canonical import sha256
from records.inspection import ending_of, findings_on
from records.models import LONGEST_NAME, Document
from records.refusals import Damaged, NoRoom, NotScanned
from records.texts import INVISIBLE, is_seen, with_one_break
from records.texts import fault_of as fault_of_text

logger = logging.getLogger(__name__)

LARGEST_FILE = 10 * 1024 * 1024
MOST_FILES = 10
LARGEST_UPLOAD = LARGEST_FILE * MOST_FILES


MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
"""By the ending of the name; `records.inspection` looks into each."""

KEPT_BY_WINDOWS = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
"""Names of devices, with whatever ending: no program on Windows can save a file under them."""
NO_ROOM = gettext_lazy(
    "“%(name)s” could not be taken in: the disk of the system is full. Nothing was recorded; try again later."
)
NOT_SCANNED = gettext_lazy(
    "“%(name)s” could not be taken in: the virus scanner of the system does not answer. Nothing was "
    "recorded; try again later."
)


REMARKS = "remarks"
"""Under this name an uploaded file carries what its inspection has to say of it."""
VERDICT = "verdict_of_scanner"
"""Under this name an uploaded file carries what the scanner said of it: what it found, or NotLookedAt."""


def look_at(files: Iterable[UploadedFile]) -> None:
    """Have the scanner look at files as they come in, so that nothing waits for it under the locks of an act.

    What it said stays with each file. Where it does not answer it is not asked for the others.
    """
    unanswered: scanner.NotLookedAt | None = None
    for file in files:
        if not hasattr(file, VERDICT) and size_of(file) <= LARGEST_FILE:  # a larger one is refused without it
            verdict = unanswered or _verdict_on(file)
            setattr(file, VERDICT, verdict)
            unanswered = verdict if isinstance(verdict, scanner.NotLookedAt) else None


def is_clean(file: UploadedFile) -> bool:
    """Whether a scanner looked at the file and found nothing."""
    return bool(settings.SCANNER_ADDRESS) and getattr(file, VERDICT, None) == ""


def know_clean(file: UploadedFile) -> None:
    """Let the scanner not be asked again about bytes that it found nothing in."""
    setattr(file, VERDICT, "")


def _verdict_on(file: UploadedFile) -> str | scanner.NotLookedAt:
    try:
        return scanner.found_in(content_of(file))
    except scanner.NotLookedAt as error:
        logger.error("The virus scanner did not look at a file: %s", error)  # noqa: TRY400 (no fault of ours)
        return error


class NotTakenIn(SimpleUploadedFile):
    """Stands for an uploaded file that found no room, so that the rest of the form is still read."""

    def __init__(self, name: str) -> None:
        super().__init__(name, b"")


class AttachedFileField(serializers.FileField):
    """A file that may be attached: of an allowed kind, with the content its name says, of bounded size.

    Where the installation has a virus scanner, it has looked at it.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_NAME, **options)

    def to_internal_value(self, data: Any) -> UploadedFile:
        """Refuse what may not be attached; raise NoRoom for what the disk did not take, NotScanned for what
        the scanner did not look at.
        """
        if isinstance(data, NotTakenIn):
            raise NoRoom({self._name: [NO_ROOM % {"name": data.name}]})
        file = cast("UploadedFile", super().to_internal_value(data))
        name = file.name or ""
        if fault := _fault_of_name(name_of(file)):
            raise _refused(file, "name", fault)
        told: dict[str, Any]
        if size_of(file) > LARGEST_FILE:
            told = {"name": name, "limit": LARGEST_FILE // 1024 // 1024}
            raise _refused(file, "size", _("“%(name)s” is larger than %(limit)d MB.") % told)
        if ending_of(name) not in MEDIA_TYPES:
            told = {"name": name, "kinds": ", ".join(MEDIA_TYPES)}
            raise _refused(file, "kind", _("“%(name)s” is not of an allowed kind: %(kinds)s.") % told)
        findings = findings_on(name, content_of(file))
        if findings.fault:
            raise _refused(file, "content", findings.fault)
        if found := self._found_by_scanner(file):
            told = {"name": name, "found": found}
            sentence = _("The virus scanner found “%(found)s” in “%(name)s”. It was not taken in.") % told
            raise _refused(file, "scanner", sentence)
        setattr(file, REMARKS, findings.remarks)  # found here once, before anything is locked
        return file

    @property
    def _name(self) -> str:
        return self.field_name or self.parent.field_name or ""

    def _found_by_scanner(self, file: UploadedFile) -> str:
        look_at([file])
        verdict = getattr(file, VERDICT)
        if isinstance(verdict, scanner.NotLookedAt):
            raise NotScanned({self._name: [NOT_SCANNED % {"name": file.name}]}) from verdict
        return verdict


def _fault_of_name(name: str) -> str:
    """Return why a file cannot be called so, on every computer that it will be saved on; "" where it can."""
    fault = fault_of_text(name, one_line=True)
    if fault or not is_seen(PurePath(name).stem.strip(".")):
        sentence = _("This name of a file cannot be kept.")
        return f"{sentence} {fault}".strip()
    if len(name) > LONGEST_NAME:
        limit = {"limit": LONGEST_NAME, "count": len(name)}
        return _("The name of a file has at most %(limit)d letters; this has %(count)d.") % limit
    if re.search(r"[\n\t]", with_one_break(name)):
        return _("The name of a file is one line.")
    visible = INVISIBLE.sub("", name)
    if visible != visible.strip() or visible.strip(".") != visible:
        return _("The name of a file cannot begin or end with a dot or a blank: “%(name)s”.") % {"name": name}
    if KEPT_BY_WINDOWS.fullmatch(visible):
        told = {"name": name}
        return _("“%(name)s” is a name that Windows keeps for itself. Give the file another.") % told
    return ""


def _refused(file: UploadedFile, reason: str, sentence: str) -> serializers.ValidationError:
    """Return the refusal of a file; the security log knows it by its digest, for its name may name people."""
    digest = "" if size_of(file) > LARGEST_FILE else f"file {sha256(content_of(file))}"
    security.say(security.LineKind.FILE_REFUSED, object=digest, reason=reason)
    return serializers.ValidationError(sentence)


class AttachedFilesField(serializers.ListField):
    """The files of an act; sent as `multipart/form-data`."""

    child = AttachedFileField()

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("default", list)
        options.setdefault("max_length", MOST_FILES)
        options.setdefault("label", gettext_lazy("Files"))
        options.setdefault(
            "help_text",
            gettext_lazy("Up to ten, of 10 MB each: PDF, office documents, plain text, tables, pictures."),
        )
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> list[UploadedFile]:
        """Refuse two files of one name, however it is written: a next version tells them apart by it."""
        files = super().to_internal_value(data)
        times = Counter(_as_compared(file.name) for file in files)
        if twice := next((file.name for file in files if times[_as_compared(file.name)] > 1), None):
            message = _("Two files are called “%(name)s”. Give each a name of its own.") % {"name": twice}
            raise serializers.ValidationError(message)
        return files


class KeptFilesField(serializers.ListField):
    """Which files of the version before stay in the next; read as the documents, in their order.

    The form that has it says by `files_before()` which there are, without their content. `true` stands for
    all of them, `false` for none.
    """

    child = serializers.UUIDField()

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("default", list)
        options.setdefault("label", gettext_lazy("Files of the version before"))
        options.setdefault(
            "help_text",
            gettext_lazy(
                "A ticked file stays; untick it to take it out. A new file of the same name takes its place."
            ),
        )
        super().__init__(**options)

    @cached_property
    def _documents(self) -> list[Document]:
        return self.parent.files_before()  # type: ignore[attr-defined]  # as said above

    @property
    def choices(self) -> dict[str, str]:
        """The files that there are."""
        return {
            str(document.pk): f"{document.name} ({filesizeformat(document.size)})"
            for document in self._documents
        }

    def to_internal_value(self, data: Any) -> list[Document]:
        """Refuse what the version before did not have."""
        if isinstance(data, bool):
            return list(self._documents) if data else []
        wanted = set(super().to_internal_value(data))
        if wanted - {document.pk for document in self._documents}:
            raise serializers.ValidationError(_("The version before has no such file."))
        return [document for document in self._documents if document.pk in wanted]


def _as_compared(name: str) -> str:
    """Return a name as computers compare it, some of which write й as two letters."""
    return unicodedata.normalize("NFC", name).casefold()


def name_of(file: UploadedFile) -> str:
    """Return what a file was called where it came from; `web.multipart` kept all of it."""
    return getattr(file, "name_as_sent", None) or file.name or ""


def size_of(file: UploadedFile) -> int:
    """Return the bytes that an uploaded file has."""
    return file.size or 0


def content_of(file: UploadedFile) -> bytes:
    """Return all of an uploaded file, from its beginning."""
    file.seek(0)
    return file.read()


def keep(file: UploadedFile, *, at: Any) -> Document:
    """Store a file that an `AttachedFileField` returned; its media type follows its name, never what was
    claimed.
    """
    content = content_of(file)
    return Document.objects.create(
        name=file.name or "",
        media_type=MEDIA_TYPES[ending_of(file.name or "")],
        size=len(content),
        digest=sha256(content),
        remarks=list(getattr(file, REMARKS)),
        content=content,
        kept_at=at,
    )


def remarks_on(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Return what whoever sends the files, and the secretariat, should know of them: `(name, code)`."""
    return [(document.name, code) for document in documents for code in document.remarks]


def refuse_damaged(document: Document) -> None:
    """Raise Damaged for a file whose bytes do not have its digest."""
    found = sha256(bytes(document.content))
    if found != document.digest:
        security.say(security.LineKind.FILE_DAMAGED, object=f"document {document.pk}")
        logger.critical("The file %s is not as it was taken in: its bytes are %s.", document.pk, found)
        raise Damaged(
            _("This file is not as it was taken in, so it is not handed out. The operator has been alarmed.")
        )
