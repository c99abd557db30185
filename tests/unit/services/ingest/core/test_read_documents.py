"""From bytes to an article or a reason: every kind of file that people drop."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from services.ingest.core.read_documents import Rejection, read_document
from services.ingest.core.sizes import count_event_bytes
from shared.contracts.articles import ArticleV1
from shared.domain.articles import MAX_ARTICLE_BYTES, Article

RECEIVED = "2025-05-02T07:30:00.000000+00:00"
TEXT = (
    "Brand in Möbelhaus: Zwölf Ver-\nletzte\n\n"
    "Bei einem Brand in einem Möbelhaus sind am Freitag zwölf Menschen verletzt worden. Das teilte die Feuerwehr mit.\n"
)


def read(data: bytes, sidecar: object = None, name: str = "brand.txt") -> Article | Rejection:
    raw = sidecar if isinstance(sidecar, bytes) or sidecar is None else json.dumps(sidecar).encode()
    return read_document(data, name, raw, received=RECEIVED)


def article_of(data: bytes, sidecar: object = None, name: str = "brand.txt") -> Article:
    found = read(data, sidecar, name)
    assert isinstance(found, Article), found
    return found


def rejection_of(data: bytes, sidecar: object = None, name: str = "brand.txt") -> Rejection:
    found = read(data, sidecar, name)
    assert isinstance(found, Rejection), found
    return found


def test_reads_a_text_with_its_sidecar() -> None:
    article = article_of(
        TEXT.encode(),
        {
            "published": "2025-05-02",
            "updated": "2025-05-03T09:00:00+02:00",
            "outlet": "Talbote",
            "url": "https://talbote.example/brand",
            "published_basis": "unknown keys are ignored",
        },
        "lokal/brand.txt",
    )
    assert article.text == TEXT
    assert article.headline == "Brand in Möbelhaus: Zwölf Verletzte"
    assert (article.published, article.updated) == ("2025-05-02", "2025-05-03T09:00:00+02:00")
    assert (article.outlet, article.url) == ("Talbote", "https://talbote.example/brand")
    assert (article.language, article.media_type) == ("de", "text/plain")
    assert (article.origin_file, article.received) == ("lokal/brand.txt", RECEIVED)


def test_reads_a_text_without_a_sidecar() -> None:
    article = article_of(TEXT.encode())
    assert (article.published, article.updated, article.outlet, article.url) == (None, None, None, None)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfZw\xc3\xb6lf Tote", "Zwölf Tote"),
        (b"eins\r\nzwei\rdrei\n", "eins\r\nzwei\rdrei\n"),
        ("  u\u0308ber\u00a0\u00ad\ufeff🚒\x0c".encode(), "  u\u0308ber\u00a0\u00ad\ufeff🚒\x0c"),
        (b"x", "x"),
    ],
    ids=["bom", "line ends", "no normalisation", "one character"],
)
def test_keeps_the_text_as_read(data: bytes, text: str) -> None:
    assert article_of(data).text == text


UMLAUTS = "Zwölf Verletzte nach Überschwemmung – „Großeinsatz“ für Kräfte aus Österreich"


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "the file is empty"),
        (b" \t\r\n \x0c", "empty", "6 bytes of white space"),
        ("\u00a0\u2003\u200b\n".encode(), "empty", "no visible character"),
        (b"\xef\xbb\xbf", "empty", "3 bytes"),
        (UMLAUTS.encode("utf-16") + b"\x00", "wrong_encoding", "damaged UTF-16"),
        (UMLAUTS.encode("utf-32") + b"\xff", "wrong_encoding", "damaged UTF-32"),
        (UMLAUTS.encode() + "ö".encode()[:1], "wrong_encoding", "copied only in part"),
        (UMLAUTS.encode() + b" \xfc " + UMLAUTS.encode(), "wrong_encoding", "damaged places"),
        (b"ein halbes Paar \xed\xa0\x80 im Text", "wrong_encoding", "lone surrogate"),
        (b"Zw\x00lf", "binary", "NUL"),
        (b"%PDF-1.7\n", "binary", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "binary", ".docx"),
        (b"\x89PNG\r\n\x1a\n\x00", "binary", "PNG"),
        (b"{\\rtf1 Text}", "binary", "RTF"),
        (bytes(range(256)) * 10, "binary", "not a text"),
        (b"\x01\x02\x03\x04 ab", "binary", "control characters"),
        (b"x" * (MAX_ARTICLE_BYTES + 1), "too_large", "at most 900,000 bytes"),
        (b"\n" * 400_000 + b'"' * 400_000, "too_large", "at most 900,000 bytes"),
    ],
)
def test_refuses_what_is_no_text_and_says_why(data: bytes, code: str, words: str) -> None:
    rejection = rejection_of(data)
    assert rejection.code == code
    assert words in rejection.reason
    assert rejection.advice


@pytest.mark.parametrize(
    ("encoding", "text", "guessed"),
    [
        ("utf-8-sig", UMLAUTS, False),
        ("utf-16", UMLAUTS, False),
        ("utf-32", UMLAUTS, False),
        ("utf-16-le", UMLAUTS, True),
        ("utf-16-be", UMLAUTS, True),
        ("cp1252", UMLAUTS, True),
        ("latin-1", "eins\nzwölf", True),
        ("cp850", "Zwölf Verletzte, fünf Tote", True),
        ("mac_roman", UMLAUTS, True),
        ("iso8859-15", "Über 300 € Schaden für fünf Höfe", True),
        ("cp1251", "Двенадцать человек пострадали при пожаре на складе, сообщили власти города в пятницу. " * 5, True),
    ],
)
def test_reads_any_encoding_and_says_where_it_was_inferred(encoding: str, text: str, guessed: bool) -> None:  # noqa: FBT001
    article = article_of(text.encode(encoding))
    assert article.text == text
    assert article.guessed == (("encoding",) if guessed else ())


@pytest.mark.parametrize("through", ["cp1252", "latin-1"])
def test_repairs_what_was_decoded_wrongly_before(through: str) -> None:
    text = "Zwölf Menschen sind bei einem Brand in München getötet worden. Fünf Häuser brannten, hieß es."
    article = article_of(text.encode().decode(through).encode())
    assert article.text == text
    assert article.guessed == ("encoding",)


def test_leaves_what_only_resembles_damage() -> None:
    text = "Der Ort São João und das Maß Ångström, Â und Ã im Alphabet."
    assert article_of(text.encode()).text == text


@pytest.mark.parametrize("name", ["bericht.docx", "Bericht", "bericht.rar", ".txt", "a.txt/b", "x.\n"])
def test_names_what_is_supported_for_other_formats(name: str) -> None:
    rejection = rejection_of(TEXT.encode(), name=name)
    assert rejection.code == "unsupported_format"
    assert "format not supported" in rejection.reason
    assert ".txt" in rejection.advice


def test_takes_the_suffix_in_any_case() -> None:
    assert article_of(TEXT.encode(), name="BRAND.TXT").text == TEXT


@pytest.mark.parametrize(
    ("sidecar", "words"),
    [
        (b"{published: 2025}", "line 1, column 2"),
        (b"", "not JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[]", "one JSON object"),
        (b"[" * 50_000, "not JSON that can be read"),
        (b'{"id": ' + b"1" * 5_000 + b"}", "not JSON that can be read"),
        (b" " * 100_001, "more than 100,000 bytes"),
        ({"published": "2025-02-30"}, '"published"'),
        ({"published": "28.04.2025"}, '"published"'),
        ({"published": "2025-04"}, '"published"'),
        ({"published": 20250428}, '"published"'),
        ({"updated": "2025-04-28T25:00"}, '"updated"'),
        ({"updated": "0001-01-01T00:00+02:00"}, '"updated"'),
        ({"outlet": ["Talbote"]}, '"outlet"'),
        ({"url": {"href": "x"}}, '"url"'),
        ({"id": 4711}, '"id"'),
        ({"title": True}, '"title"'),
        ({"title": "a\x00b"}, '"title"'),
        (b'{"outlet": "\\ud800"}', '"outlet"'),
    ],
)
def test_refuses_a_broken_sidecar_and_names_the_key(sidecar: object, words: str) -> None:
    rejection = rejection_of(TEXT.encode(), sidecar)
    assert rejection.code == "broken_sidecar"
    assert words in rejection.reason
    assert len(rejection.reason) < 300
    if words.startswith('"'):
        assert f"{words}: " in rejection.advice  # a right example of that very key


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2025-04-28", "2025-04-28"),
        (" 2025-04-28 ", "2025-04-28"),
        ("20250428", "2025-04-28"),
        ("2025-04-28T14:30:00+02:00", "2025-04-28T14:30:00+02:00"),
        ("2025-04-28T12:30:00Z", "2025-04-28T12:30:00+00:00"),
        ("2025-04-28 14:30", "2025-04-28T14:30:00+02:00"),
        ("2025-01-28T14:30", "2025-01-28T14:30:00+01:00"),
        ("", None),
        (None, None),
    ],
)
def test_reads_dates_and_takes_a_moment_without_offset_for_german_time(
    written: str | None, read_as: str | None
) -> None:
    assert article_of(TEXT.encode(), {"published": written}).published == read_as


@pytest.mark.parametrize("empty", [{}, {"title": None, "outlet": None}, {"title": " ", "outlet": " \n"}])
def test_takes_null_and_blank_for_unknown(empty: dict[str, object]) -> None:
    assert article_of(TEXT.encode(), empty) == article_of(TEXT.encode())


def test_a_sidecar_may_begin_with_a_byte_order_mark() -> None:
    assert article_of(TEXT.encode(), b'\xef\xbb\xbf{"outlet": "Talbote"}').outlet == "Talbote"


def test_the_sidecars_title_goes_before_the_texts_headline() -> None:
    assert article_of(TEXT.encode(), {"title": "Zwölf  Ver-\nletzte"}).headline == "Zwölf Verletzte"


def test_a_document_is_its_id_else_its_url_else_outlet_and_text() -> None:
    plain, elsewhere = TEXT.encode(), TEXT.replace("zwölf", "dreizehn").encode()
    by_id = {"id": "a-1", "url": "https://a.example/1"}
    assert article_of(plain, by_id).document_id == article_of(elsewhere, by_id | {"url": None}).document_id
    by_url = {"url": "https://a.example/1"}
    assert article_of(plain, by_url).document_id == article_of(elsewhere, by_url | {"outlet": "B"}).document_id
    assert article_of(plain).document_id != article_of(elsewhere).document_id
    assert article_of(plain).document_id != article_of(plain, {"outlet": "B"}).document_id
    assert article_of(plain).document_id == article_of(plain, {"published": "2025-05-02"}, "anders.txt").document_id


def test_a_version_is_text_and_metadata_but_neither_name_nor_arrival() -> None:
    first = article_of(TEXT.encode(), {"id": "a"})
    later = read_document(TEXT.encode(), "kopie.txt", b'{"id": "a"}', received="2025-06-01T00:00:00.000000+00:00")
    assert isinstance(later, Article)
    assert later.version == first.version
    assert article_of(TEXT.encode(), {"id": "a", "updated": "2025-05-03"}).version != first.version


def test_the_counted_size_is_that_of_the_encoded_event() -> None:
    article = article_of('Über "20" \t\r\n\x0b\x1f\x7f\u2028 🚒 \\ Verletzte <&>'.encode(), {"outlet": "Ä"})
    assert count_event_bytes(article) == len(ArticleV1(**asdict(article)).model_dump_json().encode())


def test_an_article_just_within_the_limit_is_taken() -> None:
    overhead = count_event_bytes(article_of(b"."))
    assert count_event_bytes(article_of(b"x" * (MAX_ARTICLE_BYTES - overhead) + b".")) == MAX_ARTICLE_BYTES
    assert rejection_of(b"x" * (MAX_ARTICLE_BYTES - overhead + 1) + b".").code == "too_large"


@pytest.mark.parametrize(
    "hostile",
    [" " * 890_000 + "x", "\n" * 440_000 + "x", "-\n" * 290_000 + "x", "a" * 890_000, "a- \n" * 170_000],
    ids=["spaces", "lines", "hyphens", "letters", "broken words"],
)
def test_hostile_texts_take_linear_time(hostile: str) -> None:
    # nothing is timed: a quadratic step would take hours
    assert article_of(hostile.encode()).text == hostile


def test_hostile_titles_take_linear_time() -> None:
    title = article_of(TEXT.encode(), {"title": "a" * 40_000 + "-\n" * 15_000 + "b"}).headline
    assert title is not None
    assert title.startswith("aaa")
