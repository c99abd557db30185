"""What ingest counts, for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Metrics:
    """One process's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.files = Counter(
            "lagebild_ingest_files", "Files that left the inbox", ["outcome", "code"], registry=self.registry
        )
        self.articles = Counter("lagebild_ingest_articles", "Articles that Kafka acknowledged", registry=self.registry)
        self.repetitions = Counter(
            "lagebild_ingest_repetitions",
            "Articles not published since their version was known",
            registry=self.registry,
        )
        self.bytes = Counter("lagebild_ingest_bytes", "Bytes of files that left the inbox", registry=self.registry)
        self.batches = Histogram(
            "lagebild_ingest_batch_seconds",
            "Time from claiming a batch of files to their places on the shelves",
            buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
            registry=self.registry,
        )
        self.waiting = Gauge(
            "lagebild_ingest_waiting_files", "Files in the inbox at the last look", registry=self.registry
        )
        self.oldest = Gauge(
            "lagebild_ingest_oldest_file_seconds", "Age of the oldest file at the last look", registry=self.registry
        )
        self.held = Gauge("lagebild_ingest_held_files", "Files that wait for an embargo to end", registry=self.registry)
        self.unmoved = Gauge(
            "lagebild_ingest_unmoved_files",
            "Files whose fate is settled but that can't be moved",
            registry=self.registry,
        )
        self.kafka = Gauge(
            "lagebild_ingest_kafka_up",
            "Whether Kafka took what it was last given (1) or not (0)",
            registry=self.registry,
        )
        self.looks = Counter("lagebild_ingest_looks", "Looks at the inbox", registry=self.registry)
