"""A file goes out as it came in, or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from records import clock, documents
from records.canonical import sha256
from records.refusals import Damaged
from web.handing_out import handed_out


@pytest.mark.django_db
def test_a_kept_file_is_handed_out_as_it_came_whatever_was_claimed_of_it():
    file = SimpleUploadedFile("прогноз.txt", b"<script>", content_type="text/html")
    document = documents.keep(documents.AttachedFileField().run_validation(file), at=clock.now())

    answer = handed_out(document, request=RequestFactory().get("/"))

    assert (answer.content, document.digest) == (b"<script>", sha256(b"<script>"))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")


@pytest.mark.django_db
def test_a_file_whose_bytes_were_changed_is_not_handed_out_and_alarms(caplog):
    file = documents.AttachedFileField().run_validation(SimpleUploadedFile("a.txt", b"as it came"))
    document = documents.keep(file, at=clock.now())
    document.content = b"as it was made"

    with pytest.raises(Damaged, match="not as it was taken in"):
        handed_out(document, request=RequestFactory().get("/"))

    (record,) = [one for one in caplog.records if one.levelname == "CRITICAL"]
    assert str(document.pk) in record.getMessage()
