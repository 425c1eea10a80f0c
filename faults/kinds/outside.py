"""The mail server and the webhook's target: what others run, and how it fails."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from faults.kinds.base import Fault, Scene
from faults.outside import MailTrouble, TargetTrouble


def mail_in(trouble: MailTrouble) -> Callable[[Scene], AbstractContextManager[None]]:
    """Return the fault of a mail server in one kind of trouble."""

    @contextmanager
    def happens(scene: Scene) -> Iterator[None]:
        with scene.system.mail.in_trouble(trouble):
            yield

    return happens


def target_in(trouble: TargetTrouble) -> Callable[[Scene], AbstractContextManager[None]]:
    """Return the fault of a webhook's target in one kind of trouble."""

    @contextmanager
    def happens(scene: Scene) -> Iterator[None]:
        with scene.system.target.in_trouble(trouble):
            yield

    return happens


MAIL = tuple(
    Fault(name=f"mail server {trouble}", happens=mail_in(trouble), lasts=(3, 5), is_unseen=True)
    for trouble in MailTrouble
    if trouble != MailTrouble.NONE
)
TARGET = tuple(
    Fault(name=f"webhook target {trouble}", happens=target_in(trouble), lasts=(3, 5), is_unseen=True)
    for trouble in TargetTrouble
    if trouble != TargetTrouble.NONE
)
OUTSIDE = (*MAIL, *TARGET)
