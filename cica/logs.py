"""What must not be read in a log."""

import logging
import re

SECRET_IN_PATH = re.compile(r"(/feeds/)[^/\s\"']+")
"""The secret of a personal calendar (`notices.calendars`), wherever a path is written."""


class SecretsMasked(logging.Filter):
    """Writes `/feeds/…` in place of a personal calendar's address, in whatever message names it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the message; let every record pass."""
        message = record.getMessage()
        masked = SECRET_IN_PATH.sub(r"\1…", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True
