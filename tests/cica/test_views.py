"""Every view that is served says all that its base asks for."""

from inspect import isabstract

from tests.addresses import addresses_served


def test_no_served_view_lacks_what_its_base_leaves_to_it():
    views = {
        getattr(pattern.callback, "view_class", getattr(pattern.callback, "cls", None))
        for pattern in addresses_served()
    } - {None}

    assert len(views) > 100
    assert [view for view in views if isabstract(view)] == []
