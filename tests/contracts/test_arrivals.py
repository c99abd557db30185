"""`received` orders versions as text: what a contract lets in is in the order of time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.contracts.articles import ArticleV1
from shared.contracts.claims import ClaimSetV1
from shared.contracts.generate import FOLDER

EXAMPLES = FOLDER / "examples"
ARTICLE = json.loads((EXAMPLES / "lagebild.articles.v1" / "2" / "flood_with_url.json").read_bytes())
CLAIM_SET = json.loads((EXAMPLES / "lagebild.claims.v1" / "1" / "no_claims.json").read_bytes())


def take(received: str) -> str:
    article = ArticleV1.model_validate(ARTICLE | {"received": received})
    claim_set = ClaimSetV1.model_validate(CLAIM_SET | {"received": received})
    assert article.received == claim_set.received
    return article.received


@pytest.mark.parametrize(
    ("given_as", "kept_as"),
    [
        ("2025-06-12T17:04:09+00:00", "2025-06-12T17:04:09+00:00"),
        ("2025-06-12T17:04:09.000120+00:00", "2025-06-12T17:04:09.000120+00:00"),
        ("2025-06-12T17:04:09Z", "2025-06-12T17:04:09+00:00"),
        ("2025-06-12T19:04:09+02:00", "2025-06-12T17:04:09+00:00"),
        ("2025-06-12T17:04:09", "2025-06-12T17:04:09+00:00"),
        ("2025-06-12", "2025-06-12T00:00:00+00:00"),
    ],
)
def test_moments_are_kept_in_one_form(given_as: str, kept_as: str) -> None:
    assert take(given_as) == kept_as


@pytest.mark.parametrize("received", ["", "gestern", "2025-13-01T00:00:00+00:00", "1749747849"])
def test_what_is_no_moment_is_refused(received: str) -> None:
    with pytest.raises(ValidationError):
        take(received)


OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.datetimes(datetime(1971, 1, 2), datetime(2100, 1, 1), timezones=OFFSETS)  # noqa: DTZ001


@given(MOMENTS, MOMENTS)
def test_texts_are_in_the_order_of_time(one: datetime, other: datetime) -> None:
    before, after = take(one.isoformat()), take(other.isoformat())
    assert (before < after) == (one < other)
    assert take(one.astimezone(UTC).isoformat().replace("+00:00", "Z")) == before
