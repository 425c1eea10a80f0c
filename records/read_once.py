"""Facts that are read when they are first asked for, and kept until something is written."""

from functools import cached_property


class ReadOnce:
    """What keeps its facts in `cached_property`: it belongs to one request, and within an act to the
    transaction that holds the lock.
    """

    def forget(self) -> None:
        """Drop what was read, after an effect has written; what it was made with stays."""
        for name in [
            name for name in vars(self) if isinstance(getattr(type(self), name, None), cached_property)
        ]:
            delattr(self, name)
