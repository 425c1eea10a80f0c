"""The sessions of the pages, in the database. `settings.SESSION_ENGINE` names this module."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models.functions import Now

from records.written_once import RowsWrittenOnce

RUNNING = RowsWrittenOnce(
    lambda session: Session.objects.filter(session_key=session, expire_date__gt=Now()).values_list(
        "session_data"
    ),
)


class SessionStore(db.SessionStore):
    """Django's own, read by a query that is written once: every page of a logged-in reader asks it."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return Django's model."""
        return Session

    def load(self) -> dict[str, Any]:
        """Return what the session holds; a key of none, or of one that has ended, is forgotten."""
        for (data,) in RUNNING.ask(self.session_key):
            return self.decode(data)
        self._session_key = None
        return {}
