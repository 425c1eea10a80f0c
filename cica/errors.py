"""What a reader, or a program, sees when no view could answer."""

import sys
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from records.api.errors import problem_answer


def bad_request(request, exception):
    return _answer(request, HTTPStatus.BAD_REQUEST, detail=_("The request cannot be understood."))


def permission_denied(request, exception):
    return _answer(request, HTTPStatus.FORBIDDEN, detail=_("This is not open to you."))


def page_not_found(request, exception):
    return _answer(request, HTTPStatus.NOT_FOUND, detail=_("There is nothing at this address."))


RETRY_AFTER = 5
"""Seconds after which to ask again; a database that was killed is back sooner."""


def csrf_failure(request, reason=""):
    """Say that the form is too old, or that cookies are off, which a bare 403 would not."""
    if _is_api(request):
        return problem_answer(HTTPStatus.FORBIDDEN)
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def server_error(request):
    """Answer without the request, the reader or the database: one of them may be what failed.

    Called while the error is handled. 503 for a database that is down, restarts or has no time: that passes.
    """
    is_outage = isinstance(sys.exception(), (OperationalError, InterfaceError))
    status = HTTPStatus.SERVICE_UNAVAILABLE if is_outage else HTTPStatus.INTERNAL_SERVER_ERROR
    if _is_api(request):
        answer = problem_answer(status)
    else:
        answer = HttpResponse(render_to_string(f"{status}.html"), status=status)
    if is_outage:
        answer["Retry-After"] = RETRY_AFTER
    return answer


def _answer(request, status: HTTPStatus, *, detail: str):
    if _is_api(request):
        return problem_answer(status, detail=detail)
    return render(request, f"{status}.html", status=status)


def _is_api(request) -> bool:
    return request.path.startswith("/api/")
