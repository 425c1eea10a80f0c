"""Values that may come from a variable `X` itself or from the file that `X_FILE` names, as secrets should."""

import os
import stat
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

OTHERS = stat.S_IRWXO  # what everyone on the machine may do


def required(name: str) -> str:
    """The value of `name`, or a refusal that names it."""
    if not (value := given(name)):
        raise ImproperlyConfigured(
            f"Production needs {name}, or {name}_FILE, in the environment; see docs/deployment.md."
        )
    return value


def given(name: str) -> str:
    """The value of `name`; "" where it is given neither in the environment nor in a file.

    Raises `ImproperlyConfigured` where both are given, and for a file that cannot be trusted with a secret.
    """
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both given; which one counts?")
    return content_of(Path(file), variable=f"{name}_FILE") if file else value


def content_of(path: Path, *, variable: str) -> str:
    """The one line in the file at `path`, which `variable` names.

    Raises `ImproperlyConfigured` unless it is a file, closed to everyone but its owner and group, that this
    process may read and that holds one line.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise ImproperlyConfigured(f"{variable}: {path} is not a file.")
        if status.st_mode & OTHERS:
            mode = stat.S_IMODE(status.st_mode)
            raise ImproperlyConfigured(
                f"{variable}: {path} is open to everyone on this machine (mode {mode:04o}); make it 0640."
            )
        lines = path.read_text(encoding="utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(f"{variable}: {path} is not text.") from error
    except OSError as error:
        raise ImproperlyConfigured(f"{variable}: {path} cannot be read: {error.strerror}.") from error
    filled = [line.strip() for line in lines if line.strip()]
    if not filled:
        raise ImproperlyConfigured(f"{variable}: {path} is empty.")
    if len(filled) > 1:
        raise ImproperlyConfigured(f"{variable}: {path} holds more than one line.")
    return filled[0]
