"""The ingest service: `lagebild-ingest`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from pathlib import Path

from pydantic import ValidationError

from services.ingest.adapters.deliveries import Delivery, Places
from services.ingest.adapters.settling import Settling
from services.ingest.adapters.watches import Watch
from services.ingest.settings import IngestSettings
from shared.runtime.errors import LagebildError
from shared.runtime.health import Heartbeat
from shared.runtime.logs import configure_logging, fields
from shared.runtime.producers import Publisher

LOG = logging.getLogger(__name__)

SERVICE = "ingest"


class UnusableDirectoryError(LagebildError):
    """A directory that ingest needs can't be made, or not be written to."""


def prepare_places(settings: IngestSettings) -> Places:
    """Make the directories and return their real paths.

    Raises:
        UnusableDirectoryError: One can't be made or written to, or two are the same.
    """
    inbox = _prepare_directory("LAGEBILD_INBOX", settings.inbox)
    processed = _prepare_directory("LAGEBILD_PROCESSED", settings.processed or inbox / "processed")
    failed = _prepare_directory("LAGEBILD_FAILED", settings.failed or inbox / "failed")
    if len({inbox, processed, failed}) < 3 or inbox.is_relative_to(processed) or inbox.is_relative_to(failed):
        raise UnusableDirectoryError(
            "LAGEBILD_INBOX, LAGEBILD_PROCESSED and LAGEBILD_FAILED must be three directories,"
            " and the inbox may lie in neither of the others"
        )
    return Places(inbox, processed, failed)


def _prepare_directory(setting: str, path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True)
        real = path.resolve(strict=True)
    except OSError as error:
        raise UnusableDirectoryError(f"{path} can't be made ({error.strerror}); set {setting} to another") from error
    if not os.access(real, os.R_OK | os.W_OK | os.X_OK):
        raise UnusableDirectoryError(f"{real} is not writable; give it to ingest's user or set {setting}")
    return real


async def serve(settings: IngestSettings) -> None:
    """Take files until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    places = prepare_places(settings)
    LOG.info(
        "starting",
        extra=fields(kafka=settings.kafka, inbox=places.inbox, processed=places.processed, failed=places.failed),
    )
    async with Publisher(settings, service=SERVICE) as publisher:
        settling = Settling(settings.settle_s, asyncio.get_running_loop().time)
        delivery = Delivery(places, publisher, settling.forget)
        await Watch(settings, delivery, settling, Heartbeat(settings, SERVICE).beat).run(stop)
    LOG.info("stopped")


def run() -> None:
    """Run the service until it is told to stop: exit status 0 after a signal, 2 where the settings can't be used."""
    try:
        settings = IngestSettings()
        configure_logging(SERVICE, settings.log_level)
        asyncio.run(serve(settings))
    except (ValidationError, LagebildError) as error:
        sys.stderr.write(f"lagebild-ingest: {error}\n")
        sys.exit(2)
