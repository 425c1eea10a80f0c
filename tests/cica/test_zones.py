"""Pages are written, and forms read, in the reader's zone; the API knows only UTC."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.utils import timezone

from cica.zones import ZoneMiddleware
from members.models import Account


def zone_of(request, *, account_zone: str = "") -> str:
    """Return the zone in which a view would answer the public, or an account that is in `account_zone`."""
    request.user = Account(time_zone=account_zone) if account_zone else AnonymousUser()
    answer = ZoneMiddleware(lambda _request: HttpResponse(timezone.get_current_timezone_name()))(request)
    return answer.content.decode()


def test_a_page_is_written_in_the_zone_of_the_cookie(rf):
    rf.cookies["zone"] = "Asia/Tokyo"

    assert zone_of(rf.get("/")) == "Asia/Tokyo"


@pytest.mark.parametrize(
    "name", ["", "Atlantis/Capital", "../../etc/passwd", "/etc/passwd", "a" * 5000, '"\\000"', '"\\015\\012"']
)
def test_without_a_known_zone_a_page_is_written_in_utc(rf, name):
    """As a browser sends it: Python's own cookies refuse control characters, which `"\\000"` stands for."""
    assert zone_of(rf.get("/", headers={"Cookie": f"zone={name}"})) == "UTC"


def test_a_form_is_read_in_the_zone_it_was_written_in(rf):
    """The reader opened the form in Tokyo, and the cookie changed before it was sent."""
    rf.cookies["zone"] = "Europe/Paris"

    assert zone_of(rf.post("/", {"zone": "Asia/Tokyo"})) == "Asia/Tokyo"


def test_the_zone_of_the_account_goes_before_the_browsers(rf):
    rf.cookies["zone"] = "Asia/Tokyo"

    assert zone_of(rf.get("/"), account_zone="Asia/Almaty") == "Asia/Almaty"


def test_an_account_that_has_not_chosen_reads_in_the_browsers_zone(rf):
    rf.cookies["zone"] = "Asia/Tokyo"

    assert zone_of(rf.get("/"), account_zone="UTC") == "Asia/Tokyo"


def test_the_api_answers_in_utc(rf):
    rf.cookies["zone"] = "Asia/Tokyo"

    assert zone_of(rf.post("/api/v1/proposals/", {}, content_type="application/json")) == "UTC"


def test_the_zone_ends_with_the_request(rf):
    rf.cookies["zone"] = "Asia/Tokyo"
    zone_of(rf.get("/"))

    assert timezone.get_current_timezone_name() == "UTC"
