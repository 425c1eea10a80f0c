"""The fields of a sent form that nobody typed: its page added them.

Whoever reads a form says here what it leaves out, so that a field which pages begin to add is forgotten
nowhere.
"""

from web.drawn import FIELD

CSRF = "csrfmiddlewaretoken"
STEP = "step"
HELD = "held"
"""Which form that was kept while its author logged in is asked for (`web.held`)."""
KEPT_FILES = "kept_files"
"""The keys of the files that came with the form before (`web.uploads`)."""
ZONE = "zone"
"""The browser's time zone, in which an instant is read."""
UNTYPED = frozenset({CSRF, FIELD, HELD, KEPT_FILES, STEP, ZONE})
NOT_HELD = frozenset({CSRF, HELD})
"""What belongs to the session that ended."""
NO_FACT = UNTYPED - {KEPT_FILES}
"""What says nothing of what is sent; which files are kept does."""
ADDED_AGAIN = UNTYPED - {ZONE}
"""What a confirmation adds by itself; the zone it repeats, since what was typed is read in it."""
