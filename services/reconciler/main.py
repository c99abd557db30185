"""`lagebild-reconciler`: claim sets into the ledger, articles into the archive, changes onto the output topics."""

from __future__ import annotations

import gc

from services.reconciler.adapters.archive import Archive
from services.reconciler.adapters.caches import forget_regularly
from services.reconciler.adapters.databases import Database
from services.reconciler.adapters.events import SERVICE
from services.reconciler.adapters.relay import Relay
from services.reconciler.adapters.writer import LedgerWriter
from services.reconciler.settings import ReconcilerSettings
from shared.contracts.registry import ARTICLES, CLAIMS
from shared.runtime.decoding import decode_article, decode_claim_set
from shared.runtime.producers import FencedPublisher, Publisher
from shared.runtime.settings import load_settings
from shared.runtime.streams import build_app, consume_batches, run_worker

RELAY_ID = "lagebild-relay"
"""Kafka's transactional id of whichever relay works."""
_YOUNG, _MIDDLE, _OLD = 100_000, 50, 100
"""Objects made before Python looks for cycles among them, and how much more rarely it looks at older ones."""


def tune_garbage_collection() -> None:
    """Look for cycles rarely: a batch makes hundreds of thousands of values, none in a cycle, and drops them all.

    With Python's own thresholds a third of the reconciler's time went there.
    """
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def build_relay(database: Database, settings: ReconcilerSettings, publisher: Publisher) -> Relay:
    """Return the relay; with a publisher of its own that a later relay can fence, where the broker knows that."""
    batch, poll_s = settings.relay_batch, settings.relay_poll_s
    if not settings.kafka_idempotence:
        return Relay(database, publisher.publish, batch=batch, poll_s=poll_s)
    fenced = FencedPublisher(settings, service=SERVICE, transactional_id=RELAY_ID)
    return Relay(database, fenced.publish, batch=batch, poll_s=poll_s, take_over=fenced.take_over)


def run() -> None:
    """Run the reconciler until a signal ends it. Claims and articles do not wait for each other."""
    tune_garbage_collection()
    settings = load_settings(ReconcilerSettings)
    app = build_app(SERVICE, settings)
    database = Database(settings)
    relay = build_relay(database, settings, app.publisher)
    writer = LedgerWriter(database, on_change=relay.wake)
    archive = Archive(database)
    consume_batches(
        app,
        CLAIMS,
        decode_claim_set,
        writer.write,
        service=SERVICE,
        size=settings.reconciler_batch,
        within_s=settings.reconciler_gather_s,
    )
    consume_batches(app, ARTICLES, decode_article, archive.store, service=SERVICE, size=settings.archive_batch)
    run_worker(
        app,
        SERVICE,
        prepare=lambda: database,
        background=[relay.run, forget_regularly],
        probes={"postgres": database.ping},
    )
