from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.desk.byte_views import encode_bytes, show_bytes, show_value


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Tote: 14\n\tund", "Tote: 14\n\tund"),
        ("Überschwemmung – «x»".encode(), "Überschwemmung – «x»"),
        (b"\x1b[2J\x07\r", "\\x1b[2J\\x07\\x0d"),
        ("\u202egnp".encode(), "\\u202egnp"),
        (b"\xff\xfe\x00", "\\xff\\xfe\\x00"),
    ],
)
def test_what_cannot_be_seen_is_escaped(raw: bytes, shown: str) -> None:
    assert show_bytes(raw) == shown


@given(st.binary())
def test_no_bytes_can_steer_a_terminal(raw: bytes) -> None:
    for shown in (show_bytes(raw), show_value(raw)):
        assert all(character.isprintable() or character in "\n\t" for character in shown)


def test_json_is_laid_out_and_cannot_steer_a_terminal_either() -> None:
    assert show_value(b'{"a":[1,"\\u001b[2J\xc2\x9b"]}') == '{\n  "a": [\n    1,\n    "\\u001b[2J\\x9b"\n  ]\n}'
    assert show_value(b'"\\ud800"') == '"\\ud800"'


def test_no_value_is_said_in_words() -> None:
    assert "tombstone" in show_value(None)
    assert encode_bytes(None) is None


@given(st.binary())
def test_programs_get_the_exact_bytes(raw: bytes) -> None:
    view = encode_bytes(raw)
    assert view is not None
    assert base64.b64decode(view["base64"]) == raw
    assert view["bytes"] == len(raw)


def test_programs_get_the_json_where_it_is_one() -> None:
    view = encode_bytes(b'{"a": 1}')
    assert view is not None
    assert view["json"] == {"a": 1}
    assert "json" not in (encode_bytes(b"{") or {})
    assert "text" not in (encode_bytes(b"\xff") or {})
    assert "json" not in (encode_bytes(b"[" * 100_000) or {})
