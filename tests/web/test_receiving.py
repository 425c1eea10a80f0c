"""Uploads: what is too much is stopped as it comes in."""

import errno

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files import uploadhandler

from records import documents
from web import receiving


def test_an_upload_is_stopped_when_it_exceeds_the_whole(monkeypatch):
    monkeypatch.setattr(receiving, "LARGEST_UPLOAD", 5)
    cap = receiving.UploadCap()

    assert cap.receive_data_chunk(b"12345", 0) == b"12345"
    with pytest.raises(RequestDataTooBig):
        cap.receive_data_chunk(b"6", 5)


def test_a_file_that_finds_no_room_takes_none_of_another_with_it(monkeypatch):
    def find_no_room(*_args):
        raise OSError(errno.ENOSPC, "No space left on device")

    handler = receiving.ToDisk()
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
