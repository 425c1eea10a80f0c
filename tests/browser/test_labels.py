"""Words in boxes of a fixed share: in the longest language they stand beside each other, not on top."""

import pytest
from django.conf import settings

from proposals.enums import Stage
from tests.factories.members import chair
from tests.factories.proposals import proposal_at

pytestmark = pytest.mark.django_db(transaction=True)

OVERPRINTED = """() => [...document.querySelectorAll(".progress li")]
    .filter(label => label.scrollWidth > label.clientWidth).map(label => label.innerText)"""


@pytest.mark.parametrize("width", [1280, 960, 740, 390])
def test_no_stage_is_written_over_its_neighbour(open_window, live_server, width):
    proposal = proposal_at(Stage.WORKING_GROUP)
    reader = open_window(chair(), width=width)
    russian = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "ru", "url": live_server.url}
    reader.page.context.add_cookies([russian])

    reader.open(proposal.get_absolute_url())

    assert reader.page.locator(".progress li").count() > 1
    assert reader.page.evaluate(OVERPRINTED) == []
    reader.picture(f"stages-{width}")
