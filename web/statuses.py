"""With which status of HTTP a refusal is answered, by pages and API alike."""

from http import HTTPStatus

from records.refusals import (
    Damaged,
    Invalid,
    NoRoom,
    NotNow,
    NotScanned,
    NotVisible,
    NotYours,
    PreconditionRequired,
    Refusal,
    Stale,
)

STATUS_OF_REFUSAL: dict[type[Refusal], HTTPStatus] = {
    NotVisible: HTTPStatus.NOT_FOUND,
    NotYours: HTTPStatus.FORBIDDEN,
    NotNow: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    NoRoom: HTTPStatus.INSUFFICIENT_STORAGE,
    NotScanned: HTTPStatus.SERVICE_UNAVAILABLE,
    Damaged: HTTPStatus.SERVICE_UNAVAILABLE,
    Invalid: HTTPStatus.BAD_REQUEST,
    Refusal: HTTPStatus.BAD_REQUEST,
}
"""A kind before those that it is a kind of."""


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the status that a refusal is answered with."""
    return next(status for kind, status in STATUS_OF_REFUSAL.items() if isinstance(refusal, kind))
