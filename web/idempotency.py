"""Requests that may be sent twice: an `Idempotency-Key`, or the key of a drawn form, makes the second one an
echo of the first.

The key's row is written before the act, in the act's own transaction. A second request with the same key
waits for that transaction: if it commits, the first answer counts; if it is rolled back, so is the key, and
the second request is the first. Refusals (4xx) are therefore never kept: they changed nothing, and what stood
in the way may be gone when the caller tries again.

Of an answer only its status and the address of what it showed are kept, never a word of it: rights end and
persons are erased, so whoever repeats a request reads the object anew (`web.api.repeats`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from records.canonical import sha256
from records.models import RepeatableRequest

KEPT_FOR = timedelta(days=7)
LONGEST_KEY = 100
ERROR = 400


@dataclass(frozen=True)
class KeptAnswer:
    """What a request was answered with.

    `address` is where what it showed is read (over the API), or where it led (from a form); `counts` is an
    answer that shows no object but how many it changed. `response` is what is sent now, whatever it is to the
    caller of `answer_once`: it is not kept, so a replay has none.
    """

    status: int
    address: str = ""
    counts: Mapping[str, Any] = field(default_factory=dict)
    response: Any = None


class KeyReusedForAnother(Exception):
    """The key was first sent with another request."""


def fingerprint(*, method: str, address: str, body: Mapping[str, Any]) -> str:
    """Return what makes two requests the same: method, address with its query, and the facts of the body."""
    return sha256(orjson.dumps([method, address, body], default=_file, option=orjson.OPT_SORT_KEYS))


def _file(value: Any) -> list[str]:
    """Return what makes two uploaded files the same; raise TypeError for anything else."""
    if not isinstance(value, UploadedFile):
        raise TypeError(f"{type(value).__name__} is no fact of a request")
    value.seek(0)
    return [value.name or "", sha256(value.read())]


def is_acceptable(key: str) -> bool:
    """Whether `key` can be kept: 1 to 100 visible ASCII characters, blanks between them allowed."""
    return 0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()


def answer_once(
    *, account: str, key: str, fingerprint: str, at: datetime, act: Callable[[], KeptAnswer]
) -> tuple[KeptAnswer, bool]:
    """Return the answer for `key`, and whether it is a replay: what an earlier request was answered with.

        answer, is_replay = answer_once(account=…, key=…, fingerprint=…, at=…, act=lambda: Answer(
            status=303, address=url, response=HttpResponseRedirect(url)
        ))

    `act` runs at most once for each key of an account, inside the transaction that keeps its answer. What it
    raises is passed on, and nothing is kept. A replay has no `response`: read `address` with the rights of
    today. Raises KeyReusedForAnother.
    """
    with transaction.atomic():
        if not _claim(account=account, key=key, fingerprint=fingerprint, at=at):
            return _kept(account=account, key=key, fingerprint=fingerprint), True
        answer = act()
        if answer.status >= ERROR:
            transaction.set_rollback(True)
        else:
            RepeatableRequest.objects.filter(account=account, key=key).update(
                status=answer.status, address=answer.address, counts=dict(answer.counts)
            )
        return answer, False


def earlier(*, account: str, key: str) -> tuple[KeptAnswer, str] | None:
    """Return what was answered for `key` and the fingerprint of what was asked, if anything was."""
    row = RepeatableRequest.objects.filter(account=account, key=key, status__isnull=False).first()
    return (_answer_in(row), row.fingerprint) if row else None


def forget(*, before: datetime) -> int:
    """Delete the answers given before an instant, and return how many there were."""
    return RepeatableRequest.objects.filter(created_at__lt=before).delete()[0]


def _claim(*, account: str, key: str, fingerprint: str, at: datetime) -> bool:
    """Write the key's row and return True, or False where it is there; wait for a transaction that has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO records_repeatablerequest (account, key, fingerprint, address, counts, created_at)"
            " VALUES (%s, %s, %s, '', '{}', %s) ON CONFLICT (account, key) DO NOTHING",
            [account, key, fingerprint, at],
        )
        return cursor.rowcount == 1


def _kept(*, account: str, key: str, fingerprint: str) -> KeptAnswer:
    row = RepeatableRequest.objects.get(account=account, key=key)
    if row.fingerprint != fingerprint:
        raise KeyReusedForAnother
    return _answer_in(row)


def _answer_in(row: RepeatableRequest) -> KeptAnswer:
    """Return what a row keeps; the transaction that wrote its key wrote its status too."""
    return KeptAnswer(status=row.status or HTTPStatus.OK, address=row.address, counts=row.counts)
