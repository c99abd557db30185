from __future__ import annotations

import os

import pytest

from services.ingest.core.names import escape_name, find_suffix, is_sidecar, name_sidecar


@pytest.mark.parametrize(
    ("name", "escaped"),
    [
        ("Überflutung im Süden.txt", "Überflutung im Süden.txt"),
        ("zwei\nZeilen.txt", r"zwei\nZeilen.txt"),
        (os.fsdecode("Zwölf.txt".encode("latin-1")), r"Zw\xf6lf.txt"),
        ("back\\slash", r"back\\slash"),
        ("\x1b[31mrot", r"\x1b[31mrot"),
        ("a\u2028b\u0085c\ud800", r"a\u2028b\u0085c\ud800"),
        ("txt.\u202egnp", r"txt.\u202egnp"),  # shown from right to left it would read "txt.png"
        ("a\u00a0b\U000e0001", r"a\u00a0b\U000e0001"),
        ("100% sicher 🚒.txt", "100% sicher 🚒.txt"),
    ],
)
def test_escapes_only_what_can_not_be_written(name: str, escaped: str) -> None:
    assert escape_name(name) == escaped


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("a.txt", ".txt"), ("a.b.TXT", ".txt"), ("x.y/a", ""), (".txt", ""), ("a.", "."), ("", ""), ("d/.txt", "")],
)
def test_finds_the_suffix(name: str, suffix: str) -> None:
    assert find_suffix(name) == suffix


def test_a_sidecar_is_named_after_its_text() -> None:
    assert name_sidecar("a b.txt") == "a b.txt.meta.json"
    assert is_sidecar("a b.txt.meta.json")
    assert not is_sidecar("meta.json.txt")
