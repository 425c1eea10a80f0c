"""Sends a request on whose address lacks its closing slash."""

from functools import partial

from django.http import HttpResponsePermanentRedirect
from django.middleware.common import CommonMiddleware


class SlashMiddleware(CommonMiddleware):
    """Django's, answering 308: by its 301 a client repeats a POST as a GET, and the act is lost unnoticed."""

    response_redirect_class = staticmethod(partial(HttpResponsePermanentRedirect, preserve_request=True))
