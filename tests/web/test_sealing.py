"""What is sealed is read and altered by nobody else."""

import base64

import pytest

from web.sealing import Broken, sealed, unsealed

VALUE = [False, ["2026-11-30T10:00:00Z", 4711]]


def test_what_is_sealed_comes_back():
    assert unsealed(sealed(VALUE, purpose="a list"), purpose="a list") == VALUE


def test_the_same_gives_the_same_text_or_every_answer_would_be_new():
    assert sealed(VALUE, purpose="a list") == sealed(VALUE, purpose="a list")


def test_neither_the_value_nor_its_length_can_be_read():
    text = sealed(VALUE, purpose="a list")

    assert b"4711" not in base64.urlsafe_b64decode(text + "==")
    assert len(sealed([7], purpose="a list")) == len(sealed([7_000_000], purpose="a list"))


def test_values_that_differ_share_no_stream():
    """Two texts veiled by one stream would give away where they differ."""
    one, other = (base64.urlsafe_b64decode(sealed([key], purpose="a list") + "==") for key in (1, 2))

    assert sum(a == b for a, b in zip(one, other, strict=True)) < len(one) / 4


@pytest.mark.parametrize("text", ["", "x", "é", "AAAA", "A" * 64])
def test_what_was_not_sealed_is_broken(text):
    with pytest.raises(Broken):
        unsealed(text, purpose="a list")


def test_an_altered_text_and_that_of_another_purpose_are_broken():
    text = sealed(VALUE, purpose="a list")

    for altered in (("B" if text[0] == "A" else "A") + text[1:], text[:-2], text + "AA"):
        with pytest.raises(Broken):
            unsealed(altered, purpose="a list")
    with pytest.raises(Broken):
        unsealed(text, purpose="another list")
