"""The ingest service: `lagebild-ingest`."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from services.ingest.adapters.deliveries import Delivery
from services.ingest.adapters.ledgers import Ledger
from services.ingest.adapters.memories import Memory
from services.ingest.adapters.metrics import Metrics
from services.ingest.adapters.places import Places
from services.ingest.adapters.reading_processes import ReadingProcess
from services.ingest.adapters.settling import Settling
from services.ingest.adapters.status_pages import StatusPages
from services.ingest.adapters.watches import Watch
from services.ingest.settings import IngestSettings
from shared.runtime.errors import LagebildError
from shared.runtime.health import Heartbeat
from shared.runtime.logs import configure_logging, fields
from shared.runtime.producers import Publisher

LOG = logging.getLogger(__name__)

SERVICE = "ingest"
_REPORT_EVERY_S = 2.0


class UnusableDirectoryError(LagebildError):
    """A directory that ingest needs can't be made, or not be written to."""


class UnusablePortError(LagebildError):
    """The port of the status pages can't be listened on."""


def prepare_places(settings: IngestSettings) -> Places:
    """Make the directories and return their real paths.

    Raises:
        UnusableDirectoryError: One can't be made or written to, or two are the same.
    """
    inbox = _prepare_directory("LAGEBILD_INBOX", settings.inbox)
    places = Places(
        inbox,
        _prepare_directory("LAGEBILD_INBOX", inbox / "processing"),
        _prepare_directory("LAGEBILD_PROCESSED", settings.processed or inbox / "processed"),
        _prepare_directory("LAGEBILD_FAILED", settings.failed or inbox / "failed"),
        _prepare_directory("LAGEBILD_DUPLICATE", settings.duplicate or inbox / "duplicate"),
    )
    others = places.excluded
    if len({inbox, *others}) < 5 or any(inbox.is_relative_to(other) for other in others):
        raise UnusableDirectoryError(
            "LAGEBILD_INBOX, LAGEBILD_PROCESSED, LAGEBILD_FAILED and LAGEBILD_DUPLICATE must be directories"
            " of their own, and the inbox may lie in none of the others"
        )
    return places


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
    state = _prepare_directory("LAGEBILD_STATE", settings.state or places.inbox / ".lagebild")
    ledger = Ledger(state / "ingest.sqlite")
    LOG.info(
        "starting",
        extra=fields(kafka=settings.kafka, inbox=places.inbox, processed=places.processed, failed=places.failed),
    )
    async with Publisher(settings, service=SERVICE) as publisher:
        settling = Settling(settings.settle_s, asyncio.get_running_loop().time, done_markers=settings.done_markers)
        delivery = Delivery(
            places,
            publisher,
            ledger,
            ReadingProcess(settings.read_memory_mb, settings.read_within_s),
            settling.forget,
            group_files=settings.batch_files,
            group_bytes=settings.batch_bytes,
        )
        heartbeat = Heartbeat(settings, SERVICE)
        watch = Watch(settings, delivery, settling, heartbeat.beat, Memory(ledger, settings.remember_days))
        reporting = asyncio.create_task(report_readiness(watch, heartbeat))
        try:
            with serve_status(settings, delivery.metrics, watch):
                await watch.run(stop)
        finally:
            reporting.cancel()
            delivery.close()
    LOG.info("stopped")


async def report_readiness(watch: Watch, heartbeat: Heartbeat) -> None:
    """Write for `lagebild-health`, every few seconds, what keeps files from being taken."""
    while True:
        name, fault = watch.find_fault()
        heartbeat.report(waiting=None, faults={name: fault} if fault else {})
        await asyncio.sleep(_REPORT_EVERY_S)


@contextlib.contextmanager
def serve_status(settings: IngestSettings, metrics: Metrics, watch: Watch) -> Iterator[None]:
    """Serve /metrics and /ready while files are taken, if a port is set.

    Raises:
        UnusablePortError: The port is taken, or not ours to use.
    """
    if settings.metrics_port is None:
        yield
        return
    try:
        pages = StatusPages(settings.metrics_host, settings.metrics_port, metrics, watch.describe_readiness)
    except OSError as error:
        raise UnusablePortError(
            f"{settings.metrics_host}:{settings.metrics_port} can't be listened on ({error.strerror});"
            " set LAGEBILD_METRICS_PORT to another, or to 0 for any free one"
        ) from error
    pages.start()
    LOG.info("status pages", extra=fields(host=settings.metrics_host, port=pages.port))
    try:
        yield
    finally:
        pages.stop()


def run() -> None:
    """Run the service until it is told to stop: exit status 0 after a signal, 2 where the settings can't be used."""
    try:
        settings = IngestSettings()
        configure_logging(SERVICE, settings.log_level)
        asyncio.run(serve(settings))
    except (ValidationError, LagebildError) as error:
        sys.stderr.write(f"lagebild-ingest: {error}\n")
        sys.exit(2)
