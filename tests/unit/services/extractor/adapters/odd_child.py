"""An extraction process for the tests: does what the article's text tells it."""

from __future__ import annotations

import os
import re
import sys

from services.extractor.adapters.articles import encode_claim_set
from services.extractor.adapters.extraction_child import run
from shared.domain.articles import Article
from shared.domain.claims import ClaimSet
from shared.runtime.messages import OutboundMessage


def extract(article: Article) -> OutboundMessage:
    """Loop, despair in a regular expression, die, fail, or claim nothing."""
    match article.text:
        case "loop":
            while True:
                pass
        case "regex":
            re.match(r"(a+)+$", "a" * 60 + "b")
        case "die":
            os._exit(3)
        case "fail":
            raise ValueError("told to fail")
        case "print":
            print("{not a frame}", flush=True)  # noqa: T201
    claim_set = ClaimSet(
        article.document_id,
        article.version,
        article.headline,
        article.outlet,
        article.published,
        article.updated,
        article.url,
        article.language,
        article.origin_file,
        article.received,
        "ruleset",
        (),
        (),
    )
    return encode_claim_set(claim_set)


if __name__ == "__main__":
    run(extract, sys.argv[1:])
