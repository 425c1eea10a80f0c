"""Whether a `multipart/form-data` body came whole: Django takes one that was cut off for one that ended.

A connection that breaks in the middle of an annex would otherwise leave an act without it.
"""

from typing import Any


class Watched:
    """The stream of a request's body, which notes the boundaries that go by.

    `is_whole` says whether the last one came; `parts` counts the parts that began.
    """

    def __init__(self, stream: Any, boundary: bytes) -> None:
        self._stream = stream
        self._line = b"\n--" + boundary
        self._seen = b"\n"  # the body begins a line
        self.is_whole = False
        self.parts = 0

    def read(self, *size: Any) -> bytes:
        """Read on, and look at what is read."""
        return self._look(self._stream.read(*size))

    def readline(self, *size: Any) -> bytes:
        """Read a line, and look at it."""
        return self._look(self._stream.readline(*size))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _look(self, data: bytes) -> bytes:
        # A boundary that goes on with "--" is the last. It may lie across two readings.
        text = self._seen + data
        at = text.find(self._line)
        while at >= 0 and len(text) >= (after := at + len(self._line)) + 2:
            if text[after : after + 2] == b"--":
                self.is_whole = True
            elif text[after : after + 1] in {b"\r", b"\n", b" ", b"\t"} and not self.is_whole:
                self.parts += 1
            text = text[after:]
            at = text.find(self._line)
        self._seen = text[at:] if at >= 0 else text[-len(self._line) :]
        return data
