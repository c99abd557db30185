"""Laws of reading: whatever the bytes and the name, an article or a reason; the text is what the bytes say."""

from __future__ import annotations

import json
from dataclasses import asdict

from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.core.names import escape_name
from services.ingest.core.read_documents import Rejection, read_document
from shared.contracts.articles import ArticleV1
from shared.domain.articles import Article

ANY_CHARACTER = st.characters(codec=None)
NAMES = st.text(ANY_CHARACTER, max_size=30).flatmap(lambda stem: st.sampled_from([stem, stem + ".txt"]))
TEXT_BYTES = st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
OTHER_ENCODINGS = st.builds(
    lambda text, codec: text.encode(codec, "ignore"),
    st.text(st.characters(max_codepoint=0x2FFF), max_size=100),
    st.sampled_from(["utf-16", "utf-16-be", "utf-32", "cp1252", "cp850", "mac_roman", "koi8-r", "utf-7"]),
)
DATA = st.one_of(st.binary(max_size=200), TEXT_BYTES, OTHER_ENCODINGS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(ANY_CHARACTER, max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["published", "updated", "outlet", "url", "id", "title", "anything"])
DATES = st.one_of(st.dates().map(str), st.datetimes().map(str), st.just("2025-02-30"))
SIDECARS = st.one_of(
    st.none(), st.binary(max_size=50), st.dictionaries(KEYS, JSON | DATES).map(lambda said: json.dumps(said).encode())
)


@settings(deadline=None)  # on a busy machine nothing is quick
@given(DATA, NAMES, SIDECARS)
def test_any_file_is_an_article_or_a_rejection(data: bytes, name: str, sidecar: bytes | None) -> None:
    found = read_document(data, name, sidecar, received="2025-05-02T07:30:00.000000+00:00")
    if isinstance(found, Rejection):
        assert found.code
        assert (found.reason + found.advice).isprintable()
        json.dumps(asdict(found), ensure_ascii=False).encode()
        return
    assert isinstance(found, Article)
    if "encoding" not in found.guessed and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        assert found.text == data.decode("utf-8").removeprefix("\ufeff")
    value = ArticleV1(**asdict(found))  # its contract takes it, and so does UTF-8
    assert ArticleV1.model_validate_json(value.model_dump_json().encode()).to_domain() == found


@settings(deadline=None)  # on a busy machine nothing is quick
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=300))
def test_a_text_in_utf8_that_says_something_is_taken(text: str) -> None:
    found = read_document(("Meldung: " + text).encode(), "a.txt", None, received="2025-05-02T07:30:00.000000+00:00")
    if isinstance(found, Rejection):
        assert "control characters" in found.reason
    else:
        assert found.text == "Meldung: " + text or found.guessed == ("encoding",)


@settings(deadline=None)  # on a busy machine nothing is quick
@given(st.text(ANY_CHARACTER, max_size=40), st.text(ANY_CHARACTER, max_size=40))
def test_escaped_names_are_encodable_and_tell_names_apart(one: str, other: str) -> None:
    escape_name(one).encode()
    assert escape_name(one).isprintable()
    assert (escape_name(one) == escape_name(other)) == (one == other)
