"""The cache of a real installation: Redis, without which every page and every act goes on."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def expendable(*, instead: Any) -> Callable:
    """Make a method of a cache answer `instead` where Redis does not.

    A callable `instead` is given what the method was given.
    """

    def decorate(method: Callable) -> Callable:
        @wraps(method)
        def ask(cache: RedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(cache, *args, **kwargs)
            except (RedisError, OSError) as error:
                logger.warning("The cache does not answer: %s", error)
                return instead(*args, **kwargs) if callable(instead) else instead

        return ask

    return decorate


def default_of(key: str, default: Any = None, version: int | None = None) -> Any:
    return default


class ExpendableCache(RedisCache):
    """Answers as an empty cache would while Redis is away; what is written then is not kept.

    Nothing but speed and the counting of attempts to log in rests on the cache; the proxy counts those too.
    `add` says yes, or whoever takes a lock by it would wait in vain.
    """

    add = expendable(instead=True)(RedisCache.add)
    get = expendable(instead=default_of)(RedisCache.get)
    set = expendable(instead=None)(RedisCache.set)
    touch = expendable(instead=False)(RedisCache.touch)
    delete = expendable(instead=False)(RedisCache.delete)
    get_many = expendable(instead=lambda keys, version=None: {})(RedisCache.get_many)
    has_key = expendable(instead=False)(RedisCache.has_key)
    incr = expendable(instead=lambda key, delta=1, version=None: delta)(RedisCache.incr)
    set_many = expendable(instead=lambda data, timeout=None, version=None: list(data))(RedisCache.set_many)
    delete_many = expendable(instead=None)(RedisCache.delete_many)
    clear = expendable(instead=False)(RedisCache.clear)
