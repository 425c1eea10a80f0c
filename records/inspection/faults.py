"""Why a file is not taken in, in the sentences that kinds of files share, and how much it may hold."""

from django.utils.translation import gettext_lazy


class Fault(Exception):
    """Why a file is not taken in: a sentence with `%(name)s`."""


LARGEST_UNPACKED = 100 * 1024 * 1024
MOST_ELEMENTS = 5_000_000
"""More than fit into a table of ten megabytes; they take some seconds to read."""
OTHER_CONTENT = gettext_lazy("The content of “%(name)s” is not what its name says.")
UNPACKS_TO_MORE = gettext_lazy("“%(name)s” unpacks to more than a document of its kind should hold.")
TWO_AT_ONCE = gettext_lazy("“%(name)s” is two files in one. Save or print it anew and attach that.")
ASKS = gettext_lazy("“%(name)s” has a field that asks another program when it is opened. Remove it.")
FETCHES = gettext_lazy(
    "“%(name)s” fetches something from elsewhere when it is opened, such as a template or a picture."
)


class Room:
    """What is left of the bytes and elements that a file may hold, with all that is packed within it."""

    def __init__(self) -> None:
        self.bytes = LARGEST_UNPACKED
        self.elements = MOST_ELEMENTS

    def take(self, taken: int = 0, *, elements: int = 0) -> None:
        """Take that many bytes, or elements of markup; raise Fault where they are more than is left."""
        self.bytes -= taken
        self.elements -= elements
        if self.bytes < 0 or self.elements < 0:
            raise Fault(UNPACKS_TO_MORE)
