"""The scheduler's memory of what it has asked for, kept in the same way on every machine."""

import dbm.dumb
import shelve

from celery.beat import PersistentScheduler


class Shelves:
    """What the scheduler takes for the module `shelve`.

    Which dbm library that finds differs from machine to machine. Some (`dbm.ndbm`) cannot be told to write:
    the file then looks as if nothing had been asked for, and is lost with its process.
    """

    @staticmethod
    def open(filename: str, *, writeback: bool) -> shelve.Shelf:
        """Open the file, or several that begin with its name, for reading and writing."""
        # Bytes are what a shelf gives it, among all that it takes.
        return shelve.Shelf(dbm.dumb.open(filename), writeback=writeback)  # type: ignore[arg-type]


class Scheduler(PersistentScheduler):
    """Celery's own, with that memory."""

    persistence = Shelves
