"""Sends a request on whose address lacks its closing slash."""

from http import HTTPStatus

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class SentOnAsItCame(HttpResponsePermanentRedirect):
    """By 301 a client repeats a POST as a GET; by 308 it repeats the POST."""

    status_code = HTTPStatus.PERMANENT_REDIRECT


class SlashMiddleware(CommonMiddleware):
    """Django's, answering 308, so that no act is lost unnoticed."""

    response_redirect_class = SentOnAsItCame
