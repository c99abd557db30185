"""What was worked out is remembered while it may be needed again soon, and forgotten in between.

The core keeps what it has read of figures, days and sayings (`lru_cache`): a dossier in the news is reconciled many
times within minutes, and works the same things out each time. Without forgetting, a process that runs for weeks would
fill the caches, hundreds of megabytes, with dossiers that nobody writes about any more.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import functools
import gc
import sys
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

FORGET_EVERY_S = 60.0
"""Reading a thousand gists anew takes 10 ms: once a minute that is nothing even for the largest dossier."""
_LARGE = 1000
_PACKAGES = ("services.reconciler.", "shared.")


def find_caches() -> Iterator[Any]:
    """Yield the large caches of the modules that are loaded."""
    for name, module in list(sys.modules.items()):
        if name.startswith(_PACKAGES):
            for item in list(vars(module).values()):
                if isinstance(item, functools._lru_cache_wrapper) and _count_places(item) > _LARGE:  # noqa: SLF001
                    yield item


async def forget_regularly(sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Empty the caches once a minute, until cancelled, and give the memory back."""
    while True:
        await sleep(FORGET_EVERY_S)
        for cache in find_caches():
            cache.cache_clear()
        await asyncio.to_thread(give_back)


def give_back() -> None:
    """Give the system back what is free: else each thread's share of the heap stays as large as it ever was."""
    gc.collect()
    with contextlib.suppress(AttributeError, OSError):  # another C library than glibc
        ctypes.CDLL(None).malloc_trim(0)


def _count_places(cache: Any) -> int:
    return cache.cache_parameters()["maxsize"] or 0
