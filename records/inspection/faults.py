"""Why a file is not taken in; the sentences that more than one kind of file shares."""

from django.utils.translation import gettext_lazy


class Fault(Exception):
    """Why a file is not taken in: a sentence with `%(name)s`."""


LARGEST_UNPACKED = 100 * 1024 * 1024
OTHER_CONTENT = gettext_lazy("The content of “%(name)s” is not what its name says.")
UNPACKS_TO_MORE = gettext_lazy("“%(name)s” unpacks to more than a document of its kind should hold.")
TWO_AT_ONCE = gettext_lazy("“%(name)s” is two files in one. Save or print it anew and attach that.")
