"""Files: what may be attached, and what they may be called."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.exceptions import ValidationError

from records import documents


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
