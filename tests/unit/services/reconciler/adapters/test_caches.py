"""What the reconciler remembers does not pile up."""

from __future__ import annotations

import asyncio

import pytest

import services.reconciler.main  # noqa: F401  (loads what the service loads)
from services.reconciler.adapters.caches import FORGET_EVERY_S, find_caches, forget_regularly
from services.reconciler.core.days import find_day


async def test_caches_are_emptied_once_a_minute() -> None:
    find_day("2025-04-28T23:30:00+00:00")
    assert find_day.cache_info().currsize
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) > 1:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await forget_regularly(sleep)
    assert waited == [FORGET_EVERY_S] * 2
    assert not any(cache.cache_info().currsize for cache in find_caches())
    assert not find_day.cache_info().currsize


def test_all_large_caches_of_the_reconciler_are_found() -> None:
    found = {f"{cache.__module__}.{cache.__qualname__}" for cache in find_caches()}
    assert {
        "services.reconciler.core.tallies.identify_gist",
        "services.reconciler.adapters.tallies._read_gist",
    } <= found
