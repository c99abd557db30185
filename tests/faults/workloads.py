"""A workload, and what it must come to: worked out by the pure cores in this process, as `lagebild compare` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.desk.articles import read_files
from services.extractor.core.lexicons import load_lexicon
from services.extractor.core.pipeline import extract_claims
from services.reconciler.core.reconcile import reconcile
from shared.contracts.ledger import LedgerV1
from shared.domain.articles import Article
from tests.faults.articles import GeneratedArticle, generate_articles

DEFAULT_SEED = 20251122


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the ledger must hold in the end, whatever happened on the way.

    Attributes:
        digest: what `lagebild digest` must print.
        versions: document id and version of everything that the archive must hold.
        documents: ids of the live documents.
        claims: ids of the live claims.
        estimates: the estimate of each track, as the assessments topic tells it last.
        discrepancies: ids of what cannot all be right, as the discrepancies topic tells it last.
    """

    digest: str
    versions: frozenset[tuple[str, str]]
    documents: frozenset[str]
    claims: frozenset[str]
    estimates: Mapping[str, Any]
    discrepancies: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workload:
    """Articles for the inbox, the same as what ingest makes of them, and what they come to."""

    seed: int
    files: Sequence[GeneratedArticle]
    articles: Sequence[Article]
    expected: Expectation


def prepare_workload(count: int, seed: int, directory: Path) -> Workload:
    """Generate `count` articles, and work out what they come to; `directory` is for files in passing."""
    files = tuple(generate_articles(count, seed))
    for file in files:
        file.write(directory)
    reads = read_files([directory / file.name for file in files], None, _refuse)
    articles = tuple(read.article for read in reads)
    return Workload(seed, files, articles, expect(articles))


def expect(articles: Sequence[Article]) -> Expectation:
    """Return what these articles come to when nothing goes wrong."""
    lexicon = load_lexicon()
    ledger = LedgerV1.from_domain(reconcile(extract_claims(article, lexicon) for article in articles))
    return Expectation(
        ledger.digest,
        frozenset((article.document_id, article.version) for article in articles),
        frozenset(document.document_id for document in ledger.documents),
        frozenset(claim.claim_id for claim in ledger.claims),
        {
            track.track_id: track.estimate and track.estimate.model_dump(mode="json")
            for dossier in ledger.dossiers
            for track in dossier.tracks
        },
        frozenset(found.id for found in ledger.discrepancies),
    )


def _refuse(path: Path, reason: str) -> None:
    raise AssertionError(f"a generated article is refused: {path}: {reason}")
