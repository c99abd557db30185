"""A worker for the tests: appends the numbers it consumes to a file, and fails as it is told.

Usage: number_worker.py TOPIC SERVICE FILE [BEHAVIOUR]
Values: a number; `garbage` cannot be decoded; `refuse` can never be processed.
Behaviours: steady; stumble (two of eight attempts fail); broken (every batch fails); slow (50 ms a batch of ten);
faulty (decodes nothing, like a bad deploy); frozen (never ends a batch); held (forty numbers arrive while the flow is
held, as in a rebalance, before anything was committed).
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from shared.contracts.registry import ARTICLES
from shared.runtime.errors import PermanentError, UndecodableError
from shared.runtime.messages import InboundMessage, OutboundMessage
from shared.runtime.producers import Publisher
from shared.runtime.settings import KafkaSettings
from shared.runtime.streams import build_app, consume_batches, run_worker


def decode_number(message: InboundMessage) -> str:
    """Return the value as text."""
    if message.value is None or message.value == b"garbage":
        raise UndecodableError("not a number")
    return message.value.decode()


def decode_nothing(_message: InboundMessage) -> str:
    """Refuse everything."""
    raise UndecodableError("a bad deploy")


class Notebook:
    """Writes numbers durably, and fails on purpose."""

    def __init__(self, path: Path, behaviour: str) -> None:
        self._path = path
        self._behaviour = behaviour
        self._attempts = 0

    async def process(self, values: Sequence[str]) -> None:
        """Append all values, or none."""
        if "refuse" in values:
            raise PermanentError("told to refuse")
        if self._behaviour == "broken":
            raise ConnectionError("always broken")
        if self._behaviour == "frozen":
            await asyncio.get_running_loop().create_future()
        self._attempts += 1
        if self._behaviour == "stumble" and self._attempts % 8 < 2:
            raise ConnectionError("stumbled")
        if self._behaviour == "slow":
            await asyncio.sleep(0.05)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("".join(f"{value}\n" for value in values))
            file.flush()
            os.fsync(file.fileno())


async def publish_while_held(app: Any, settings: KafkaSettings, topic: str) -> None:
    """Hold the flow while the fetcher waits for records, publish some, and let the flow go."""
    async with Publisher(settings, service="number_worker") as publisher:
        while not app.consumer.assignment() or not app.consumer.flow_active:  # noqa: ASYNC110  (Faust tells nobody)
            await asyncio.sleep(0.05)
        await asyncio.sleep(1.5)
        app.consumer.stop_flow()
        await publisher.publish(
            [OutboundMessage(topic, f"key-{number}".encode(), str(number).encode(), []) for number in range(40)]
        )
        await asyncio.sleep(1.5)
        app.consumer.resume_flow()


def main() -> None:
    """Run until told to stop."""
    topic, service, path, *behaviour = sys.argv[1:]
    settings = KafkaSettings()
    app = build_app(service, settings)
    notebook = Notebook(Path(path), behaviour[0] if behaviour else "steady")
    decode = decode_nothing if behaviour == ["faulty"] else decode_number
    consume_batches(
        app, replace(ARTICLES, name=topic), decode, notebook.process, service=service, size=10, within_s=0.05
    )
    if behaviour == ["held"]:
        app.task(partial(publish_while_held, app, settings, topic))
    run_worker(app, service)


if __name__ == "__main__":
    main()
