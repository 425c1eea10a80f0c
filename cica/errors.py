"""What a reader, or a program, sees when no view could answer."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from records.api.errors import problem_answer


def bad_request(request, exception):
    return _answer(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request, exception):
    return _answer(request, HTTPStatus.FORBIDDEN)


def page_not_found(request, exception):
    return _answer(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request, reason=""):
    """Say that the form is too old, or that cookies are off, which a bare 403 would not."""
    if _is_api(request):
        return problem_answer(HTTPStatus.FORBIDDEN)
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def server_error(request):
    """Answer without the request, the reader or the database: one of them may be what failed."""
    if _is_api(request):
        return problem_answer(HTTPStatus.INTERNAL_SERVER_ERROR)
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(request, status: HTTPStatus):
    if _is_api(request):
        return problem_answer(status)
    return render(request, f"{status}.html", status=status)


def _is_api(request) -> bool:
    return request.path.startswith("/api/")
