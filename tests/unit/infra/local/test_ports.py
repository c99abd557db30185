"""Ports: free, different, remembered."""

import socket
from pathlib import Path

import pytest

from infra.local.errors import StackError
from infra.local.ports import LOOPBACK, PortBook, is_free


def test_a_port_is_remembered_in_the_directory(tmp_path: Path) -> None:
    first = PortBook(tmp_path / "ports.json")
    kafka, postgres = first.claim("kafka"), first.claim("postgres")
    assert kafka != postgres
    second = PortBook(tmp_path / "ports.json")
    assert (second.claim("kafka"), second.claim("postgres")) == (kafka, postgres)


def test_a_port_that_another_program_has_meanwhile_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    taken = PortBook(path).claim("kafka")
    with socket.create_server((LOOPBACK, taken)):
        assert not is_free(taken)
        other = PortBook(path).claim("kafka")
    assert other != taken
    assert PortBook(path).claim("kafka") == other


def test_a_damaged_book_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "ports.json"
    path.write_text('{"kafka": "soon"}')
    with pytest.raises(StackError, match="Delete it"):
        PortBook(path)
