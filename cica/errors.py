"""What a reader, or a program, sees when no view could answer."""

import sys
from http import HTTPStatus

from django.core.exceptions import DisallowedHost
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from members.views import PAUSE_OF_ATTEMPTS
from records import security
from records.addresses import address_of, is_of_api
from web import drawn, races
from web.api.errors import problem_answer
from web.pages import PageMixin


def bad_request(request, exception):
    if isinstance(exception, DisallowedHost):
        security.say(security.LineKind.HOST_REFUSED)
    return _answer(request, HTTPStatus.BAD_REQUEST, detail=_("The request cannot be understood."))


def permission_denied(request, exception):
    return _answer(request, HTTPStatus.FORBIDDEN, detail=_("This is not open to you."))


def page_not_found(request, exception):
    return _answer(request, HTTPStatus.NOT_FOUND, detail=_("There is nothing at this address."))


def too_many_requests(request):
    """Say that something was tried too often; allauth's limits on log-ins and passwords ask for this."""
    detail = _("This was tried too often in a short time. Please wait a few minutes, then try again.")
    answer = _answer(request, HTTPStatus.TOO_MANY_REQUESTS, detail=detail)
    answer["Retry-After"] = PAUSE_OF_ATTEMPTS
    return answer


RETRY_AFTER = 5
"""Seconds after which to ask again; a database that was killed is back sooner."""


def csrf_failure(request, reason=""):
    """Give a form of ours back with what was typed; say of any other that it is too old, or cookies are off.

    What a form knows of its making is signed and names its account, which no other site could have: the
    page that drew it shows it again (`web.sent`), and does nothing that it asks for.
    """
    security.say(security.LineKind.FORM_REFUSED, reason="csrf")
    if is_of_api(request.path):
        return problem_answer(HTTPStatus.FORBIDDEN)
    if _is_of_our_making(request):
        request.csrf_failed = True
        view, args, kwargs = request.resolver_match
        return view(request, *args, **kwargs)
    return render(request, "403_csrf.html", _typed(request), status=HTTPStatus.FORBIDDEN)


def _is_of_our_making(request) -> bool:
    try:
        return drawn.Drawn.found_in(request.POST) is not None and _is_page(request.resolver_match.func)
    except drawn.NotSigned:
        return False


def _is_page(view) -> bool:
    return issubclass(getattr(view, "view_class", object), PageMixin)


def cut_short(request):
    """Say that a form broke off on its way, and show what came of it."""
    context = _typed(request) | {"can_be_repeated": False}
    return render(request, "400_cut.html", context, status=HTTPStatus.BAD_REQUEST)


def server_error(request):
    """Answer without the request, the reader or the database: one of them may be what failed.

    Called while the error is handled. 503 for a database that is down, restarts or has no time: that passes.
    """
    is_outage = _passes(sys.exception())
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_outage else HTTPStatus.INTERNAL_SERVER_ERROR
    if is_of_api(request.path):
        answer = problem_answer(status)
    else:
        answer = HttpResponse(render_to_string(f"{status}.html", _typed(request)), status=status)
    if is_outage:
        answer["Retry-After"] = RETRY_AFTER
    return answer


def _answer(request, status: HTTPStatus, *, detail: str):
    if is_of_api(request.path):
        return problem_answer(status, detail=detail)
    return render(request, f"{status}.html", status=status)


TIMED_OUT = frozenset({"25P03", "25P04"})
"""SQL states that psycopg counts as internal errors: a transaction that was idle, or open, for too long."""
NOT_REPEATED = (
    "account_login", "account_logout", "account_signup", "account_inactive", "account_reauthenticate",
    "account_change_password", "account_set_password", "account_reset_password", "set_language",
)  # fmt: skip
"""Forms that hold passwords, or nothing that would be a loss. What lies below their addresses is alike."""


def _passes(error: BaseException | None) -> bool:
    """Whether a failure is one of the database's that goes by itself: down, cut off, no room, no time."""
    if isinstance(error, (OperationalError, InterfaceError)):
        return True
    return isinstance(error, DatabaseError) and races.state_of(error) in TIMED_OUT


OF_THE_FORM = ("csrfmiddlewaretoken", "drawn", "step", "zone")
"""What a form sends besides what a person filled in."""


def _typed(request) -> dict:
    """Return what a form held, for the page to keep; nothing where it was not read or has a password.

    A form that came with files is not offered to be sent again, since it would go without them.
    """
    form = {"typed": [], "shown": [], "address": "", "can_be_repeated": False}
    if not hasattr(request, "_post") or request.path.startswith(tuple(map(address_of, NOT_REPEATED))):
        return form
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    shown = [(name, value) for name, value in typed if value and name not in OF_THE_FORM]
    return form | {
        "typed": typed,
        "shown": shown,
        "address": request.get_full_path(),
        "can_be_repeated": not request.FILES,
    }
