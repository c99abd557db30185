"""`lagebild-extractor`: reads articles, writes the claims they make."""

from __future__ import annotations

from services.extractor.adapters.articles import SERVICE, ArticleProcessor
from services.extractor.adapters.extraction_processes import ExtractionProcess
from services.extractor.settings import ExtractorSettings
from shared.contracts.registry import ARTICLES
from shared.runtime.decoding import decode_article
from shared.runtime.settings import load_settings
from shared.runtime.streams import build_app, consume_batches, run_worker


def run() -> None:
    """Run the extractor until a signal ends it."""
    settings = load_settings(ExtractorSettings)
    app = build_app(SERVICE, settings)
    extraction = ExtractionProcess(settings.extract_within_s)
    processor = ArticleProcessor(extraction.extract, app.publisher.publish, app.heartbeat.beat)
    consume_batches(
        app,
        ARTICLES,
        decode_article,
        processor.process,
        service=SERVICE,
        size=settings.extractor_batch,
    )
    run_worker(app, SERVICE, prepare=lambda: extraction)
