"""Files: what is too much is stopped as it comes in, and what is handed out is whole."""

import errno

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files import uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from rest_framework.exceptions import ValidationError

from records import clock, documents
from records.canonical import sha256
from records.refusals import Damaged


def test_a_file_larger_than_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_FILE", 4)

    with pytest.raises(ValidationError):
        documents.AttachedFileField().run_validation(SimpleUploadedFile("a.txt", b"12345"))


@pytest.mark.parametrize(
    "stem", ["\u200b", "\ufeff ", "\u2800", "\u3164", "\u2060.", "a\U000e0100", "a\u206a"], ids=ascii
)
def test_a_file_has_a_name_to_see_and_nothing_hidden_in_it(stem):
    with pytest.raises(ValidationError, match="This name of a file cannot be kept"):
        documents.AttachedFileField().run_validation(SimpleUploadedFile(f"{stem}.txt", b"Words."))


def test_an_upload_is_stopped_when_it_exceeds_the_whole(monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_UPLOAD", 5)
    cap = documents.UploadCap()

    assert cap.receive_data_chunk(b"12345", 0) == b"12345"
    with pytest.raises(RequestDataTooBig):
        cap.receive_data_chunk(b"6", 5)


def test_a_file_that_finds_no_room_takes_none_of_another_with_it(monkeypatch):
    def find_no_room(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    handler = documents.ToDisk()
    handler.new_file("files", "one.txt", "text/plain", 5)
    handler.receive_data_chunk(b"12345", 0)
    one = handler.file_complete(5)
    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", find_no_room)
    handler.new_file("files", "two.txt", "text/plain", 5)
    handler.receive_data_chunk(b"12345", 0)
    two = handler.file_complete(5)

    with one:
        assert isinstance(two, documents.NotTakenIn)
        assert documents.content_of(one) == b"12345"


@pytest.mark.django_db
def test_a_kept_file_is_handed_out_as_it_came_whatever_was_claimed_of_it():
    file = SimpleUploadedFile("прогноз.txt", b"<script>", content_type="text/html")
    document = documents.keep(documents.AttachedFileField().run_validation(file), at=clock.now())

    answer = documents.handed_out(document, request=RequestFactory().get("/"))

    assert (answer.content, document.digest) == (b"<script>", sha256(b"<script>"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.django_db
def test_a_file_whose_bytes_were_changed_is_not_handed_out_and_alarms(caplog):
    file = documents.AttachedFileField().run_validation(SimpleUploadedFile("a.txt", b"as it came"))
    document = documents.keep(file, at=clock.now())
    document.content = b"as it was made"

    with pytest.raises(Damaged, match="not as it was taken in"):
        documents.handed_out(document, request=RequestFactory().get("/"))

    (record,) = [one for one in caplog.records if one.levelname == "CRITICAL"]
    assert str(document.pk) in record.getMessage()
