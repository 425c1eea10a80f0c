"""The reader's time zone: which one a page is written in, and a form read in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from records.addresses import is_of_api
from records.local_times import known_zone

COOKIE = "zone"  # set by static/js/zone.js to the browser's zone
FIELD = "zone"  # carried by every act form
FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}


class ZoneMiddleware:
    """Activate the reader's zone for pages: the account's, else the browser's. The API speaks UTC.

    A form names the zone it was written in, and is read in that one: its reader may have travelled since.
    An account in UTC, as each is made, has not chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's zone; without one, or with an unknown one, in UTC."""
        zone = None if is_of_api(request.path) else known_zone(_asked_for(request))
        with timezone.override(zone):
            return self.get_response(request)


def _asked_for(request: HttpRequest) -> str:
    of_form = request.POST.get(FIELD, "") if request.content_type in FORM_TYPES else ""
    of_account = request.user.time_zone if request.user.is_authenticated else ""
    return of_form or of_account.removeprefix("UTC") or request.COOKIES.get(COOKIE, "")
