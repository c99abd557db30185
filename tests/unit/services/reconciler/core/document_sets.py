"""Any set of document versions: what hypothesis draws for the laws of reconciling."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from shared.domain.claims import ClaimSet
from tests.golden.ledger_notation import read_document

CASE: dict[str, Any] = {
    "event": "ukraine-krieg",
    "kind": "war",
    "group": "soldaten",
    "parents": {"NIS": ["seoul"], "JCS": ["seoul"]},
    "places": {"Kursk": ["Russland"], "Sudscha": ["Kursk", "Russland"]},
}
UNNAMED = {**CASE, "event": "erdbeben@MM", "kind": "quake", "named": False}

_DAYS = st.integers(1, 28).map(lambda day: f"2025-0{1 + day % 4}-{day:02}")
_FIGURES = st.sampled_from(
    [
        "100",
        "~100",
        ">=100",
        "<=100",
        "120",
        "+20",
        "~600",
        "600",
        "500..700",
        "=80",
        "%12",
        "12*",
        ">90",
        "4700",
        "720",
    ]
)
_CLAIMS = st.fixed_dictionaries(
    {"figure": _FIGURES, "measure": st.sampled_from(["killed", "wounded", "casualties", "deployed"])},
    optional={
        "by": st.sampled_from(["NIS", "JCS", "Seoul", "Kiew"]),
        "at": st.sampled_from(["Kursk", "Russland", "Sudscha"]),
        "as_of": st.sampled_from(["2025-01", "2024-23", "2025-02-03", "2024-11/..", "2025-03-20/2025-04"]),
        "in": st.sampled_from(["headline", "subheading", "lead", "infobox"]),
        "is": st.sampled_from(["denied", "planned", "possible", "reported", "estimated"]),
        "sure": st.sampled_from([0.3, 0.7]),
    },
)
_DOCUMENTS = st.fixed_dictionaries(
    {
        "doc": st.sampled_from("abcdefg"),
        "version": st.sampled_from("123"),
        "claims": st.lists(_CLAIMS, max_size=5),
    },
    optional={
        "published": _DAYS,
        "updated": _DAYS,
        "outlet": st.sampled_from(["Morgenblatt", "Abendblatt"]),
        "print": st.sampled_from(
            [(1, 2, 3, 4, 5, 6, 7, 8), (1, 2, 3, 4, 5, 6, 7, 9), (11, 12, 13, 14, 15, 16, 17, 18)]
        ),
    },
)


def _make_set(drawn: dict[str, Any], case: dict[str, Any]) -> ClaimSet:
    claims = [
        {claim["measure"]: claim["figure"], **{key: claim[key] for key in claim if key not in {"measure", "figure"}}}
        for claim in drawn["claims"]
    ]
    return read_document({**drawn, "claims": claims}, case)


def make_sets(case: dict[str, Any]) -> st.SearchStrategy[list[ClaimSet]]:
    """Draw up to nine versions of a few documents on one event."""
    documents = st.lists(_DOCUMENTS, max_size=9, unique_by=lambda each: (each["doc"], each["version"]))
    return documents.map(lambda drawn: [_make_set(each, case) for each in drawn])


SETS = st.one_of(make_sets(CASE), make_sets(UNNAMED))
