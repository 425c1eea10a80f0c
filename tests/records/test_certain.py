"""What must be there is there, or it is said what is not."""

import pytest

from records.certain import certain


def test_what_is_there_is_returned_though_it_counts_as_nothing():
    assert certain(0, "number") == 0


def test_what_is_not_there_is_named():
    with pytest.raises(LookupError, match="There is no webhook of this delivery"):
        certain(None, "webhook of this delivery")
