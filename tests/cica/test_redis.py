"""With a real Redis: a task goes through the worker, the cache keeps, and neither needs Redis to stay."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import Celery
from django.conf import settings
from redis import Redis
from redis.exceptions import NoPermissionError

from cica.cache import ExpendableCache
from records import clock
from records.models import RepeatableRequest
from tests.run import PRODUCTION
from tests.temporary_redis import is_installed, temporary_redis
from web.idempotency import KEPT_FOR

PATIENCE = 60  # seconds for a worker to start and do its task

pytestmark = pytest.mark.skipif(not is_installed(), reason="redis-server is not installed on this machine")


@pytest.fixture
def redis():
    with temporary_redis() as server:
        yield server


@pytest.fixture
def cache(redis):
    return ExpendableCache(redis.address("cache_url"), {"OPTIONS": {"socket_connect_timeout": 1}})


@pytest.fixture
def worker(redis, database_address, tmp_path):
    """A worker with production's settings, in a process of its own, that asks this Redis for tasks."""
    own = PRODUCTION | {
        "DATABASE_URL": database_address(),
        "BROKER_URL": redis.address("broker_url"),
        "CACHE_URL": redis.address("cache_url"),
        "CICA_DATA_DIR": str(tmp_path),
    }
    command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "cica",
        "worker",
        "--concurrency",
        "1",
        "--without-mingle",
    ]
    process = subprocess.Popen(
        command, env=os.environ | own, cwd=settings.BASE_DIR, stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    yield process
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def keep_an_old_answer():
    at = clock.now() - KEPT_FOR - timedelta(days=1)
    RepeatableRequest.objects.create(account="somebody", key="once", fingerprint="0", created_at=at)


def ask_to_forget(redis):
    Celery(broker=redis.address("broker_url")).send_task("records.forget_repeated_requests")


def is_forgotten_in_time():
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if not RepeatableRequest.objects.exists():
            return True
        time.sleep(0.2)
    return False


def test_a_task_goes_through_redis_to_the_worker_also_after_redis_was_killed(redis, worker):
    keep_an_old_answer()
    ask_to_forget(redis)
    assert is_forgotten_in_time()

    redis.kill()
    redis.start()
    keep_an_old_answer()
    ask_to_forget(redis)
    assert is_forgotten_in_time()


def test_the_cache_keeps_what_it_is_given(cache):
    cache.set("a", {"b": "Қазақстан"})
    assert cache.get("a") == {"b": "Қазақстан"}
    assert cache.add("a", "other") is False
    assert cache.get_many(["a", "c"]) == {"a": {"b": "Қазақстан"}}
    cache.set("n", 1)
    assert cache.incr("n") == 2
    assert cache.delete("a") is True
    assert cache.get("a", "gone") == "gone"
    cache.clear()
    assert not cache.has_key("n")


def test_while_redis_is_away_the_cache_is_as_an_empty_one(redis, cache, caplog):
    cache.set("a", 1)
    redis.kill()

    assert cache.get("a") is None
    assert cache.get("a", "instead") == "instead"
    assert cache.get_or_set("a", lambda: 2) == 2
    assert cache.add("lock", True) is True
    assert cache.incr("n", 3) == 3
    assert cache.get_many(["a"]) == {}
    assert cache.set_many({"a": 1, "b": 2}) == ["a", "b"]
    assert (cache.has_key("a"), cache.touch("a"), cache.delete("a"), cache.clear()) == (False,) * 4
    assert cache.delete_many(["a"]) is None
    assert "The cache does not answer" in caplog.text

    redis.start()
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_nobody_is_slowed_by_a_cache_that_is_away(redis, cache):
    redis.kill()
    before = time.monotonic()

    for _ in range(20):
        cache.get("a")

    assert time.monotonic() - before < 1


def test_who_does_not_know_the_password_may_only_ask_whether_redis_answers(redis):
    stranger = Redis(port=redis.port)

    assert stranger.ping()
    with pytest.raises(NoPermissionError):
        stranger.get("a")
    ours = Redis.from_url(redis.address("broker_url"))
    with pytest.raises(NoPermissionError):
        ours.config_get("*")
